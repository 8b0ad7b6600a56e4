import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';
import { align } from './align.ts';
import type { Template } from './types.ts';
import { actionsByLine } from './written.ts';

/** So many pairs of lines are compared; more would take too long. */
const MOST_PAIRS = 300_000;

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
  /** What stands below a line without any literal text: actions that may have written more lines. */
  const further = (line: number): number => {
    let end = line;
    for (let next = line + 1; next < count && next < line + MOST_FURTHER; next++) {
      const isLiteral = /[^\s]/.test(literalOf(source.text, spans[next]!, own.get(next + 1) ?? []));
      if (isLiteral) break;
      end = next;
    }
    return end;
  };
  let last: number | undefined;
  return Array.from({ length: lines }, (_, index) => {
    const at = rendered.lineSpan(index + 1);
    let best: { line: number; score: number } | undefined;
    for (let offset = 0; offset < count; offset++) {
      const line = ((last ?? 0) + offset) % count;
      const alignment = align(source.text, spans[line]!, own.get(line + 1) ?? [], rendered.text, at);
      if (alignment && alignment.score > (best?.score ?? 0)) best = { line, score: alignment.score };
    }
    if (best) last = best.line;
    if (best) return best.line + 1;
    return last === undefined ? undefined : further(last) + 1;
  });
}

const MOST_FURTHER = 8;

/** The text of a line without its actions. */
function literalOf(text: string, { start, end }: Span, actions: readonly Span[]): string {
  let literal = '';
  let from = start;
  for (const action of actions) {
    literal += text.slice(from, action.start);
    from = action.end;
  }
  return literal + text.slice(from, end);
}
