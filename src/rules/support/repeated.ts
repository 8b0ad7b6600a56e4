import type { Problem } from '../../core/finding.ts';
import type { Build, Instruction, Keyword } from '../../dockerfile/build-types.ts';
import { removeLines } from './edits.ts';

/**
 * Problems for instructions of which a stage keeps only the last: each earlier one is dead text, and is taken out.
 * ONBUILD triggers belong to another build and do not count.
 */
export function* repeated(build: Build, keyword: Keyword): Iterable<Problem> {
  for (const stage of build.stages) {
    const all = stage.instructions.filter((instruction) => instruction.keyword === keyword);
    const last = all.at(-1);
    for (const instruction of all.slice(0, -1)) {
      yield {
        at: instruction.name.span,
        also: [last!.name.span],
        message: `this ${keyword} has no effect: ${lastOne(build, last!)} replaces it`,
        fix: {
          title: `remove the ${keyword} without effect`,
          safe: true,
          edits: [removeLines(build.source, instruction.span)],
        },
      };
    }
  }
}

const lastOne = (build: Build, last: Instruction): string =>
  `the one at line ${build.source.lineOf(last.span.start)}`;
