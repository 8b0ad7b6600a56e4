import type { Build, Instruction } from '../../dockerfile/build-types.ts';

/** Where a new line goes that is to stand above an instruction and the comment that stands directly above it. */
export const lineAbove = (build: Build, instruction: Instruction): number =>
  build.source.lineSpan(firstComment(build, instruction)).start;

/**
 * Where a new line goes that the comment above an instruction may speak of as well: between the two, but above the comment
 * when it says something to a tool, for that means the next instruction.
 */
export function lineBelowComment(build: Build, instruction: Instruction): number {
  const above = lineAbove(build, instruction);
  const { start } = build.source.lineSpan(build.source.lineOf(instruction.span.start));
  return TO_TOOLS.test(build.source.text.slice(above, start)) ? above : start;
}

/** What the comment directly above an instruction, and those within it, say. */
export function commentsOn(build: Build, instruction: Instruction): string {
  const { source } = build;
  const { start } = source.lineSpan(source.lineOf(instruction.span.start));
  const above = source.text.slice(lineAbove(build, instruction), start);
  return `${above}${instruction.inner.map(({ text }) => text).join('\n')}`;
}

const TO_TOOLS =
  /^[ \t]*#[ \t]*(?:plimsoll|hadolint|trivy|checkov|kics|dockle|shellcheck|tally|nosemgrep)\b/m;

/** The number of the first line of the comment directly above an instruction, or of the instruction. */
function firstComment({ source, dockerfile }: Build, { span, index }: Instruction): number {
  const { instructions, directives } = dockerfile;
  const bound = Math.max(instructions[index - 1]?.span.end ?? 0, directives.at(-1)?.span.end ?? 0);
  let line = source.lineOf(span.start);
  while (line > 1) {
    const before = source.lineSpan(line - 1);
    if (before.start <= bound || !/^[ \t]*#/.test(source.slice(before))) break;
    line--;
  }
  return line;
}
