import type { Field, Site } from '../../core/site.ts';
import { entriesOf, textField } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import type { Setting } from '../types.ts';

/** What is said, else what holds when nobody says, told at `where`. */
export const setting = <T>(own: Field<T> | undefined, otherwise: T, where: Site): Setting<T> =>
  own ? { ...own, from: 'own' } : { value: otherwise, at: where, from: 'default' };

/** The texts of a map, by key. */
export function textEntries(node: YamlNode | undefined): ReadonlyMap<string, Field<string>> {
  const found = new Map<string, Field<string>>();
  for (const { key, value } of entriesOf(node)) {
    const field = textField(value);
    if (field) found.set(key, field);
  }
  return found;
}
