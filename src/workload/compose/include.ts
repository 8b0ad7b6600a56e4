import type { Source } from '../../core/source.ts';
import { at, entryOf, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { digest } from './digest.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './files.ts';
import { merge } from './merge.ts';
import { mapLike } from './nodes.ts';
import { folderOf, isAbsolute, isRemote, joinPath, rebased } from './paths.ts';
import type { Scope } from './scope.ts';
import { rootShape, shapeAt } from './shape.ts';

/**
 * A document with what it includes brought in (Compose Specification, “Include”): each as a project of its own, with
 * its own folder and variables; what this one declares too goes over it.
 */
export function withIncluded(document: YamlMap, scope: Scope, load: Load): YamlMap {
  const entry = entryOf(document, 'include');
  if (!entry) return document;
  const bare = mapLike(
    document,
    document.entries.filter((one) => one !== entry),
  );
  if (entry.value.kind !== 'list') {
    if (textOf(entry.value) !== undefined || entry.value.kind === 'map')
      scope.session.problem('type', siteOf(entry.value), 'include takes a list');
    return bare;
  }
  return entry.value.items.reduce<YamlMap>((whole, item) => {
    const included = loadIncluded(item, scope, load);
    if (!included) scope.session.isPartial = true;
    return included ? withResources(whole, included, scope) : whole;
  }, bare);
}

const sections = ['services', 'jobs', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/** Loads the files of a project of its own. */
type Load = (files: readonly Source[], scope: Scope) => YamlMap | undefined;

function loadIncluded(item: YamlNode, scope: Scope, load: Load): YamlMap | undefined {
  const { session, folder } = scope;
  const paths = pathsOf(item.kind === 'map' ? at(item, 'path') : item);
  if (item.kind === 'map' && paths.length === 0)
    session.problem('missing-key', siteOf(item), 'an item of include needs “path”');
  const files = paths.flatMap((path) => fileOf(path, scope) ?? []);
  const main = textOf(paths[0]);
  if (!main || files.length < paths.length) return undefined;
  const first = joinPath(folder, main);
  if (scope.including.includes(first)) {
    const circle = [...scope.including.slice(scope.including.indexOf(first)), first].join(' → ');
    session.problem('cycle', siteOf(paths[0]!), `these files include each other in a circle: ${circle}`);
    return undefined;
  }
  const own = textOf(at(item, 'project_directory')) ?? folderOf(main);
  const named = pathsOf(at(item, 'env_file'));
  const key = [folder, own, ...paths.map(textOf), '', ...named.map(textOf)].join('\0');
  return session.included(scope.env, key, () => {
    const env = environmentOf(named, joinPath(folder, own), scope);
    const inner = { session, folder: joinPath(folder, own), env, including: [...scope.including, first] };
    const loaded = load(files, inner);
    return loaded && (rebased(loaded, rootShape, own) as YamlMap);
  });
}

const pathsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node === undefined ? [] : node.kind === 'scalar' ? [node] : itemsOf(node);

function fileOf(node: YamlNode, { session, folder }: Scope): Source | undefined {
  const path = textOf(node);
  if (path === undefined || (node as YamlScalar).uncertain) {
    session.gapAt(siteOf(node), 'a file whose name is in a variable without value is included, and not seen');
    return undefined;
  }
  if (isRemote(path) || isAbsolute(path)) {
    const why = isRemote(path) ? 'it would have to be fetched' : 'it lies outside of the project';
    session.gapAt(siteOf(node), `what is included from ${path} is not seen: ${why}`);
    return undefined;
  }
  return session.readAt(joinPath(folder, path), node);
}

/** The variables of what is included: those of this project, then of its `env_file`, or of `.env` in its folder. */
function environmentOf(
  named: readonly YamlNode[],
  directory: string,
  { session, folder, env }: Scope,
): Environment {
  if (named.length === 0) {
    const source = session.readIfThere(joinPath(directory, '.env'));
    return source ? env.over(readEnvironment([source], env, session)) : env;
  }
  const sources = named.flatMap((node) => {
    const path = textOf(node);
    if (path === undefined || path === '/dev/null' || isAbsolute(path)) return [];
    return session.readAt(joinPath(folder, path), node) ?? [];
  });
  return env.over(readEnvironment(sources, env, session));
}

/** Puts what was included into a document; what both declare is merged, but for what is the same. */
function withResources(document: YamlMap, included: YamlMap, scope: Scope): YamlMap {
  const entries = new Map(document.entries.map((entry) => [entry.key, entry]));
  for (const section of sections) {
    const from = entryOf(included, section);
    if (from?.value.kind !== 'map') continue;
    const own = entries.get(section);
    if (own?.value.kind === 'map')
      entries.set(section, { ...own, value: together(from.value, own.value, section, scope) });
    else entries.set(section, { ...from, merged: true });
  }
  return mapLike(document, [...entries.values()]);
}

function together(from: YamlMap, own: YamlMap, section: string, { session }: Scope): YamlMap {
  const entries = new Map<string, YamlEntry>(own.entries.map((entry) => [entry.key, entry]));
  const shape = shapeAt(rootShape, section);
  for (const entry of from.entries) {
    const conflict = entries.get(entry.key);
    if (!conflict) entries.set(entry.key, { ...entry, merged: true });
    else if (conflict.value !== entry.value && digest(conflict.value) !== digest(entry.value)) {
      const value = merge(entry.value, conflict.value, shapeAt(shape, entry.key), 'under', session);
      entries.set(entry.key, { ...conflict, value });
    }
  }
  return mapLike(own, [...entries.values()]);
}
