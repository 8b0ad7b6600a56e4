import { marksOf } from '../../core/site.ts';
import type { Span } from '../../core/span.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';

/** A map with other entries, in the place of `like`. */
export function mapLike(like: YamlNode, entries: readonly YamlEntry[]): YamlMap {
  const flow = like.kind === 'map' ? like.flow : true;
  return {
    kind: 'map',
    entries,
    flow,
    ...placed(like),
    size: entries.reduce((sum, { value }) => sum + value.size, 1),
  };
}

/** A list of other items, in the place of `like`. */
export function listLike(like: YamlNode, items: readonly YamlNode[]): YamlList {
  const flow = like.kind === 'list' ? like.flow : true;
  return {
    kind: 'list',
    items,
    flow,
    ...placed(like),
    size: items.reduce((sum, { size }) => sum + size, 1),
  };
}

/** A map whose values are made anew; the same map when none is another. */
export function withValues(node: YamlMap, make: (entry: YamlEntry) => YamlNode): YamlMap {
  let entries: YamlEntry[] | undefined;
  for (const [index, entry] of node.entries.entries()) {
    const value = make(entry);
    if (value === entry.value) continue;
    entries ??= [...node.entries];
    entries[index] = { ...entry, value };
  }
  return entries ? mapLike(node, entries) : node;
}

/** A list whose items are made anew; the same list when none is another. */
export function withItems(node: YamlList, make: (item: YamlNode) => YamlNode): YamlList {
  let items: YamlNode[] | undefined;
  for (const [index, item] of node.items.entries()) {
    const value = make(item);
    if (value === item) continue;
    items ??= [...node.items];
    items[index] = value;
  }
  return items ? listLike(node, items) : node;
}

/** A text that stands for (a part of) what is written at a scalar; it is one even where it looks like a date. */
export const scalarLike = (like: YamlNode, value: string, span: Span = like.span): YamlScalar => ({
  kind: 'scalar',
  value,
  text: value,
  style: like.kind === 'scalar' ? like.style : 'plain',
  ...placed(like),
  tag: '!!str',
  ...(like.kind === 'scalar' ? marksOf(like) : {}),
  span,
  size: 1,
});

/** Nothing, in the place of `like`. */
export const nullLike = (like: YamlNode, span: Span = like.span): YamlScalar => ({
  kind: 'scalar',
  value: null,
  text: '',
  style: 'plain',
  ...placed(like),
  span,
  size: 1,
});

/** An entry whose key is (a part of) a text, with a place of its own. */
export const entryLike = (like: YamlNode, key: string, keySpan: Span, value: YamlNode): YamlEntry => ({
  key,
  keySpan,
  source: like.source,
  value,
});

/**
 * Where parts of a scalar's text are written, by their offsets into it: exactly, unless escapes, folded lines or
 * variables stand between text and source: then all of the scalar.
 */
export function partsOf(node: YamlScalar): (start: number, end: number) => Span {
  const quotes = node.style === 'single' || node.style === 'double' ? 1 : 0;
  const first = node.span.start + quotes;
  const isExact =
    !node.interpolated &&
    node.style !== 'block' &&
    node.span.end - node.span.start === node.text.length + 2 * quotes &&
    node.source.text.startsWith(node.text, first);
  return (start, end) => (isExact ? { start: first + start, end: first + end } : node.span);
}

const placed = ({ source, span, alias, tag, comment }: YamlNode) => ({
  source,
  span,
  ...(alias ? { alias } : {}),
  ...(tag ? { tag } : {}),
  ...(comment ? { comment } : {}),
});
