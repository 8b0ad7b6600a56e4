import type { Edit } from '../../core/edit.ts';
import type { Span } from '../../core/span.ts';

/** Puts `text` behind a span. */
export const insertAfter = (span: Span, text: string): Edit => ({
  span: { start: span.end, end: span.end },
  text,
});

/** Puts `text` before a span. */
export const insertBefore = (span: Span, text: string): Edit => ({
  span: { start: span.start, end: span.start },
  text,
});

/** Puts `text` in the place of a span. */
export const replace = (span: Span, text: string): Edit => ({ span, text });

/**
 * Takes a word out, together with the blanks before it; a word that has a line of a continued instruction to itself goes
 * with the line.
 */
export function removeWord({ text }: { readonly text: string }, span: Span): Edit {
  let { start } = span;
  while (start > 0 && isBlank(text[start - 1])) start--;
  let end = span.end;
  while (isBlank(text[end])) end++;
  const continued = /^[\\`][ \t]*\r?\n/.exec(text.slice(end, end + 80))?.[0];
  const isFirst = start === 0 || text[start - 1] === '\n';
  if (isFirst && start > 0 && continued) return cut(start, end + continued.length);
  // The last of a continued instruction: the mark of continuation before it goes, unless a comment stands between.
  const mark = isFirst && /[ \t]*[\\`][ \t]*\r?\n$/.exec(text.slice(Math.max(0, start - 80), start))?.[0];
  if (mark && !isComment(text, start)) return cut(start - mark.length, span.end);
  // Behind the keyword: the next line moves up.
  if (continued && /^[ \t]*[A-Za-z]+[ \t]+$/.test(lineBefore(text, span.start))) {
    let next = end + continued.length;
    while (isBlank(text[next])) next++;
    if (text[next] !== '#') return cut(span.start, next);
  }
  return cut(start, span.end);
}

const cut = (start: number, end: number): Edit => ({ span: { start, end }, text: '' });

/** What stands before an offset in its line. Only asked for where a line ends, so that a long line is read once. */
const lineBefore = (text: string, at: number): string => text.slice(text.lastIndexOf('\n', at - 1) + 1, at);

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Whether the line before an offset, at the beginning of a line, is a comment. */
const isComment = (text: string, start: number): boolean =>
  /^[ \t]*#/.test(text.slice(text.lastIndexOf('\n', start - 2) + 1, start));

/** Takes whole lines out, from the one that holds the span's start to the one that holds its end, with their ending. */
export function removeLines(source: { readonly text: string }, span: Span): Edit {
  const start = source.text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = source.text.indexOf('\n', span.end);
  if (newline !== -1) return { span: { start, end: newline + 1 }, text: '' };
  // The last line has no ending of its own: take the one before it.
  const from = start > 1 && source.text[start - 2] === '\r' ? start - 2 : Math.max(0, start - 1);
  return { span: { start: from, end: source.text.length }, text: '' };
}
