import type { Edit } from '../../../core/edit.ts';
import type { Span } from '../../../core/span.ts';
import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import { removeLines } from '../../support/edits.ts';
import { part } from '../../support/parts.ts';
import { swallowed } from '../../support/swallowed.ts';

/** A blank line does not end a continued instruction, though it looks so. */
export const noEmptyContinuation = part({
  severity: 'low',
  aliases: ['NoEmptyContinuation'],
  help: 'remove the blank line, or write “#” on it',

  *check(build) {
    const blank = build.dockerfile.instructions.filter(({ emptyLines }) => emptyLines.length > 0);
    if (blank.length === 0) return;
    // There, the blank line is not the mistake.
    const others = new Set(swallowed(build).map(({ by }) => by));
    for (const instruction of blank) {
      if (others.has(instruction)) continue;
      yield {
        at: instruction.emptyLines[0]!,
        also: [instruction.name.span],
        message: `the ${instruction.keyword} above does not end at this blank line; builders will refuse that one day`,
        fix: { title: 'remove the blank lines', safe: true, edits: editsOf(instruction, build) },
      };
    }
  },
});

/** At the end of an instruction the mark is too many, not the line. */
function editsOf(instruction: Instruction, { source }: Build): Edit[] {
  const { body, name, emptyLines } = instruction;
  const end = body.text === '' ? name.span.end : body.at(body.text.length - 1) + 1;
  const inside = emptyLines.filter(({ start }) => start < end);
  const edits = runsOf(inside, source.text).map((run) => removeLines(source, run));
  if (inside.length < emptyLines.length) {
    const line = source.lineSpan(source.lineOf(end));
    edits.push({ span: { start: end, end: line.end }, text: '' });
  }
  return edits;
}

/** Joins lines that follow each other. */
function runsOf(lines: readonly Span[], text: string): Span[] {
  const runs: Span[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && text.slice(last.end, line.start).trim() === '')
      runs[runs.length - 1] = { ...last, end: line.end };
    else runs.push(line);
  }
  return runs;
}
