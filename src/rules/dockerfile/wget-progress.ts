import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { downloadOf } from '../support/downloads.ts';
import { insertAfter } from '../support/edits.ts';

/** wget draws its progress line by line where there is no terminal, and fills the build log. */
export const wgetProgress = dockerfileRule({
  name: 'wget-progress',
  title: 'Keep wget’s progress out of the build log',
  severity: 'info',
  set: 'strict',
  aliases: ['DL3047'],
  help: 'add --progress=dot:giga, -nv or -q',
  fixable: true,

  *check(build) {
    const gnu = installsWget(build);
    for (const command of build.commands('wget')) {
      const download = downloadOf(command);
      if (!download || download.urls.length === 0 || download.has(...quiet)) continue;
      const option = isBusybox(command, gnu) ? '-q' : '--progress=dot:giga';
      yield {
        at: command.words[0]!.span,
        message: 'wget writes a line into the build log for every 50 kB',
        fix: {
          title: `add ${option}`,
          safe: false,
          edits: [insertAfter(command.words[0]!.span, ` ${option}`)],
        },
      };
    }
  },
});

const quiet = [
  '-q',
  '--quiet',
  '-nv',
  '--no-verbose',
  '--progress',
  '-o',
  '--output-file',
  '-a',
  '--append-output',
  '--spider',
  '-b',
  '--background',
];

/** BusyBox’s wget knows -q alone. Alpine has it, unless GNU Wget is installed somewhere in the file. */
const isBusybox = ({ stage }: Command, gnu: boolean): boolean =>
  !gnu && (stage.base?.system?.id === 'alpine' || stage.base?.family === 'busybox');

const installsWget = (build: Build): boolean =>
  build
    .packages('apk')
    .some(
      ({ operands, action }) => action === 'install' && operands.some(({ value }) => /^wget\b/.test(value)),
    );
