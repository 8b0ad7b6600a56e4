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

/** Options whose value is a password, by program. `*` holds for every program. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  '*': ['--password', '--passwd', '--token', '--auth-token', '--api-key', '--secret-key', '--client-secret'],
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
  const verbs = words.map(({ value }) => value);
  if (
    name === 'npm' &&
    verbs[1] === 'config' &&
    verbs[2] === 'set' &&
    /_auth(?:Token)?\b|_password\b/i.test(verbs[3] ?? '')
  ) {
    return verbs[3]!.includes('=') ? words[3] : words[4];
  }
  if (
    name === 'aws' &&
    verbs[1] === 'configure' &&
    verbs[2] === 'set' &&
    /secret|token/i.test(verbs[3] ?? '')
  )
    return words[4];
  if (name === 'composer' && verbs[1] === 'config' && verbs.some((verb) => /http-basic|token/.test(verb)))
    return words.at(-1);
  if (name === 'mysql' || name === 'mysqladmin' || name === 'mysqldump') {
    return words.find(({ value }) => /^-p.+/.test(value)) ?? valueOf(words, ['--password']);
  }
  return valueOf(words, [...OPTIONS['*']!, ...(OPTIONS[name] ?? [])]);
}

function valueOf(words: readonly ShellWord[], options: readonly string[]): ShellWord | undefined {
  for (const [at, word] of words.entries()) {
    if (options.includes(word.value)) return words[at + 1];
    if (options.some((option) => option.startsWith('--') && word.value.startsWith(`${option}=`))) return word;
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
