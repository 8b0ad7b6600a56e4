import type { Place } from '../core/finding.ts';
import type { Source } from '../core/source.ts';
import { charColumns, columns, visible } from './visible.ts';

/** The line of a place, ready to print: visible characters only, cut to a width around the place. */
export interface Snippet {
  /** The number of the shown line. */
  readonly line: number;
  readonly before: string;
  /** The marked part; empty where the place is between characters. */
  readonly marked: string;
  readonly after: string;
  /** The last line of the place, when it has several; `marked` is then what the first line holds of it. */
  readonly lastLine?: number;
}

/** The first line of `place` in at most `width` columns. Takes time in the width, not in the line's length. */
export const snippetOf = (source: Source, place: Place, width: number): Snippet => {
  const start = clamp(place.span.start, 0, source.text.length);
  const line = source.lineOf(start);
  const whole = source.lineSpan(line);
  const end = clamp(place.span.end, start, source.text.length);
  const lastLine = source.lineOf(end > start ? end - 1 : end);
  const from = Math.min(start, whole.end);
  const to = clamp(end, from, whole.end);
  const cut = (a: number, b: number): string => printable(source.text.slice(a, b), a === 0);
  const parts = {
    before: cut(Math.max(whole.start, from - width - 1), from),
    marked: cut(from, Math.min(to, from + width + 1)).trimEnd(),
    after: cut(to, Math.min(whole.end, to + width + 1)).trimEnd(),
  };
  return { line, ...fit(parts, width), ...(lastLine > line && { lastLine }) };
};

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** A tab is four columns wherever it stands; a byte-order mark at the head of a file is nothing. */
const printable = (text: string, head: boolean): string =>
  visible(head ? text.replace(/^\ufeff/, '') : text)
    .replaceAll('\t', '    ')
    .replaceAll('\n', '');

interface Parts {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/** Keeps the marked part, then the head of the line as far as it fits, then what follows. */
function fit({ before, marked, after }: Parts, width: number): Parts {
  const room = Math.max(1, width);
  if (columns(before) + columns(marked) + columns(after) <= room) return { before, marked, after };
  const lead = columns(before) + Math.min(columns(marked), 1);
  const shownBefore = lead <= room * 0.6 ? before : tail(before, Math.floor(room / 4));
  const shownMarked = head(marked, Math.max(1, room - columns(shownBefore)));
  return {
    before: shownBefore,
    marked: shownMarked,
    after: head(after, room - columns(shownBefore) - columns(shownMarked)),
  };
}

/** The first `room` columns, the last of them `…` when something is left out. */
function head(text: string, room: number): string {
  if (columns(text) <= room) return text;
  let kept = '';
  let used = 1;
  for (const char of text) {
    used += charColumns(char);
    if (used > room) break;
    kept += char;
  }
  return room > 0 ? `${kept}…` : '';
}

/** The last `room` columns, the first of them `…` when something is left out. */
function tail(text: string, room: number): string {
  if (columns(text) <= room) return text;
  const kept: string[] = [];
  let used = 1;
  for (const char of [...text].reverse()) {
    used += charColumns(char);
    if (used > room) break;
    kept.push(char);
  }
  return room > 0 ? `…${kept.reverse().join('')}` : '';
}
