import type { Field } from '../core/site.ts';
import { at, entriesOf, siteOf, textField, textFields } from '../yaml/look.ts';
import type { YamlNode } from '../yaml/types.ts';
import type { ImageUse, Variables } from './types.ts';

/** A map of texts with their places. */
export const variablesOf = (node: YamlNode | undefined): Variables =>
  new Map(
    entriesOf(node).flatMap(({ key, value }): [string, Field<string>][] => {
      const field =
        value.kind === 'scalar' && value.value === null ? { value: '', at: siteOf(value) } : textField(value);
      return field ? [[key, field]] : [];
    }),
  );

/** A text alone, or a list of them. */
export const oneOrMany = (node: YamlNode | undefined): readonly Field<string>[] => {
  if (node?.kind === 'list') return textFields(node);
  // `runs-on: {group: …, labels: …}`.
  if (node?.kind === 'map') return oneOrMany(at(node, 'labels'));
  const field = textField(node);
  return field ? [field] : [];
};

/** `container:`, `services:`: an image by name, or a map that has one. */
export function imageOf(
  node: YamlNode | undefined,
  role: ImageUse['role'],
  name?: string,
): ImageUse | undefined {
  const image = textField(node) ?? textField(at(node, 'image'));
  return image && image.value !== '' ? { role, image, ...(name ? { name } : {}) } : undefined;
}
