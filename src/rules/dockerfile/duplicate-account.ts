import type { Build, Command, Stage } from '../../dockerfile/build-types.ts';
import type { ShellWord } from '../../shell/types.ts';
import { dockerfileRule } from '../rule.ts';

/** Two accounts with one number are one user as far as the kernel is concerned. */
export const duplicateAccount = dockerfileRule({
  name: 'duplicate-account',
  title: 'Give each account a number of its own',
  severity: 'medium',
  set: 'strict',
  aliases: ['DKL-LI-0002'],
  help: 'choose a free number',
  fixable: false,

  *check(build) {
    const taken = new Map<Stage, Map<string, string>>();
    for (const command of build.commands('useradd', 'adduser', 'groupadd', 'addgroup')) {
      const nonUnique = command.words.find(
        ({ value }) => value === '--non-unique' || /^-[a-z]*o[a-z]*$/.test(value),
      );
      if (nonUnique && (command.name === 'useradd' || command.name === 'groupadd')) {
        yield {
          at: nonUnique.span,
          message: `${command.name} ${nonUnique.value} allows a number that another account has`,
        };
        continue;
      }
      const number = numberOf(build, command);
      if (!number) continue;
      const kind = command.name.includes('group') ? 'group' : 'user';
      const known = takenIn(taken, command.stage);
      const name = command.words.at(-1)?.value ?? '';
      const other = known.get(`${kind} ${number.value}`);
      if (other !== undefined && other !== name) {
        yield { at: number.span, message: `the ${kind} ${other} has the number ${number.value} already` };
      }
      known.set(`${kind} ${number.value}`, name);
    }
  },
});

function numberOf(build: Build, { words, instruction }: Command): ShellWord | undefined {
  const isGroup = words[0]?.value.includes('group');
  const wanted = isGroup ? /^(?:-g|--gid)$/ : /^(?:-u|--uid)$/;
  const index = words.findIndex(({ value }) => wanted.test(value));
  const word = index === -1 ? undefined : words[index + 1];
  if (!word) return undefined;
  const value = word.literal ? word.value : build.expand(word.value, instruction).value;
  return /^\d+$/.test(value) ? { ...word, value } : undefined;
}

/** What a stage knows begins with what its parents know. */
function takenIn(taken: Map<Stage, Map<string, string>>, stage: Stage): Map<string, string> {
  let known = taken.get(stage);
  if (!known) {
    known = new Map(stage.parent ? (taken.get(stage.parent) ?? []) : []);
    taken.set(stage, known);
  }
  return known;
}
