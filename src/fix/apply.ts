import type { Edit } from '../core/edit.ts';
import { overlaps } from '../core/span.ts';

/** Whether no two edits touch the same text, so that they can be applied in one go. */
export function compatible(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted.every((edit, i) => i === 0 || !overlaps(sorted[i - 1]!.span, edit.span));
}

/**
 * Applies edits to a text. Two edits at the same empty place are applied in the order given.
 *
 * @throws RangeError when edits overlap or leave the text: a bug of the rule that made them.
 */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, order) => ({ ...edit, order }))
    .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || a.order - b.order);
  const pieces: string[] = [];
  let at = 0;
  for (const { span, text: replacement } of sorted) {
    if (span.start < at || span.end < span.start || span.end > text.length) {
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another or leaves the text`);
    }
    pieces.push(text.slice(at, span.start), replacement);
    at = span.end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
