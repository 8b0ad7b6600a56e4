import { countLeading } from '../../core/search.ts';
import type { Template } from './types.ts';

/** What no chart writes by itself; the number is the line of the template. */
const MARK = / #zq(\d+)qz/g;

/** Whether a text holds what looks like a mark already, so that marks in it would say nothing. */
export const holdsMark = (text: string): boolean => text.search(MARK) !== -1;

/**
 * A template that says of each line which line of the template it is from: a comment of YAML at the end of every line
 * that is written literally. Named templates stay as they are, as what they give may be compared or cut.
 */
export function marked({ source, parts, defines }: Template): string {
  const { text } = source;
  const named = defines.map(({ span }) => span).sort((a, b) => a.start - b.start);
  const isNamed = (offset: number): boolean => {
    const before = named[countLeading(named.length, (i) => named[i]!.start <= offset) - 1];
    return before !== undefined && offset < before.end;
  };
  const made: string[] = [];
  let from = 0;
  /** There is something on the line so far. */
  let isFilled = false;
  /** The blanks behind the last action are taken away. */
  let isTrimmed = false;
  const mark = (offset: number) => {
    const at = text[offset - 1] === '\r' ? offset - 1 : offset;
    made.push(text.slice(from, at), ` #zq${source.lineOf(Math.max(0, at - 1))}qz`);
    from = at;
  };
  for (const { kind, span, trimsRight } of parts) {
    if (kind !== 'text') {
      isFilled = true;
      isTrimmed = trimsRight;
      continue;
    }
    let start = span.start;
    for (let end = text.indexOf('\n', start); end !== -1 && end < span.end; end = text.indexOf('\n', start)) {
      const line = text.slice(start, end);
      const isBlank = line.trim() === '';
      const isOurs = (isFilled || !isBlank) && !(isTrimmed && isBlank) && !line.startsWith('---');
      if (isOurs && !isNamed(end)) mark(end);
      isTrimmed &&= isBlank;
      isFilled = false;
      start = end + 1;
    }
    const rest = text.slice(start, span.end);
    if (rest.trim() !== '') isTrimmed = false;
    isFilled ||= rest.trim() !== '';
  }
  if (isFilled && !isTrimmed && !isNamed(text.length)) mark(text.length);
  return made.join('') + text.slice(from);
}

/** A line that was made of a marked template. */
export interface MarkedLine {
  /** Without the marks. */
  readonly text: string;
  /** The lines of the template that marked it, in order. */
  readonly lines: readonly number[];
}

/** Reads the marks of a text line by line; blank lines are left out. */
export function readMarks(text: string): MarkedLine[] {
  return text.split('\n').flatMap((line): MarkedLine[] => {
    const lines = [...line.matchAll(MARK)].map(([, number]) => Number(number));
    const plain = (lines.length > 0 ? line.replaceAll(MARK, '') : line).trimEnd();
    return plain === '' && lines.length === 0 ? [] : [{ text: plain, lines }];
  });
}
