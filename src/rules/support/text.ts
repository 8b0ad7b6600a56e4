import type { Span } from '../../core/span.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/**
 * Where a pattern (global, of bounded length) stands in the text that RUN, COPY and ADD write: scripts, `echo`,
 * `sed`, heredocs. Lines that are comments are left out.
 *
 * @param hints What a match holds one of, in lower case: most files have none, and are done with at once.
 */
export function* textMatches(
  build: Build,
  pattern: RegExp,
  hints: readonly string[],
): Iterable<{ readonly span: Span; readonly text: string; readonly instruction: Instruction }> {
  const { text } = build.source;
  const lower = build.once(lowerCase);
  if (!hints.some((hint) => lower.includes(hint))) return;
  for (const instruction of build.all('RUN', 'COPY', 'ADD')) {
    const { start, end } = instruction.span;
    let from = start;
    for (const line of text.slice(start, end).split('\n')) {
      if (!/^\s*#/.test(line)) {
        for (const { 0: found, index } of line.matchAll(pattern)) {
          const at = from + index;
          yield { span: { start: at, end: at + found.length }, text: found, instruction };
        }
      }
      from += line.length + 1;
    }
  }
}

/** The text in lower case, made once for all who look for words in it. */
const lowerCase = ({ source }: Build): string => source.text.toLowerCase();
