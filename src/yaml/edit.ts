import type { Edit } from '../core/edit.ts';
import type { Source } from '../core/source.ts';
import { contains, type Span } from '../core/span.ts';
import { entryOf } from './look.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from './types.ts';
import { isJsonText, layoutOf, write, writeBlock, writeFlow, type YamlData } from './write.ts';

export type { YamlData } from './write.ts';

/**
 * The edit after which a map has `value` at a path of keys. Maps on the way that are missing are made; what is there
 * keeps its place, comments and style. Of a map that several files make, what another file says is written there.
 * @returns undefined when it cannot be said in one place: something on the way is an alias, or comes by `<<`, or is no map
 */
export function setAt(map: YamlMap, keys: readonly [string, ...string[]], value: YamlData): Edit | undefined {
  const [key, ...rest] = keys;
  const entry = entryOf(map, key);
  if (!entry) return addEntry(map, key, nested(rest, value));
  if (rest.length === 0) return entry.merged ? addEntry(map, key, value) : replaceValue(map, entry, value);
  if (entry.merged || entry.value.alias) return undefined;
  const [next, ...others] = rest as [string, ...string[]];
  if (entry.value.kind === 'map') return setAt(entry.value, [next, ...others], value);
  return isEmpty(entry.value) ? replaceValue(map, entry, nested(rest, value)) : undefined;
}

/** The edit that adds an entry at the end of a map that has no such key of its own. */
export function addEntry(map: YamlMap, key: string, value: YamlData): Edit | undefined {
  if (map.alias) return undefined;
  const { source } = map;
  const layout = layoutOf(source);
  if (map.flow) {
    const text = `${writeFlow(key, layout)}: ${writeFlow(value, layout)}`;
    return intoFlow(source, map, ownEntries(map).map(endOfEntry), text);
  }
  const indent = indentOf(map);
  const last = map.tail ?? lastOffset(map);
  return insertLine(
    source,
    last,
    `${' '.repeat(indent)}${write(key, layout)}:${writeBlock(value, indent, layout)}`,
  );
}

/** The edit that adds an item at the end of a list. */
export function addItem(list: YamlList, value: YamlData): Edit | undefined {
  if (list.alias) return undefined;
  const { source } = list;
  const layout = layoutOf(source);
  const own = ownItems(list);
  if (list.flow) return intoFlow(source, list, own.map(endOf), writeFlow(value, layout));
  const last = own.at(-1);
  if (!last) return undefined;
  const dash = list.span.start;
  const indent = dash - source.lineStarts[source.lineOf(dash) - 1]!;
  const text = writeBlock(value, indent, layout, true);
  return insertLine(source, endOf(last), `${' '.repeat(indent)}-${text}`);
}

/** Edits of one file, those at one empty place as one, in the order given; undefined when one of them is. */
export function joined(edits: readonly (Edit | undefined)[]): Edit[] | undefined {
  const found: Edit[] = [];
  for (const edit of edits) {
    if (!edit) return undefined;
    const { span, text, path } = edit;
    const same = found.findIndex(
      (other) =>
        other.path === path &&
        other.span.start === span.start &&
        other.span.end === span.end &&
        span.start === span.end,
    );
    if (same === -1) found.push(edit);
    else found[same] = { ...edit, text: found[same]!.text + text };
  }
  return found;
}

/** The edit that takes an entry out of a block map, with its line or lines. */
export function removeEntry(map: YamlMap, entry: YamlEntry): Edit | undefined {
  const { source } = entry;
  if (map.flow || map.alias || !isOwn(map, entry) || entry.value.source !== source) return undefined;
  if (ownEntries(map).length < 2) return undefined;
  const from = source.lineStarts[source.lineOf(entry.keySpan.start) - 1]!;
  const isFirstOfItem = source.text.slice(from, entry.keySpan.start).trim() !== '';
  const to = source.lineStarts[source.lineOf(endOfEntry(entry))] ?? source.text.length;
  // `- first: 1` keeps its dash: what follows moves up behind it.
  const span = isFirstOfItem
    ? { start: entry.keySpan.start, end: to + (entry.keySpan.start - from) }
    : { start: from, end: to };
  return { span, text: '', path: source.path };
}

/** The edit that takes an item out of a list that has others, with its lines or its comma. */
export function removeItem(list: YamlList, item: YamlNode): Edit | undefined {
  const { source } = list;
  const own = ownItems(list);
  const index = own.indexOf(item);
  if (index === -1 || own.length < 2 || list.alias || item.alias) return undefined;
  const span = list.flow ? flowItem(own, index) : lineItem(item);
  return span && !source.slice(span).includes('#') ? { span, text: '', path: source.path } : undefined;
}

/** An item with the comma behind it, or of the last the one before it. */
function flowItem(items: readonly YamlNode[], index: number): Span {
  const [before, item, next] = [items[index - 1], items[index]!, items[index + 1]];
  return next
    ? { start: item.span.start, end: (next.alias ?? next.span).start }
    : { start: endOf(before!), end: endOf(item) };
}

/** The lines of an item that has its dash to itself. */
function lineItem(item: YamlNode): Span | undefined {
  const { source, span } = item;
  const from = source.lineStarts[source.lineOf(span.start) - 1]!;
  if (!/^[ ]*-[ ]+$/.test(source.text.slice(from, span.start))) return undefined;
  return { start: from, end: source.lineStarts[source.lineOf(endOf(item))] ?? source.text.length };
}

