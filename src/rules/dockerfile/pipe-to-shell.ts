import type { Problem } from '../../core/finding.ts';
import type { Build, Command } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { baseNameOf, type Download, downloadOf, isRemote } from '../support/downloads.ts';
import { programOf } from '../support/interpreters.ts';
import { pipelineKey, pipelinesOf, type Run, runsOf } from '../support/runs.ts';
import { verifies } from '../support/verification.ts';

/** A script from the network that is run as it comes: whoever can change it owns the image. */
export const pipeToShell = dockerfileRule({
  name: 'pipe-to-shell',
  title: 'Check a downloaded script before it runs',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0011', 'CIS-4.11'],
  help: 'download it to a file, compare its checksum or signature, then run it; or install a pinned package instead',
  fixable: false,

  *check(build) {
    for (const run of runsOf(build)) {
      if (build.dialectAt(run.instruction) === 'powershell') yield* invoked(run);
      else yield* scripts(build, run);
    }
  },
});

function* scripts(build: Build, run: Run): Iterable<Problem> {
  let runners: ReadonlyMap<string, Command> | undefined;
  /** Files that were downloaded and not yet looked at, by their base name. */
  const files = new Map<string, Download>();
  /** The commands in whose words the one at hand stands. */
  const outer: Command[] = [];
  for (const command of run.commands) {
    while (outer.length > 0 && outer.at(-1)!.span.end < command.span.end) outer.pop();
    if (verifies(command)) files.clear();
    const saved = ranFile(command, files);
    if (saved) {
      files.delete(baseNameOf(saved.file));
      yield problem(saved.command, 'is run without a look at what it is', 'medium', command);
    }
    const download = downloadOf(command);
    if (download?.urls.some(({ value }) => isRemote(value))) {
      runners ??= runnersOf(run);
      const runner = runners.get(pipelineKey(command));
      const behind = runner && runner.pipeline.index > command.pipeline.index ? runner : undefined;
      const around = behind ?? enclosing(build, command, outer);
      if (download.to === 'file') files.set(baseNameOf(download.file), download);
      else if (around) yield problem(command, `goes into ${name(around)} as it comes`, 'high', around);
    }
    outer.push(command);
  }
}

/** The last command of each pipeline that runs its input. */
const runnersOf = ({ commands }: Run): ReadonlyMap<string, Command> =>
  new Map(
    commands
      .filter((command) => command.pipeline.index > 0 && programOf(command)?.kind === 'input')
      .map((command) => [pipelineKey(command), command]),
  );

const problem = (at: Command, what: string, severity: 'high' | 'medium', runner: Command): Problem => ({
  at: at.span,
  also: [runner.words[0]!.span],
  severity,
  message: `what ${at.name} downloads ${what}: whoever changes it on the way or on the server is root in this build`,
});

const name = ({ name: own, words }: Command): string => (own === '.' ? 'the shell' : own || words[0]!.value);

/** The downloaded file that a command runs, by an interpreter or as a program. */
function ranFile(command: Command, files: ReadonlyMap<string, Download>): Download | undefined {
  if (files.size === 0) return undefined;
  const program = programOf(command);
  const path = program ? (program.kind === 'file' ? program.word.value : '') : command.words[0]?.value;
  return path && (program || path.includes('/')) ? files.get(baseNameOf(path)) : undefined;
}

/** `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`: the command that runs what the substitution gives. */
function enclosing(build: Build, inner: Command, outer: readonly Command[]): Command | undefined {
  if (inner.within !== 'substitution') return undefined;
  const around = outer.findLast(
    ({ span, words }) => span.start < inner.span.start && span.end > inner.span.end && words[0]?.literal,
  );
  const program = around && programOf(around);
  if (!program || program.kind === 'input') return around && heredString(around, inner) ? around : undefined;
  const { span } = program.word;
  if (span.start > inner.span.start || span.end < inner.span.end) return undefined;
  const opening = build.source.slice({ start: span.start, end: inner.span.start });
  return /^["']?(?:<\(|\$\(|`)\s*$/.test(opening) ? around : undefined;
}

/** `bash <<< "$(curl …)"`, `bash < <(curl …)`. */
const heredString = ({ redirects }: Command, inner: Command): boolean =>
  redirects.some(
    ({ operator, target }) =>
      operator.startsWith('<') &&
      target &&
      target.span.start < inner.span.start &&
      target.span.end > inner.span.end,
  );

/** PowerShell: `iex ((New-Object Net.WebClient).DownloadString(…))`, `iwr … | iex`. */
function* invoked({ commands }: Run): Iterable<Problem> {
  const downloads = (command: Command) =>
    /^(?:iwr|irm|curl|wget|invoke-webrequest|invoke-restmethod)$/i.test(command.name);
  const pipelines = pipelinesOf(commands);
  for (const command of commands) {
    if (!/^(?:iex|invoke-expression)$/i.test(command.name)) continue;
    const before = pipelines.get(pipelineKey(command))!.some((each) => each !== command && downloads(each));
    const inner = commands.some(
      (each) => downloads(each) && each.span.start > command.span.start && each.span.end <= command.span.end,
    );
    if (before || inner || command.words.some(({ value }) => /DownloadString/i.test(value)))
      yield {
        at: command.span,
        message: `what is downloaded goes into ${command.name} as it comes: whoever changes it is administrator in this build`,
      };
  }
}
