import type { Span } from '../../core/span.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/**
 * Where a pattern (global, of bounded length) stands in the text that RUN, COPY and ADD write: scripts, `echo`,
 * `sed`, heredocs. Lines that are comments are left out.
 */
export function* textMatches(
  build: Build,
  pattern: RegExp,
): Iterable<{ readonly span: Span; readonly text: string; readonly instruction: Instruction }> {
  const { text } = build.source;
  for (const instruction of build.all('RUN', 'COPY', 'ADD')) {
    const { start, end } = instruction.span;
    for (const match of text.slice(start, end).matchAll(pattern)) {
      const at = start + match.index;
      const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
      if (/^\s*#/.test(line)) continue;
      yield { span: { start: at, end: at + match[0].length }, text: match[0], instruction };
    }
  }
}
