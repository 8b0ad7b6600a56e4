import { secretName } from '../../secrets/names.ts';
import { isExample } from '../../secrets/patterns.ts';
import type { ShellWord } from '../../shell/types.ts';
import { dockerfileRule } from '../rule.ts';
import { credentialWord } from '../support/credentials.ts';

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
      const word = credentialWord(command.name, command.words);
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
