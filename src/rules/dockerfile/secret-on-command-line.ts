import type { Command } from '../../dockerfile/build-types.ts';
import { secretName } from '../../secrets/names.ts';
import { isExample } from '../../secrets/patterns.ts';
import type { ShellWord } from '../../shell/types.ts';
import { dockerfileRule } from '../rule.ts';

/** What is written on a command line is in the history of the image, and often in a file that the command makes. */
export const secretOnCommandLine = dockerfileRule({
  name: 'secret-on-command-line',
  title: 'Put no passwords on command lines',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0010', 'CIS-4.10', 'DS-0031'],
  help: 'read it from a mounted secret: --mount=type=secret, and the command’s option for a file or standard input',
  fixable: false,

  *check(build) {
    for (const command of build.commands()) {
      const word = secretWord(command);
      if (!word || !isSecret(word)) continue;
      yield {
        at: word.span,
        message: `the ${command.name} command’s credentials are kept in the image’s history`,
        aliases:
          command.name === 'aws' ? ['CIS-DI-0010', 'CIS-4.10', 'DS-0031'] : ['CIS-DI-0010', 'CIS-4.10'],
      };
    }
  },
});

/** Options whose value is a password, of every program and of some. */
const EVERYWHERE = [
  '--password',
  '--passwd',
  '--token',
  '--auth-token',
  '--api-key',
  '--secret-key',
  '--client-secret',
];

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  curl: ['-u', '--user', '--proxy-user', '-U', '--oauth2-bearer'],
  wget: ['--http-password', '--ftp-password'],
  docker: ['-p'],
  podman: ['-p'],
  sshpass: ['-p'],
  az: ['-p'],
  helm: ['-p'],
};

/** The word that carries a credential, if one does. */
function secretWord(command: Command): ShellWord | undefined {
  const { name, words } = command;
  const verb = (at: number): string => words[at]?.value ?? '';
  if (
    name === 'npm' &&
    verb(1) === 'config' &&
    verb(2) === 'set' &&
    /_auth(?:Token)?\b|_password\b/i.test(verb(3))
  ) {
    return verb(3).includes('=') ? words[3] : words[4];
  }
  if (name === 'aws' && verb(1) === 'configure' && verb(2) === 'set' && /secret|token/i.test(verb(3)))
    return words[4];
  if (
    name === 'composer' &&
    verb(1) === 'config' &&
    words.some(({ value }) => /http-basic|token/.test(value))
  )
    return words.at(-1);
  if (name === 'mysql' || name === 'mysqladmin' || name === 'mysqldump') {
    return words.find(({ value }) => /^-p.+/.test(value)) ?? valueOf(words, ['--password'], []);
  }
  return valueOf(words, EVERYWHERE, Object.hasOwn(OPTIONS, name) ? OPTIONS[name]! : []);
}

function valueOf(
  words: readonly ShellWord[],
  options: readonly string[],
  more: readonly string[],
): ShellWord | undefined {
  for (let at = 0; at < words.length; at++) {
    const { value } = words[at]!;
    if (!value.startsWith('-')) continue;
    const equals = value.startsWith('--') ? value.indexOf('=') : -1;
    const option = equals === -1 ? value : value.slice(0, equals);
    if (options.includes(option) || more.includes(option)) return words[equals === -1 ? at + 1 : at];
  }
  return undefined;
}

/** A literal that is no stand-in, or a variable that is named like a secret; not what a mounted secret is read from. */
function isSecret({ value, variables }: ShellWord): boolean {
  const text = value.replace(/^--?[a-z0-9-]+=|^-p(?=.)/i, '');
  if (
    text === '' ||
    text.startsWith('-') ||
    /\/run\/secrets\/|-stdin$|^@|\$\(cat /.test(value) ||
    isExample(text)
  )
    return false;
  if (variables.length > 0) return variables.some((name) => secretName(name));
  if (/^[^:]*:$/.test(text)) return false;
  return !text.includes('$(') && text.length > 3;
}
