import type { Edit } from '../core/edit.ts';
import type { Place } from '../core/finding.ts';
import type { Source } from '../core/source.ts';

/** The edits of one step, by the path of the file that they are made in. */
export type Step = ReadonlyMap<string, readonly Edit[]>;

/** Knows where what stands in a text that was edited, step by step, stood in the text as it was given. */
export class Trace {
  readonly #given: ReadonlyMap<string, Source>;
  readonly #steps: Step[] = [];

  constructor(given: ReadonlyMap<string, Source>) {
    this.#given = given;
  }

  get length(): number {
    return this.#steps.length;
  }

  add(steps: readonly Step[]): void {
    this.#steps.push(...steps);
  }

  /**
   * A place in the text after so many steps (all of them, when nobody says) as one in the text as given. What a step has
   * put in stands where it was put.
   */
  back(place: Place, steps = this.#steps.length): Place {
    const source = this.#given.get(place.path);
    if (!source) return place;
    let { start, end } = place.span;
    for (const step of this.#steps.slice(0, steps).reverse()) {
      const edits = step.get(place.path) ?? [];
      [start, end] = [before(start, edits), before(end, edits)];
    }
    const span = { start, end: Math.max(start, end) };
    return { ...place, span, start: source.position(span.start), end: source.position(span.end) };
  }
}

/** Where an offset of the edited text was before the edits. */
function before(offset: number, edits: readonly Edit[]): number {
  let moved = 0;
  for (const { span, text } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    const start = span.start + moved;
    if (offset < start) break;
    if (offset < start + text.length) return Math.min(span.start + (offset - start), span.end);
    moved += text.length - (span.end - span.start);
  }
  return offset - moved;
}
