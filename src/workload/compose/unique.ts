import { at, textOf } from '../../yaml/look.ts';
import type { YamlList, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { parseMount } from './mounts.ts';
import { listLike, withItems, withValues } from './nodes.ts';
import { printed } from './scalars.ts';
import { type Shape, shapeAt, type UniqueRule } from './shape.ts';

/** A tree in whose lists everything stands once: the last of what is the same takes the place of the first. */
export function withUniqueItems(node: YamlNode, shape: Shape | undefined): YamlNode {
  if (!shape || node.kind === 'scalar') return node;
  if (node.kind === 'map')
    return withValues(node, ({ key, value }) => withUniqueItems(value, shapeAt(shape, key)));
  const list = shape.each?.keys ? withItems(node, (item) => withUniqueItems(item, shape.each)) : node;
  return shape.unique ? uniqueItems(list, shape.unique) : list;
}

function uniqueItems(list: YamlList, rule: UniqueRule): YamlList {
  const named = new Map<string, YamlNode>();
  for (const [index, item] of list.items.entries()) {
    named.set(keyOf(item, rule) ?? `\0${index}`, item);
  }
  return named.size === list.items.length ? list : listLike(list, [...named.values()]);
}

/** By what an item is the same as another; undefined: by nothing. */
function keyOf(item: YamlNode, rule: UniqueRule): string | undefined {
  if (item.kind === 'scalar' && item.uncertain) return undefined;
  switch (rule) {
    case 'pair':
      return item.kind === 'scalar' ? printed(item)?.split('=', 1)[0] : undefined;
    case 'expose':
      return printed(item);
    case 'mount':
      return item.kind === 'map' ? textOf(at(item, 'target')) : mountTarget(item);
    case 'device':
      return item.kind === 'map' ? textOf(at(item, 'target')) : deviceTarget(printed(item));
    case 'config':
      return fileKey(item, '');
    case 'secret':
      return fileKey(item, '/run/secrets');
    case 'port':
      return portKey(item);
    case 'env-file':
      return item.kind === 'map' ? textOf(at(item, 'path')) : printed(item);
  }
}

function mountTarget(item: YamlNode): string | undefined {
  const text = printed(item);
  const parsed = text === undefined ? undefined : parseMount(text);
  return parsed && !('error' in parsed) ? parsed.target : undefined;
}

function deviceTarget(text: string | undefined): string | undefined {
  const parts = text?.split(':', 2);
  return parts?.[1] ?? parts?.[0];
}

function fileKey(item: YamlNode, folder: string): string | undefined {
  if (item.kind === 'scalar') return `${folder}/${printed(item) ?? ''}`;
  return textOf(at(item, 'target')) ?? `${folder}/${textOf(at(item, 'source')) ?? ''}`;
}

/** Short forms by their text; long ones by address, ports and protocol. */
function portKey(item: YamlNode): string | undefined {
  if (item.kind === 'scalar') return printed(item);
  const parts = ['host_ip', 'published', 'target', 'protocol'].map((key) => at(item, key));
  if (parts.some((part) => (part as YamlScalar | undefined)?.uncertain)) return undefined;
  const [address = '0.0.0.0', published = '', target, protocol = 'tcp'] = parts.map((part) => printed(part));
  return target === undefined ? undefined : `${address}:${published}:${target}/${protocol}`;
}
