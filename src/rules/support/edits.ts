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

/** Takes a word out, together with the blanks before it. */
export function removeWord(source: { readonly text: string }, span: Span): Edit {
  let { start } = span;
  while (start > 0 && (source.text[start - 1] === ' ' || source.text[start - 1] === '\t')) start--;
  return { span: { start, end: span.end }, text: '' };
}

/** Takes whole lines out, from the one that holds the span's start to the one that holds its end, with their ending. */
export function removeLines(source: { readonly text: string }, span: Span): Edit {
  const start = source.text.lastIndexOf('\n', span.start - 1) + 1;
  const newline = source.text.indexOf('\n', span.end);
  if (newline !== -1) return { span: { start, end: newline + 1 }, text: '' };
  // The last line has no ending of its own: take the one before it.
  const from = start > 1 && source.text[start - 2] === '\r' ? start - 2 : Math.max(0, start - 1);
  return { span: { start: from, end: source.text.length }, text: '' };
}
