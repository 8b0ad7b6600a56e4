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
  const lower = lowerCase(build);
  if (!hints.some((hint) => lower.includes(hint))) return;
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

/** The text in lower case, made once for all who look for words in it. */
function lowerCase({ source }: Build): string {
  let text = lowerCases.get(source);
  if (text === undefined) {
    text = source.text.toLowerCase();
    lowerCases.set(source, text);
  }
  return text;
}

const lowerCases = new WeakMap<object, string>();
