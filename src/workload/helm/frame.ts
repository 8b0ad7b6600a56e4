import { entryOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlScalar } from '../../yaml/types.ts';
import type { Frame } from '../origin/graft.ts';
import { trimmed } from './align.ts';
import type { Explanation } from './explain.ts';
import type { Written, WrittenLine } from './written.ts';

/** How a line of a template stands among others. */
interface Row {
  readonly line: WrittenLine;
  /** The column of its first literal character, behind a dash; undefined: there is none. */
  readonly column?: number;
  /** It begins an item of a list. */
  readonly isItem: boolean;
  /** `key:` at its head. */
  readonly key?: string;
  /** How many blocks (`if`, `with`, `range`) it opens, less those that it ends. */
  readonly opens: number;
}

/** So far a map of a template is followed. */
const MOST_ROWS = 400;

/**
 * Where a map is written in a template, by the line of its first key: behind which line a further entry can be written
 * that is there whenever the map is, and which keys the template would write there if they had a value.
 * @param map as it was rendered
 * @param number the line of its first key
 */
export function frameOf(
  map: YamlMap,
  written: Written,
  number: number,
  explanation: Explanation,
): Frame | undefined {
  const first = rowOf(written, number);
  if (first.column === undefined) return undefined;
  const rows = [...before(first, written), first, ...behind(first, written)];
  let depth = 0;
  let tail: number | undefined;
  const further: YamlEntry[] = [];
  for (const [index, row] of rows.entries()) {
    const entry = row.key === undefined || row.column !== first.column ? undefined : entryOf(map, row.key);
    if (entry && depth === 0 && row.opens === 0 && isOneLine(entry, row, rows[index + 1]))
      tail = row.line.span.end;
    if (row.key !== undefined && row.column === first.column && !entry)
      further.push(furtherEntry(row, rows.slice(index, index + 3), map, explanation));
    depth += row.opens;
  }
  tail ??= rows[0] === first ? belowKey(first, written) : undefined;
  return tail === undefined ? undefined : { tail, further };
}

/** Its value is a word on the same line, and nothing goes on below. */
const isOneLine = ({ value }: YamlEntry, row: Row, next: Row | undefined): boolean =>
  value.kind === 'scalar' &&
  value.style !== 'block' &&
  (next?.column === undefined || next.column <= row.column! || next.isItem);

/**
 * The end of the line above the first of a map, where that is the key that the map stands below, and nothing else: whatever
 * is written behind it comes before the first entry.
 */
function belowKey(first: Row, written: Written): number | undefined {
  if (first.isItem || first.line.line === written.first) return undefined;
  const { column, key, line } = rowOf(written, first.line.line - 1);
  const isAlone = key !== undefined && line.actions.length === 0 && /:[ \t]*$/.test(textOf(line, written));
  return isAlone && column! < first.column! ? line.span.end : undefined;
}

const textOf = ({ span }: WrittenLine, { source }: Written): string => source.slice(span).trimEnd();

/** The rows of the map above one, from the first. */
function before(first: Row, written: Written): Row[] {
  const rows: Row[] = [];
  if (first.isItem) return rows;
  for (let number = first.line.line - 1; number >= written.first && rows.length < MOST_ROWS; number--) {
    const row = rowOf(written, number);
    if (row.column !== undefined && row.column < first.column!) break;
    rows.unshift(row);
    if (row.isItem && row.column === first.column) break;
  }
  return rows;
}

/** The rows of the map below one. */
function behind(first: Row, written: Written): Row[] {
  const rows: Row[] = [];
  for (let number = first.line.line + 1; number <= written.last && rows.length < MOST_ROWS; number++) {
    const row = rowOf(written, number);
    if (
      row.column !== undefined &&
      (row.column < first.column! || (row.isItem && row.column === first.column))
    )
      break;
    rows.push(row);
  }
  return rows;
}

function rowOf(written: Written, number: number): Row {
  const line = written.line(number);
  const { text } = written.source;
  const [action] = line.actions;
  const { start, end } = trimmed(text, { start: line.span.start, end: action?.start ?? line.span.end });
  const opens = line.actions.reduce((sum, { start, end }) => sum + opened(text.slice(start, end)), 0);
  const literal = text.slice(start, end);
  if (literal === '' || literal.startsWith('#') || literal.startsWith('---'))
    return { line, isItem: false, opens };
  const dash = /^(?:-\s+)+/.exec(literal)?.[0].length ?? 0;
  const key = /^["']?([\w./-]+)["']?:(?:\s|$)/.exec(literal.slice(dash))?.[1];
  return {
    line,
    column: start + dash - line.span.start,
    isItem: dash > 0,
    opens,
    ...(key === undefined ? {} : { key }),
  };
}

const opened = (action: string): number => {
  const word = /^\{\{-?\s*(\w+)/.exec(action)?.[1] ?? '';
  if (word === 'end') return -1;
  return ['if', 'with', 'range', 'block', 'define'].includes(word) ? 1 : 0;
};

/**
 * An entry that is not rendered as it has no value: with the empty one of a values file, where that is what the template
 * would write, so that it can be filled there; else with null, in a place that cannot be written.
 */
function furtherEntry(row: Row, rows: readonly Row[], map: YamlMap, explanation: Explanation): YamlEntry {
  const key = row.key!;
  // The value stands behind the key, or on the lines below, where nothing is literal.
  const end = rows.findIndex((other, index) => index > 0 && other.column !== undefined);
  const own = rows.slice(0, end === -1 ? rows.length : end);
  const found = explanation.empty(own.flatMap(({ line }) => line.refs));
  if (found?.entry) return { ...found.entry, key, value: found.node };
  const { source, span } = map;
  const nowhere = { start: span.start, end: span.start };
  const value: YamlScalar = {
    kind: 'scalar',
    value: null,
    text: '',
    style: 'plain',
    source,
    span: nowhere,
    size: 1,
  };
  return { key, keySpan: nowhere, source, value };
}
