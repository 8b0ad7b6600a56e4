import type { Edit } from '../core/edit.ts';
import { countLeading } from '../core/search.ts';
import { overlaps } from '../core/span.ts';

/** Whether no two edits touch the same text, so that they can be applied in one go. */
export function compatible(edits: readonly Edit[]): boolean {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted.every((edit, i) => i === 0 || !overlaps(sorted[i - 1]!.span, edit.span));
}

/** Edits that touch no text of each other, gathered one after the other. */
export class Gathered {
  /** In order of place. */
  readonly #edits: Edit[] = [];

  /** Takes the edits, all or none: none when one of them touches what another does. */
  take(edits: readonly Edit[]): boolean {
    const fits = this.fits(edits);
    if (fits) for (const edit of edits) this.#edits.splice(this.#place(edit), 0, edit);
    return fits;
  }

  /** Whether `take` would take them. */
  fits(edits: readonly Edit[]): boolean {
    return compatible(edits) && edits.every((edit) => this.#fits(edit));
  }

  #fits({ span }: Edit): boolean {
    const place = this.#place({ span, text: '' });
    return [place - 1, place].every((at) => {
      const other = this.#edits[at];
      return !other || !overlaps(other.span, span);
    });
  }

  /** The number of the first edit that stands behind. */
  #place({ span }: Edit): number {
    return countLeading(this.#edits.length, (at) => {
      const other = this.#edits[at]!.span;
      return other.start < span.start || (other.start === span.start && other.end < span.end);
    });
  }
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
