import type { Build, Command } from '../../dockerfile/build-types.ts';
import { argumentsOf, type OptionGrammar } from '../../shell/options.ts';
import { dockerfileRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';

/** useradd writes the new user into /var/log/lastlog, a file with a slot for every number up to the user's. */
export const useraddNoLogInit = dockerfileRule({
  name: 'useradd-no-log-init',
  title: 'Create users with high numbers by useradd --no-log-init',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3046'],
  help: 'add --no-log-init',
  fixable: true,

  *check(build) {
    for (const command of build.commands('useradd')) {
      const { options } = argumentsOf(command.words.slice(1), grammar());
      if (options.some(({ name }) => name === '-l' || name === '--no-log-init')) continue;
      const uid = options.find(({ name }) => name === '-u' || name === '--uid');
      const number = uid && numberOf(build, command, uid.value ?? '');
      if (!uid || number === undefined || number < HIGH) continue;
      yield {
        at: (uid.valueWord ?? uid.word).span,
        message: `useradd pads the login logs up to user ${number}: a sparse file that a layer may store in full`,
        fix: {
          title: 'add --no-log-init',
          safe: true,
          edits: [insertAfter(command.words[0]!.span, ' --no-log-init')],
        },
      };
    }
  },
});

/** From here on the log is tens of megabytes. */
const HIGH = 100_000;

/** A number as written, or the known value of the one variable that stands for it. */
function numberOf(build: Build, { instruction }: Command, text: string): number | undefined {
  const variable = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
  const value = variable === undefined ? text : (build.variable(variable, instruction) ?? '');
  return /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

const grammar = (): OptionGrammar => ({
  values: 'bcdefgGkKpPRsuZ',
  longs: new Set(
    `base-dir comment home-dir home expiredate inactive gid groups skel key password prefix root shell uid
     selinux-user`.split(/\s+/),
  ),
});
