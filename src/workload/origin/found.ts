import type { Site } from '../../core/site.ts';
import { entryOf, keySite, siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlNode } from '../../yaml/types.ts';

/** A value with the key that it stands behind; an item of a list has none. */
export interface Found {
  readonly node: YamlNode;
  readonly entry?: YamlEntry;
}

/** Where a value is written: a word at its place, a map or list (or what is asked for by its key) at its key. */
export function siteOfFound({ node, entry }: Found, isKey: boolean): Site {
  return entry && (isKey || node.kind !== 'scalar') ? keySite(entry) : siteOf(node);
}

/** Whether two values are the same once they are written out: `1` and `"1"` are. */
export function isSame(a: YamlNode, b: YamlNode): boolean {
  if (a.size !== b.size) return false;
  if (a.kind === 'scalar') return b.kind === 'scalar' && textOf(a) === textOf(b);
  if (a.kind === 'list')
    return (
      b.kind === 'list' && a.items.every((item, index) => b.items[index] && isSame(item, b.items[index]))
    );
  return (
    b.kind === 'map' &&
    a.entries.every(({ key, value }) => {
      const other = entryOf(b, key)?.value;
      return other !== undefined && isSame(value, other);
    })
  );
}

/** A word as templates write it, numbers without needless digits. */
export const textOf = (node: YamlNode): string => {
  if (node.kind !== 'scalar') return '';
  return node.value === null ? '' : String(node.value);
};
