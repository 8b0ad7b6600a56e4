import type { Edit } from '../../core/edit.ts';
import type { Build, Command, Instruction } from '../../dockerfile/build-types.ts';
import { shebangOf } from '../../dockerfile/heredocs.ts';
import { insertAfter, insertBefore } from './edits.ts';
import { prependCommand } from './script-edits.ts';

/**
 * Switches an option of the shell on for a whole script: in the `set` that it begins with, or by a `set` of its own, as a
 * line of the here-document (behind its `#!`) or in front of the list.
 */
export function switchOn(
  build: Build,
  instruction: Instruction,
  option: 'errexit' | 'pipefail',
): Edit | undefined {
  const [first] = build.commandsOf(instruction);
  if (!first) return undefined;
  const own = opensWithSet(first) ? joined(first, option) : undefined;
  if (own) return own;
  const text = option === 'errexit' ? 'set -e' : 'set -o pipefail';
  const [heredoc] = instruction.heredocs;
  if (!heredoc) {
    const start = 'command' in instruction ? instruction.command?.script.at(0) : undefined;
    if (start === undefined || start === first.span.start) return prependCommand(build, first, text);
    // The script begins with a loop, a group or the like.
    return insertBefore({ start, end: start }, `${text}${option === 'errexit' ? ';' : ' &&'} `);
  }
  const shebang = shebangOf(heredoc);
  const behind = shebang.line === '' ? 0 : shebang.end + 1;
  const at = heredoc.body.start + behind;
  const [indent] = /^[ \t]*/.exec(heredoc.content.slice(behind))!;
  return insertBefore({ start: at, end: at }, `${indent}${text}${build.source.eol}`);
}

/** `set -eux`, and nothing that is given to the script as an argument. */
const opensWithSet = ({ name, words, within, depth, pipeline }: Command): boolean =>
  name === 'set' &&
  within === 'top' &&
  depth === 0 &&
  pipeline.length === 1 &&
  words.length > 1 &&
  words.every(({ literal, quoted }) => literal && !quoted) &&
  words
    .slice(1)
    .every(
      ({ value }, i, all) => /^-[a-zA-Z]+$/.test(value) || /^-[a-zA-Z]*o$/.test(all[i - 1]?.value ?? ''),
    );

function joined({ words }: Command, option: 'errexit' | 'pipefail'): Edit {
  const [, first, second] = words;
  // `-x` becomes `-ex`, `-o pipefail` becomes `-eo pipefail`.
  if (option === 'errexit' && first!.value === '-o' && second?.value !== 'pipefail')
    return insertBefore(first!.span, '-o errexit ');
  if (option === 'errexit') return insertAfter({ start: first!.span.start, end: first!.span.start + 1 }, 'e');
  const last = words.at(-1)!;
  const isCluster = /^-[a-zA-Z]+$/.test(last.value) && !last.value.includes('o');
  return insertAfter(last.span, isCluster ? 'o pipefail' : ' -o pipefail');
}
