import type { Edit } from '../../core/edit.ts';
import type { Build, Instruction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** Keywords are read in any case; a file that mixes cases is read more slowly. */
export const consistentInstructionCasing = dockerfileRule({
  name: 'consistent-instruction-casing',
  title: 'Write all instructions in the same case',
  severity: 'info',
  set: 'strict',
  aliases: ['ConsistentInstructionCasing'],
  help: 'write the keyword as most of the file does',
  fixable: true,

  *check(build) {
    const counted = voters(build);
    const lower = counted.filter(({ name }) => name.text === name.text.toLowerCase()).length;
    const upper = counted.filter(({ name }) => name.text === name.text.toUpperCase()).length;
    for (const instruction of counted) {
      const { name } = instruction;
      const text = lower > upper ? name.text.toLowerCase() : name.text.toUpperCase();
      if (text === name.text) continue;
      yield {
        at: name.span,
        message: `${name.text} where the file has ${text}`,
        fix: {
          title: `write ${text}`,
          safe: true,
          edits: [{ span: name.span, text }, ...asOf(instruction, text)],
        },
      };
    }
  },
});

/** `AS` goes with its FROM. */
function asOf(instruction: Instruction, text: string): Edit[] {
  const keyword = instruction.keyword === 'FROM' ? instruction.as?.keyword : undefined;
  const as = text === text.toLowerCase() ? 'as' : 'AS';
  return keyword && keyword.text !== as ? [{ span: keyword.span, text: as }] : [];
}

/** BuildKit asks what belongs to stages; an ARG before the first FROM is left out. */
const voters = (build: Build): Instruction[] =>
  build.dockerfile.instructions.filter(
    (instruction) => instruction.keyword !== 'UNKNOWN' && !build.isGlobal(instruction),
  );
