import { posix } from 'node:path';
import type { Field, Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { asMap, at, entryOf, itemsOf, textFields, textOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlFile, YamlMap, YamlNode, YamlProblem } from '../../yaml/types.ts';
import type { Folder } from '../origin/folder.ts';
import { type Patch, readPatches } from './patches.ts';

/** What kustomizations are called. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** A kustomization with everything that it builds on. */
export interface Tree {
  /** The one that is built, then those that it takes in: what goes over others stands before them. */
  readonly layers: readonly Layer[];
  /** Resources that would have to be fetched. */
  readonly remotes: readonly Site[];
  /** Files and folders that are named and cannot be read. */
  readonly missing: readonly MissingFile[];
}

export interface MissingFile extends Site {
  /** Relative to the folder of the kustomization that is built. */
  readonly path: string;
}

export interface Layer {
  /** Relative to the folder of the one that is built: '', `../base`. */
  readonly folder: string;
  readonly source: Source;
  readonly root: YamlMap;
  readonly isComponent: boolean;
  /** Files with objects. */
  readonly resources: readonly ResourceFile[];
  readonly patches: readonly Patch[];
}

export interface ResourceFile {
  readonly source: Source;
  /** The objects, lists taken apart. */
  readonly objects: readonly YamlMap[];
  /** It is more than is read: what it says, with its place. */
  readonly limit?: YamlProblem;
}

const MOST_LAYERS = 200;

/** Opens the kustomization of a folder; undefined when there is none. Never throws. */
export function openTree(folder: Folder): Tree | undefined {
  const remotes: Site[] = [];
  const missing: MissingFile[] = [];
  const layers: Layer[] = [];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const opened = seen.has(path) || layers.length >= MOST_LAYERS ? undefined : openLayer(path, folder);
    seen.add(path);
    // By another way it may be known already: the first goes by no name of its own.
    if (!opened || layers.some(({ source }) => source.path === opened.layer.source.path)) return;
    layers.push(opened.layer);
    remotes.push(...opened.remotes);
    missing.push(...opened.missing);
    for (const next of opened.next) visit(next);
  };
  visit('');
  return layers.length > 0 ? { layers, remotes, missing } : undefined;
}

/**
 * The files and folders that a kustomization takes in, as it names them; components first, as they go over bases.
 */
export const takenIn = (root: YamlMap): Field<string>[] =>
  ['components', 'bases', 'resources'].flatMap((key) => textFields(at(root, key)));

/**
 * The map of a kustomization's file; `other` when it is none for all its name (Flux has a kind of that name); undefined
 * when it cannot be read.
 */
export function kustomizationOf(source: Source): YamlMap | 'other' | undefined {
  const root = asMap(readYaml(source).documents.find((document) => document.root)?.root);
  const version = textOf(at(root, 'apiVersion')) ?? 'kustomize.config.k8s.io';
  return root && !version.startsWith('kustomize.config.k8s.io') ? 'other' : root;
}

interface OpenLayer {
  readonly layer: Layer;
  readonly next: readonly string[];
  readonly remotes: readonly Site[];
  readonly missing: readonly MissingFile[];
}

function openLayer(path: string, folder: Folder): OpenLayer | undefined {
  const within = (name: string): string => posix.normalize(posix.join(path, name));
  const source = kustomizationNames
    .map((name) => folder.read(within(name)))
    .find((source) => source !== undefined);
  const root = source && kustomizationOf(source);
  if (!source || !root || root === 'other') return undefined;
  const resources: ResourceFile[] = [];
  const next: string[] = [];
  const remotes: Site[] = [];
  const missing: MissingFile[] = [];
  for (const { value: name, at } of takenIn(root)) {
    if (isRemote(name)) remotes.push(at);
    else if (hasKustomization(within(name), folder)) next.push(slashless(within(name)));
    else {
      const file = isBelow(name) ? folder.read(within(name)) : undefined;
      if (file) resources.push(resourceOf(file));
      else missing.push({ ...at, path: within(name) });
    }
  }
  const read = (name: string): Source | undefined => (isBelow(name) ? folder.read(within(name)) : undefined);
  const isComponent = textOf(at(root, 'kind')) === 'Component';
  const layer = { folder: path, source, root, isComponent, resources, patches: readPatches(root, read) };
  return { layer, next, remotes, missing };
}

const slashless = (path: string): string => (path === '.' ? '' : path.replace(/\/$/, ''));

const hasKustomization = (path: string, folder: Folder): boolean =>
  folder
    .list(path)
    .some(({ name, isFolder }) => !isFolder && (kustomizationNames as readonly string[]).includes(name));

/** Kustomize takes no file from outside the folder of its kustomization. */
const isBelow = (path: string): boolean => !posix.isAbsolute(path) && !posix.normalize(path).startsWith('..');

/** An address rather than a path: with a scheme, a user, a host or a revision. */
export const isRemote = (path: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ||
  /^(?:git::|git@|[\w.-]+@[\w.-]+:)/.test(path) ||
  /[?&](?:ref|version)=/.test(path) ||
  /^(?:www\.)?[\w-]+\.(?:com|org|io|dev|net)\//.test(path);

function resourceOf(source: Source): ResourceFile {
  const file = readYaml(source);
  const limit = file.problems.find(({ kind }) => kind === 'limit');
  return { source, objects: objectsIn(file), ...(limit ? { limit } : {}) };
}

/** The objects of a file, lists taken apart. */
export const objectsOf = (source: Source): YamlMap[] => objectsIn(readYaml(source));

function objectsIn({ documents }: YamlFile): YamlMap[] {
  const roots = documents.flatMap(({ root }) => root ?? []);
  return roots.flatMap((root: YamlNode) => {
    const map = asMap(root);
    const items = textOf(at(map, 'kind'))?.endsWith('List') ? entryOf(map, 'items')?.value : undefined;
    if (items) return itemsOf(items).flatMap((item) => asMap(item) ?? []);
    return map && textOf(at(map, 'kind')) ? [map] : [];
  });
}