/** The edit that writes another value in the place of one. */
export function replaceNode(node: YamlNode, value: YamlData): Edit | undefined {
  if (node.alias) return undefined;
  const layout = layoutOf(node.source);
  const isScalar = typeof value !== 'object' || value === null;
  if (node.kind !== 'scalar' || node.style === 'block' || !isScalar) return undefined;
  return { span: node.span, text: write(value, layout, node.style), path: node.source.path };
}

function replaceValue(map: YamlMap, entry: YamlEntry, value: YamlData): Edit | undefined {
  const { source } = entry;
  const layout = layoutOf(source);
  const isScalar = typeof value !== 'object' || value === null;
  const node = entry.value;
  if (node.alias) {
    const text = map.flow || isScalar ? writeFlow(value, layout) : undefined;
    return text === undefined ? undefined : { span: node.alias, text, path: source.path };
  }
  if (isScalar && node.kind === 'scalar' && node.style !== 'block' && !isEmpty(node))
    return { span: node.span, text: write(value, layout, node.style), path: node.source.path };
  // How another file's map is written cannot be told from this one.
  if (!isOwn(map, entry) || node.source !== source) return undefined;
  if (map.flow) return { span: node.span, text: writeFlow(value, layout), path: source.path };
  const colon = source.text.indexOf(':', entry.keySpan.end);
  const indent = indentOf(map);
  const start = colon + 1;
  const end = Math.max(start, endOf(node));
  return { span: { start, end }, text: writeBlock(value, indent, layout), path: source.path };
}

const nested = (keys: readonly string[], value: YamlData): YamlData =>
  keys.reduceRight<YamlData>((inner, key) => ({ [key]: inner }), value);

const isEmpty = (node: YamlNode): boolean =>
  (node.kind === 'scalar' && node.value === null) ||
  (node.kind === 'map' && node.entries.length === 0) ||
  (node.kind === 'list' && node.items.length === 0);

/** Whether an entry stands in the text of its map, and not in that of another one that is merged with it. */
const isOwn = (map: YamlMap, { merged, source, keySpan }: YamlEntry): boolean =>
  !merged && source === map.source && contains(map.span, keySpan);

const ownEntries = (map: YamlMap): YamlEntry[] => map.entries.filter((entry) => isOwn(map, entry));

/** The items that stand in the text of their list. */
const ownItems = (list: YamlList): YamlNode[] =>
  list.items.filter(
    ({ source, span, alias }) => source === list.source && contains(list.span, alias ?? span),
  );

/** The column at which the keys of a block map stand. */
function indentOf(map: YamlMap): number {
  const start = ownEntries(map)[0]?.keySpan.start ?? map.span.start;
  return start - map.source.lineStarts[map.source.lineOf(start) - 1]!;
}

/** Where the last of its entries ends: the others are before it, and are not walked. */
function lastOffset(map: YamlMap): number {
  let last: YamlEntry | undefined;
  for (const entry of map.entries)
    if (isOwn(map, entry) && entry.keySpan.start >= (last?.keySpan.start ?? 0)) last = entry;
  // A map of nothing but `<<: *x` ends where its text does.
  return last ? endOfEntry(last) : trimmedEnd(map);
}

/** Where the text of an entry ends. */
function endOfEntry({ keySpan, value, source }: YamlEntry): number {
  const colon = source.text.indexOf(':', keySpan.end) + 1;
  if (value.source !== source) return colon;
  return Math.max(colon, value.alias ? value.alias.end : endOf(value));
}

/** Where the text of a value ends, without what follows it. */
function endOf(node: YamlNode): number {
  if (node.alias) return node.alias.end;
  if (node.kind === 'map' && !node.flow && node.entries.length > 0) return lastOffset(node);
  if (node.kind === 'list' && !node.flow) {
    const last = ownItems(node).at(-1);
    if (last) return endOf(last);
  }
  return trimmedEnd(node);
}

function trimmedEnd({ source, span }: YamlNode): number {
  let { end } = span;
  while (end > span.start && /\s/.test(source.text[end - 1]!)) end--;
  return end;
}

/** A line of its own behind the line that an offset is on. */
function insertLine(source: Source, offset: number, line: string): Edit {
  const { end } = source.lineSpan(source.lineOf(offset));
  const text = `${source.eol}${line.replaceAll('\n', source.eol)}`;
  return { span: { start: end, end }, text, path: source.path };
}

/** Behind the last of the items of `{…}` or `[…]`. */
function intoFlow(source: Source, node: YamlNode, ends: readonly number[], text: string): Edit | undefined {
  const { start, end } = node.span;
  // A map that was made of a list, and the like, is not written as one.
  if (source.text[start] !== (node.kind === 'map' ? '{' : '[')) return undefined;
  if (ends.length === 0) {
    const [open, close] = [source.text[start], source.text[end - 1]];
    const inner = node.kind === 'map' && !isJsonText(source) ? ` ${text} ` : text;
    return { span: { start, end }, text: `${open}${inner}${close}`, path: source.path };
  }
  const last = Math.max(...ends);
  const lineStart = source.lineStarts[source.lineOf(last) - 1]!;
  // Items that have lines of their own: so has the new one.
  const own = source.lineOf(start) < source.lineOf(last);
  const indent = /^\s*/.exec(source.text.slice(lineStart, last))![0];
  const between = own ? `,${source.eol}${indent}` : ', ';
  return { span: { start: last, end: last }, text: `${between}${text}`, path: source.path };
}
