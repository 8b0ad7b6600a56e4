import { type Field, marksOf, type Site } from '../../../core/site.ts';
import { at, itemsOf, siteOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../../../yaml/types.ts';
import type { Setting } from '../../types.ts';
import { asPairs } from '../merge.ts';
import { printed } from '../scalars.ts';

/** A scalar as text, as Compose hands it on, with its place. */
export function text(node: YamlNode | undefined): Field<string> | undefined {
  const value = printed(node);
  return value === undefined ? undefined : { value, at: siteOf(node!), ...marksOf(node as YamlScalar) };
}

/** The text at a path of keys. */
export const textAt = (node: YamlNode | undefined, ...keys: readonly string[]): Field<string> | undefined =>
  text(at(node, ...keys));

/** The text at a key; an empty one is none, unless a variable without value made it so. */
export function wordAt(node: YamlNode | undefined, key: string): Field<string> | undefined {
  const field = textAt(node, key);
  return field?.value === '' && !field.uncertain ? undefined : field;
}

/** Every text of a list, or the only one. */
export const texts = (node: YamlNode | undefined): Field<string>[] =>
  (node?.kind === 'scalar' ? [node] : itemsOf(node)).flatMap((item) => text(item) ?? []);

/** `NAME=value` in a list or a map, by name; a name without value has none. */
export function pairs(
  node: YamlNode | undefined,
): Map<string, { readonly name: Field<string>; readonly value?: Field<string> }> {
  const entries = (node && asPairs(node)?.entries) ?? [];
  return new Map(
    entries.map(({ key, keySpan, source, value }) => {
      const name = { value: key, at: { source, span: keySpan }, ...marksOf(value as YamlScalar) };
      const field = text(value);
      return [key, field ? { name, value: field } : { name }] as const;
    }),
  );
}

/** `pairs` with an empty text where there is no value. */
export const labels = (node: YamlNode | undefined): Map<string, Field<string>> =>
  new Map([...pairs(node)].map(([key, { name, value }]) => [key, value ?? { value: '', at: name.at }]));

/** What a service says of something, or what holds when it says nothing. */
export function setting<T>(own: Field<T> | undefined, fallback: T, at: Site): Setting<T> {
  return own ? { ...own, from: 'own' } : { value: fallback, at, from: 'default' };
}

/** A boolean; of what a variable will decide: false. */
export function boolean(node: YamlNode | undefined): Field<boolean> | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (typeof node.value === 'boolean') return { value: node.value, at: siteOf(node), ...marksOf(node) };
  return node.uncertain ? { value: false, at: siteOf(node), ...marksOf(node) } : undefined;
}

/** Whether any of these is decided by a variable without value. */
export const uncertainty = (...nodes: readonly (YamlNode | undefined)[]): { readonly uncertain?: true } =>
  nodes.some((node) => node?.kind === 'scalar' && node.uncertain) ? { uncertain: true } : {};

/** What all readers of a service's parts get. */
export interface ServiceNode {
  readonly name: string;
  readonly node: YamlMap;
  /** Where its name is written. */
  readonly at: Site;
}
