import type { Build, Instruction, Word } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { Accounts } from '../support/accounts.ts';
import { rootOf } from '../support/images.ts';

/** A user by name must stand in the image's /etc/passwd. */
export const userUnknown = dockerfileRule({
  name: 'user-unknown',
  title: 'Name only users that the image has',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'make the user before (useradd, adduser), or write its number, which needs no account',
  fixable: false,

  *check(build) {
    const accounts = new Accounts(build);
    for (const { at, name, instruction } of namesIn(build)) {
      if (!accounts.lacks(name, instruction)) continue;
      const { image = 'the base' } = rootOf(build.stageOf(instruction));
      yield {
        at: at.span,
        message: `${image} has no user ${name}, and nothing before makes one: ${
          instruction.keyword === 'USER' ? 'the container does not start' : 'the build fails'
        }`,
      };
    }
  },
});

/** The names of users in USER and `--chown`, variables valued. */
function* namesIn(build: Build): Generator<{ at: Word; name: string; instruction: Instruction }> {
  for (const instruction of build.all('USER', 'COPY', 'ADD')) {
    if (instruction.onbuild) continue;
    const at =
      'value' in instruction
        ? instruction.value
        : instruction.flags.find(({ name }) => name === 'chown')?.value;
    const { value, complete } = at ? build.expand(at, instruction) : { value: '', complete: false };
    const name = value.split(':')[0] ?? '';
    if (
      at &&
      complete &&
      /^[a-z_][a-z0-9_.-]*$/i.test(name) &&
      name !== 'root' &&
      !isWindows(build, instruction)
    )
      yield { at, name, instruction };
  }
}

const isWindows = (build: Build, instruction: Instruction): boolean =>
  rootOf(build.stageOf(instruction)).base?.libc?.family === 'windows';
