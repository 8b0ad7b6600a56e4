import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { isHostPath, parseMount } from './mounts.ts';
import { scalarLike, withItems, withValues } from './nodes.ts';
import { type PathRule, type Shape, shapeAt } from './shape.ts';

/** A relative path from a folder, as one from where that folder's path begins. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/') || '.';
}

/** The folder of a relative path. */
export const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/');
  return slash === -1 ? '.' : path.slice(0, slash) || '/';
};

/** A path that does not begin at a folder of the project: absolute, of a home, of Windows. */
export const isAbsolute = (path: string): boolean => /^[/~\\]|^[A-Za-z]:[\\/]/.test(path);

/** Something that has to be fetched: Git, HTTP, an OCI artifact. */
export const isRemote = (path: string): boolean =>
  /^(?:https?|git|ssh|oci|docker-image|oci-layout):\/\/|^git@|^github\.com\//.test(path) ||
  path.includes('://');

/** Paths that a file of another folder says, as they are from the project's folder. */
export function rebased(node: YamlNode, shape: Shape | undefined, folder: string): YamlNode {
  if (folder === '.' || folder === '' || !shape) return node;
  const own = shape.path ? moved(node, shape.path, folder) : node;
  if (own.kind === 'scalar') return own;
  if (own.kind === 'list') {
    return withItems(own, (item) => rebased(item, shape.each, folder));
  }
  return withValues(own, (entry) => rebased(entry.value, shapeAt(shape, entry.key), folder));
}

function moved(node: YamlNode, rule: PathRule, folder: string): YamlNode {
  switch (rule) {
    case 'host':
      return node.kind === 'scalar' ? movedText(node, folder) : node;
    case 'context':
      return node.kind === 'scalar' && !isNamedContext(node) ? movedText(node, folder) : node;
    case 'contexts':
      return movedContexts(node, folder);
    case 'file':
      if (node.kind === 'list') return withItems(node, (item) => movedFile(item, folder));
      return movedFile(node, folder);
    case 'mount':
      return movedMount(node, folder);
    case 'driver':
      return movedDriver(node, folder);
  }
}

function movedText(node: YamlScalar, folder: string): YamlScalar {
  const { value } = node;
  if (typeof value !== 'string' || value === '' || isAbsolute(value)) return node;
  return withText(node, joinPath(folder, value));
}

/** `NAME=context` in a list, or a map. */
function movedContexts(node: YamlNode, folder: string): YamlNode {
  if (node.kind === 'map') return withValues(node, ({ value }) => moved(value, 'context', folder));
  if (node.kind !== 'list') return node;
  return withItems(node, (item) => {
    if (item.kind !== 'scalar' || typeof item.value !== 'string') return item;
    const start = item.value.indexOf('=') + 1;
    const context = moved(scalarLike(item, item.value.slice(start)), 'context', folder) as YamlScalar;
    return withText(item, item.value.slice(0, start) + context.text);
  });
}

const isNamedContext = ({ value }: YamlScalar): boolean =>
  typeof value === 'string' && (isRemote(value) || value.startsWith('service:'));

const movedFile = (node: YamlNode, folder: string): YamlNode =>
  node.kind === 'map' ? atKey(node, 'path', folder) : node.kind === 'scalar' ? movedText(node, folder) : node;

function movedMount(node: YamlNode, folder: string): YamlNode {
  if (node.kind === 'map') {
    const isBind = node.entries.some(
      ({ key, value }) => key === 'type' && value.kind === 'scalar' && value.value === 'bind',
    );
    return isBind ? atKey(node, 'source', folder) : node;
  }
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  const mount = parseMount(node.value);
  if ('error' in mount || mount.source === undefined) return node;
  if (!isHostPath(mount.source) || isAbsolute(mount.source)) return node;
  return withText(node, `./${joinPath(folder, mount.source)}${node.value.slice(mount.source.length)}`);
}

/** A volume of the driver `local` may be a folder of the host. */
function movedDriver(node: YamlNode, folder: string): YamlNode {
  if (node.kind !== 'map') return node;
  const text = (key: string, from: YamlMap): unknown => {
    const value = from.entries.find((entry) => entry.key === key)?.value;
    return value?.kind === 'scalar' ? value.value : value;
  };
  const options = node.entries.find(({ key }) => key === 'driver_opts')?.value;
  if (text('driver', node) !== 'local' || options?.kind !== 'map' || text('o', options) !== 'bind')
    return node;
  const device = atKey(options, 'device', folder);
  return withValues(node, (entry) => (entry.value === options ? device : entry.value));
}

const atKey = (node: YamlMap, key: string, folder: string): YamlMap =>
  withValues(node, (entry) =>
    entry.key === key && entry.value.kind === 'scalar' ? movedText(entry.value, folder) : entry.value,
  );

const withText = (node: YamlScalar, text: string): YamlScalar => ({
  ...node,
  value: text,
  text,
  interpolated: true,
});
