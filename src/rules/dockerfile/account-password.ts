import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** A password set while building is the same in every container, and known to all who read the file. */
export const accountPassword = dockerfileRule({
  name: 'account-password',
  title: 'Set no account passwords in an image',
  severity: 'high',
  set: 'recommended',
  aliases: ['DKL-LI-0001', 'CIS-DI-0010'],
  help: 'leave accounts locked; a container needs no login',
  fixable: false,

  *check(build) {
    for (const command of build.commands()) {
      const flaw = flawOf(command);
      if (flaw && !isLocked(command, build)) yield { at: command.span, ...flaw };
    }
  },
});

/** Nobody can know it, which is a way to lock the account. */
function isLocked(command: Command, build: Build): boolean {
  const { instruction, pipeline, span } = command;
  if (pipeline.index === 0) return false;
  const commands = build.commandsOf(instruction);
  const feeding = commands.find((each) => each.pipeline.id === pipeline.id && each.span.start < span.start);
  return feeding !== undefined && (isRandom(feeding, command, commands) || isNoHash(feeding, command));
}

/** `echo "app:$(openssl rand -hex 24)" | chpasswd` */
const isRandom = (feeding: Command, { span }: Command, commands: readonly Command[]): boolean =>
  commands.some(
    (command) =>
      command.within === 'substitution' &&
      command.span.start > feeding.span.start &&
      command.span.end < span.start &&
      isGenerator(command),
  );

/** `echo "app:*" | chpasswd -e`: no password has that hash. */
const isNoHash = (feeding: Command, { name, words }: Command): boolean =>
  name === 'chpasswd' &&
  words.some(({ value }) => value === '-e' || value === '--encrypted') &&
  feeding.words.slice(1).some(({ value }) => /^[\w.-]+:[*!]/.test(value)) &&
  !feeding.words.slice(1).some(({ value }) => /^[\w.-]+:[^*!]/.test(value));

const isGenerator = ({ name, words }: Command): boolean =>
  name === 'pwgen' ||
  name === 'makepasswd' ||
  name === 'uuidgen' ||
  (name === 'openssl' && words[1]?.value === 'rand') ||
  words.some(({ value }) => /\/dev\/u?random$/.test(value));

function flawOf({
  name,
  words,
  pipeline,
  redirects,
}: Command): { message: string; aliases: string[] } | undefined {
  const values = words.slice(1).map(({ value }) => value);
  const has = (...options: string[]) => values.some((value) => options.includes(value));
  const empty = { message: 'this account can be entered without a password', aliases: ['DKL-LI-0001'] };
  const known = {
    message: 'this password is the same in every container, and stands in the image’s history',
    aliases: ['CIS-DI-0010'],
  };
  if (name === 'passwd' && has('-d', '--delete')) return empty;
  if (name === 'usermod' || name === 'useradd') {
    const at = values.findIndex((value) => value === '-p' || value === '--password');
    if (at === -1) return undefined;
    const value = values[at + 1] ?? '';
    if (value === '') return empty;
    return /^[!*x]/.test(value) ? undefined : known;
  }
  const fed = pipeline.index > 0 || redirects.some(({ operator }) => operator.startsWith('<<'));
  if ((name === 'chpasswd' || (name === 'passwd' && has('--stdin'))) && fed) return known;
  if (name === 'passwd' && fed && !has('-l', '--lock')) return known;
  return undefined;
}
