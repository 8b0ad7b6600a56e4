import type { Fix } from '../../core/edit.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { type Run, runsOf } from '../support/runs.ts';
import { switchOn } from '../support/shell-options.ts';
import { stopsOnError } from '../support/shells.ts';

/** A shell goes on behind a command that failed, and RUN sees what the last one says. */
export const stopOnError = dockerfileRule({
  name: 'stop-on-error',
  title: 'Stop a RUN at the first command that fails',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'begin the script with `set -e`, or join the commands by `&&`',
  fixable: true,

  *check(build) {
    for (const run of runsOf(build)) {
      if (!isPosix(build, run) || stopsOnError(build, run.instruction)) continue;
      const [first, ...rest] = unwatched(build, run);
      if (!first) continue;
      const fix = repair(build, run);
      yield {
        at: first.span,
        also: rest.map(({ span }) => span),
        message: `when ${first.name} fails, this RUN goes on as if nothing had happened`,
        ...(fix ? { fix } : {}),
      };
    }
  },
});

function isPosix(build: Build, { instruction }: Run): boolean {
  const dialect = build.dialectAt(instruction);
  return (
    'command' in instruction &&
    instruction.command?.form === 'shell' &&
    instruction.heredocs.length < 2 &&
    dialect !== 'powershell' &&
    dialect !== 'cmd'
  );
}

/** The first command of every list whose failure nobody looks at: it is not the last, and no `||` stands in it. */
function unwatched(build: Build, { instruction, commands }: Run): Command[] {
  const [heredoc] = instruction.heredocs;
  const lists = Map.groupBy(
    commands.filter(
      ({ depth, span, within }) =>
        depth === 0 &&
        within !== 'substitution' &&
        (!heredoc || (span.start >= heredoc.body.start && span.end <= heredoc.body.end)),
    ),
    ({ chain }) => chain,
  );
  const end = commands.reduce((last, { span }) => Math.max(last, span.start), 0);
  // The script asks for the exit status itself, or gives its own at the end.
  if (
    /\$\?/.test(build.source.slice(instruction.span)) ||
    ['true', ':', 'exit'].includes(commands.at(-1)?.name ?? '')
  )
    return [];
  return [...lists.values()].flatMap((list) => {
    const last = list.at(-1)!;
    // `… && (…)`: what is grouped behind it ends the list, and the script where no other list follows.
    const goesOn =
      last.after === '&&' && !commands.some(({ depth, span }) => depth === 0 && span.start > last.span.end);
    const isLast =
      goesOn || list.some(({ span }) => span.start <= end && span.end >= end) || last.span.end >= end;
    if (isLast || last.after === '&' || last.after === '' || list.some(({ before }) => before === '||'))
      return [];
    return list.find((command) => matters(command)) ?? [];
  });
}

/** Whether anybody would want to know that it failed. */
const matters = ({ name, words }: Command): boolean => words.length > 0 && !idle.has(name);

const idle: ReadonlySet<string> = new Set(
  `: [ [[ alias cat cd date declare echo env exit export false hash id local ls mkdir printf pwd read readonly return rm
   rmdir set shopt sleep source test touch trap true type typeset ulimit umask unalias uname unset wait which whoami .
   kill pkill`.split(/\s+/),
);

/** `set -e` at the beginning of the script. */
function repair(build: Build, { instruction }: Run): Fix | undefined {
  const edit = switchOn(build, instruction, 'errexit');
  return (
    edit && {
      title: 'begin with set -e',
      safe: false,
      // What is there for certain may be more, once failures are seen.
      changes: ['tools', 'packageManagers'],
      edits: [edit],
    }
  );
}
