import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/**
 * Where a new line goes that is to stand above an instruction: above the comment that stands directly above it, too, for
 * that speaks of the instruction, or is a pragma for it.
 */
export function lineAbove({ source, dockerfile }: Build, { span, index }: Instruction): number {
  const { instructions, directives } = dockerfile;
  const bound = Math.max(instructions[index - 1]?.span.end ?? 0, directives.at(-1)?.span.end ?? 0);
  let line = source.lineOf(span.start);
  while (isComment(source.lineSpan(line - 1).start)) line--;
  return source.lineSpan(line).start;

  function isComment(start: number): boolean {
    return line > 1 && start > bound && /^[ \t]*#/.test(source.slice(source.lineSpan(line - 1)));
  }
}
