import { posix } from 'node:path';
import type { Site } from '../../../core/site.ts';
import { at, entryOf, itemsOf, keySite, siteOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../../yaml/types.ts';
import type { Mount, Volume, VolumeKind } from '../../types.ts';
import { isHostPath, parseMount } from '../mounts.ts';
import { printed } from '../scalars.ts';
import { boolean, text, textAt, texts, uncertainty } from './values.ts';

/** Everything that a service has mounted: volumes, tmpfs, secrets and configs. What cannot be read is left out. */
export function mountsOf(node: YamlMap): Mount[] {
  return [
    ...itemsOf(at(node, 'volumes')).flatMap((item) =>
      item.kind === 'map' ? longMount(item) : shortMount(item),
    ),
    ...tmpfsOf(at(node, 'tmpfs')),
    ...itemsOf(at(node, 'secrets')).flatMap((item) => fileMount(item, 'secret', '/run/secrets/')),
    ...itemsOf(at(node, 'configs')).flatMap((item) => fileMount(item, 'config', '/')),
    ...apiSocket(node),
  ];
}

function shortMount(item: YamlNode): Mount[] {
  const written = printed(item);
  if (written === undefined) return [];
  const unknown = uncertainty(item);
  // `${DATA}:/data` without a value: it is mounted all the same.
  const parsed = parseMount(unknown.uncertain ? written.replace(/^:/, '?:') : written);
  if ('error' in parsed) return [];
  const { source, target, options } = parsed;
  const kind: VolumeKind = sourceKind(source, unknown.uncertain === true);
  const known = source !== undefined && kind !== 'other' ? source : undefined;
  return [mount(item, { kind, source: known, target, readOnly: options.includes('ro'), ...unknown })];
}

function sourceKind(source: string | undefined, isUncertain: boolean): VolumeKind {
  if (source === undefined) return 'empty';
  if (isHostPath(source)) return 'hostPath';
  // A variable without value may have stood at its head.
  return isUncertain ? 'other' : 'named';
}

function longMount(item: YamlMap): Mount[] {
  const target = textAt(item, 'target')?.value;
  const type = textAt(item, 'type')?.value;
  if (!target || !type) return [];
  const source = textAt(item, 'source')?.value;
  const kind = type === 'volume' && !source ? 'empty' : (kinds.get(type) ?? 'other');
  const subPath = textAt(item, 'volume', 'subpath') ?? textAt(item, 'image', 'subpath');
  const made = mount(item, {
    kind,
    source: kind === 'tmpfs' || kind === 'empty' ? undefined : source,
    target,
    readOnly: boolean(at(item, 'read_only'))?.value ?? kind === 'image',
    ...uncertainty(at(item, 'source'), at(item, 'target')),
  });
  return [subPath ? { ...made, subPath: subPath.value } : made];
}

const kinds: ReadonlyMap<string, VolumeKind> = new Map([
  ['bind', 'hostPath'],
  ['volume', 'named'],
  ['tmpfs', 'tmpfs'],
  ['npipe', 'hostPath'],
  ['cluster', 'named'],
  ['image', 'image'],
]);

function tmpfsOf(node: YamlNode | undefined): Mount[] {
  return (node?.kind === 'scalar' ? [node] : itemsOf(node)).flatMap((item) => {
    const written = printed(item);
    if (!written) return [];
    const [target = '', options = ''] = written.split(':', 2);
    const readOnly = options.split(',').includes('ro');
    return [mount(item, { kind: 'tmpfs', source: undefined, target, readOnly, ...uncertainty(item) })];
  });
}

/** A secret or config: a file that stands at its target, else under its name. */
function fileMount(item: YamlNode, kind: 'secret' | 'config', folder: string): Mount[] {
  const source = item.kind === 'map' ? textAt(item, 'source') : text(item);
  if (!source) return [];
  const named = textAt(item, 'target')?.value;
  const target = named ?? source.value;
  const path = target.startsWith('/') ? target : `${folder}${target}`;
  return [mount(item, { kind, source: source.value, target: path, readOnly: true, ...uncertainty(item) })];
}

/** `use_api_socket` gives the engine's own socket to the container. */
function apiSocket(node: YamlMap): Mount[] {
  const entry = entryOf(node, 'use_api_socket');
  if (!entry || !boolean(entry.value)?.value) return [];
  const path = '/var/run/docker.sock';
  const made = mount(entry.value, { kind: 'hostPath', source: path, target: path, readOnly: false });
  return [{ ...made, at: keySite(entry) }];
}

interface MountParts {
  readonly kind: VolumeKind;
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly uncertain?: true;
}

function mount(node: YamlNode, { kind, source, target, readOnly, uncertain }: MountParts): Mount {
  const place: Site = siteOf(node);
  const volume: Volume = {
    name: source ?? target,
    kind,
    ...(source === undefined ? {} : { source }),
    at: place,
    node,
    ...(uncertain ? { uncertain } : {}),
  };
  return { path: cleaned(target), volume, readOnly, at: place };
}

/** A path without `.`, `..` and doubled slashes, as Compose hands it on; one of Windows stays. */
const cleaned = (path: string): string => {
  const clean = posix.normalize(path);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
};

/** Devices of the host, as `source:target:permissions` where they are written out. */
export const devicesOf = (node: YamlMap) =>
  itemsOf(at(node, 'devices')).flatMap((item) => {
    if (item.kind !== 'map') return texts(item);
    const source = textAt(item, 'source');
    if (!source) return [];
    const rest = [textAt(item, 'target')?.value ?? source.value, textAt(item, 'permissions')?.value ?? 'rwm'];
    return [{ ...source, value: [source.value, ...rest].join(':') }];
  });
