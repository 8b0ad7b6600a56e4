import type { Source } from '../../core/source.ts';
import { align } from './align.ts';
import type { Template } from './types.ts';
import { actionsByLine } from './written.ts';

/** So many pairs of lines are compared; more would take too long. */
const MOST_PAIRS = 2_000_000;

/**
 * Which line of a template each line of a rendered text may be from, by what is written literally, in order as far as
 * that goes (a loop goes back).
 * @returns as `linesOf`
 */
export function guessLines(rendered: Source, { source, parts }: Template): (number | undefined)[] {
  const lines = rendered.lineStarts.length;
  const count = source.lineStarts.length;
  if (lines * count > MOST_PAIRS) return [];
  const actions = parts.filter(({ kind }) => kind !== 'text').map(({ span }) => span);
  const spans = Array.from({ length: count }, (_, index) => source.lineSpan(index + 1));
  const own = actionsByLine(source, actions);
  let last = 0;
  return Array.from({ length: lines }, (_, index) => {
    const at = rendered.lineSpan(index + 1);
    let best: { line: number; score: number } | undefined;
    for (let offset = 0; offset < count; offset++) {
      const line = (last + offset) % count;
      const alignment = align(source.text, spans[line]!, own.get(line + 1) ?? [], rendered.text, at);
      if (alignment && alignment.score > (best?.score ?? 0)) best = { line, score: alignment.score };
    }
    if (best) last = best.line;
    return best ? best.line + 1 : undefined;
  });
}
