import { countLeading } from '../core/search.ts';
import type { Span } from '../core/span.ts';

/**
 * A run of text as BuildKit sees it, with continuations and the comments inside them taken out,
 * that still knows where in the source each of its characters stands.
 */
export class Logical {
  readonly text: string;
  /** Logical offsets at which a piece of source begins, ascending; the first is 0. */
  readonly #starts: readonly number[];
  /** The source offset of each piece. */
  readonly #sources: readonly number[];
  /** The piece that was asked for last: most questions are about the same, or the next. */
  #piece = 0;

  constructor(text: string, starts: readonly number[], sources: readonly number[]) {
    this.text = text;
    this.#starts = starts;
    this.#sources = sources;
  }

  /** The source offset of the logical offset `offset` (its end, for the end of the text). */
  at(offset: number): number {
    const starts = this.#starts;
    const next = starts[this.#piece + 1];
    if (offset < starts[this.#piece]! || (next !== undefined && offset >= next)) {
      this.#piece = countLeading(starts.length, (i) => starts[i]! <= offset) - 1;
    }
    return this.#sources[this.#piece]! + offset - starts[this.#piece]!;
  }

  /** The source span of the logical range [start, end): from its first character to just behind its last. */
  span(start: number, end: number): Span {
    return start >= end
      ? { start: this.at(start), end: this.at(start) }
      : { start: this.at(start), end: this.at(end - 1) + 1 };
  }

  /** The part [start, end) as a Logical of its own. */
  slice(start: number, end: number = this.text.length): Logical {
    const starts: number[] = [0];
    const sources: number[] = [this.at(start)];
    for (let i = 0; i < this.#starts.length; i++) {
      const at = this.#starts[i]!;
      if (at > start && at < end) {
        starts.push(at - start);
        sources.push(this.#sources[i]!);
      }
    }
    return new Logical(this.text.slice(start, end), starts, sources);
  }

  /** As plain data, to hand to another thread; `new Logical(text, starts, sources)` takes it back. */
  toData(): {
    readonly text: string;
    readonly starts: readonly number[];
    readonly sources: readonly number[];
  } {
    return { text: this.text, starts: this.#starts, sources: this.#sources };
  }

  /** Text that stands in one piece at `offset` of the source. */
  static of(text: string, offset: number): Logical {
    return new Logical(text, [0], [offset]);
  }
}
