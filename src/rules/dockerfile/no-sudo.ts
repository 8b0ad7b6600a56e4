import type { Edit } from '../../core/edit.ts';
import type { Build, Command, ShellWord } from '../../dockerfile/index.ts';
import { dockerfileRule } from '../rule.ts';

/** sudo in RUN does nothing for root, and for anyone else it means that the image has a way to become root. */
export const noSudo = dockerfileRule({
  name: 'no-sudo',
  title: 'Do without sudo in RUN',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3004', 'DS-0010', 'DKL-DI-0001'],
  help: 'put the instructions that need root before USER, or frame them by USER root and the old USER',
  fixable: true,

  *check(build) {
    for (const command of build.commands()) {
      const word = sudoOf(command);
      if (!word) continue;
      const root = /^(?:|root|0)(?::|$)/.test(build.userAt(command.instruction) ?? '?');
      const edit = root ? withoutSudo(build, command, word) : undefined;
      yield {
        at: word.span,
        message: becomesAnother(command, word)
          ? 'sudo only changes the user here, for which there is USER; it stays in the image as a setuid program'
          : root
            ? 'RUN is root here already: sudo is one more setuid program for nothing'
            : 'sudo needs a setuid program and a rule that lets this user become root; both stay in the image',
        ...(edit
          ? { help: 'leave sudo out', fix: { title: 'leave sudo out', safe: true, edits: [edit] } }
          : {}),
      };
    }
  },
});

const isSudo = ({ value }: ShellWord): boolean => /^(?:.*\/)?sudo$/.test(value);

const sudoOf = ({ prefixes, words, name }: Command): ShellWord | undefined =>
  prefixes.find(isSudo) ?? (name === 'sudo' ? words[0] : undefined);

/** `sudo -u app`: from root to another user. */
const becomesAnother = ({ prefixes, words }: Command, sudo: ShellWord): boolean =>
  [...prefixes, ...words].some(
    ({ value, span }, at, all) =>
      span.start > sudo.span.start &&
      (/^--user=(?!root$|0$)./.test(value) ||
        ((value === '-u' || value === '--user') && !/^(?:root|#?0)?$/.test(all[at + 1]?.value ?? ''))),
  );

/** Takes sudo out with options that mean nothing to root; undefined when it does more than become root. */
function withoutSudo(build: Build, command: Command, sudo: ShellWord): Edit | undefined {
  const { prefixes, words, shell, assignments } = command;
  const at = prefixes.indexOf(sudo);
  if (at === -1 || !words[0] || !shell) return undefined;
  let last = at + 1;
  while (meansNothing(prefixes[last]?.value ?? '')) last++;
  if (prefixes[last]?.value.startsWith('-')) return undefined;
  const next = [...prefixes.slice(last), words[0], ...assignments]
    .map(({ span }) => span.start)
    .filter((start) => start > sudo.span.start);
  const span = { start: sudo.span.start, end: Math.min(...next) };
  // A continuation between the two stays as it is.
  return build.source.slice(span).includes('\n') ? undefined : { span, text: '' };
}

const meansNothing = (option: string): boolean =>
  /^-[EHSnPk]+$|^--(?:preserve-env|set-home|stdin|non-interactive)$/.test(option);
