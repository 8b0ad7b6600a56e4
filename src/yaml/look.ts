import { type Field, marksOf, type Site } from '../core/site.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './types.ts';

/** The place of a value. What an alias stands for is pointed at where it is written. */
export const siteOf = ({ source, span }: YamlNode): Site => ({ source, span });

/** The place of an entry's key. */
export const keySite = ({ source, keySpan }: YamlEntry): Site => ({ source, span: keySpan });

export const asMap = (node: YamlNode | undefined): YamlMap | undefined =>
  node?.kind === 'map' ? node : undefined;

export const asList = (node: YamlNode | undefined): YamlList | undefined =>
  node?.kind === 'list' ? node : undefined;

export const asScalar = (node: YamlNode | undefined): YamlScalar | undefined =>
  node?.kind === 'scalar' ? node : undefined;

/** The entry of a map by its key. */
export const entryOf = (node: YamlNode | undefined, key: string): YamlEntry | undefined =>
  node?.kind === 'map' ? node.entries.find((entry) => entry.key === key) : undefined;

/** The value at a path of keys; undefined when any part is missing or no map. */
export function at(node: YamlNode | undefined, ...keys: readonly string[]): YamlNode | undefined {
  let here = node;
  for (const key of keys) here = entryOf(here, key)?.value;
  return here;
}

/** The items of a list; [] for anything else. */
export const itemsOf = (node: YamlNode | undefined): readonly YamlNode[] =>
  node?.kind === 'list' ? node.items : [];

/** The entries of a map; [] for anything else. */
export const entriesOf = (node: YamlNode | undefined): readonly YamlEntry[] =>
  node?.kind === 'map' ? node.entries : [];

/** A scalar as text, numbers and booleans as they are written; null and what is no scalar give undefined. */
export const textOf = (node: YamlNode | undefined): string | undefined => {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.text;
};

/** `textOf` with its place. */
export function textField(node: YamlNode | undefined): Field<string> | undefined {
  const value = textOf(node);
  return value === undefined ? undefined : { value, ...placeOf(node as YamlScalar) };
}

/**
 * A boolean with its place; a value of another type gives undefined. `yes`, `on` and the like count, as they do for the
 * YAML 1.1 readers of kubectl and Compose.
 */
export function booleanField(node: YamlNode | undefined): Field<boolean> | undefined {
  if (node?.kind !== 'scalar') return undefined;
  const { value, style, text } = node;
  if (typeof value === 'boolean') return { value, ...placeOf(node) };
  if (style !== 'plain' || !/^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(text))
    return undefined;
  return { value: /^(?:y|on)/i.test(text), ...placeOf(node) };
}

/** A number with its place; a value of another type gives undefined. */
export function numberField(node: YamlNode | undefined): Field<number> | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'number'
    ? { value: node.value, ...placeOf(node) }
    : undefined;
}

const placeOf = (node: YamlScalar): Omit<Field<unknown>, 'value'> => ({ at: siteOf(node), ...marksOf(node) });

/** Every text of a list, with its place. */
export const textFields = (node: YamlNode | undefined): Field<string>[] =>
  itemsOf(node).flatMap((item) => textField(item) ?? []);

/** The value as plain data. */
export function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}
