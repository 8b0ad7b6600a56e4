import type { Fix } from '../../core/edit.ts';
import type { Build, Command, OfKeyword, Stage } from '../../dockerfile/build-types.ts';
import { shebangOf } from '../../dockerfile/heredocs.ts';
import { dockerfileRule } from '../rule.ts';
import { lineAbove } from '../support/lines.ts';
import { cannotFail, isPiecemeal, noticedFrom } from '../support/pipes.ts';
import { isOneScript, pipelineKey, pipelinesOf } from '../support/runs.ts';
import { switchOn } from '../support/shell-options.ts';
import { isPosix } from '../support/shells.ts';

type Run = OfKeyword<'RUN'>;

/** A pipeline succeeds when its last command does, whatever became of the others. */
export const shellPipefail = dockerfileRule({
  name: 'shell-pipefail',
  title: 'Let a pipeline fail when a part of it fails',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL4006'],
  help: 'use SHELL ["/bin/bash", "-o", "pipefail", "-c"], or begin the command with set -o pipefail',
  fixable: true,

  *check(build) {
    /** Where SHELL would be set, by stage: once for all that is built on it. */
    const places = new Map<Stage, number>();
    for (const run of build.all('RUN')) {
      if (run.command.form === 'exec' || !isPosix(build, run) || build.shellAt(run).includes('pipefail'))
        continue;
      const lost = lostFailure(run, build);
      if (!lost) continue;
      const fix = run.onbuild ? undefined : fixFor(run, build, places);
      yield {
        at: lost.span,
        message: `when ${lost.name || 'this command'} fails, the pipeline and the build go on`,
        aliases: run.onbuild ? [] : ['DL4006'],
        ...(fix ? { fix } : {}),
      };
    }
  },
});

/** The first command in the middle of a pipeline whose failure matters and is lost. */
function lostFailure(run: Run, build: Build): Command | undefined {
  const { text } = build.source;
  const commands = build.commandsOf(run);
  const pipelines = pipelinesOf(commands);
  // `set -o pipefail`, or an option of the shell that is started: it holds for what follows.
  const option = text.slice(run.span.start, run.span.end).indexOf('pipefail');
  const limit = option === -1 ? Number.POSITIVE_INFINITY : run.span.start + option;
  const noticed = new Map<string, number>();
  return commands.find((command, i) => {
    const { index, length } = command.pipeline;
    if (index === length - 1 || cannotFail(command)) return false;
    const key = pipelineKey(command);
    const pipeline = pipelines.get(key)!;
    const [first] = pipeline;
    if (first!.span.start > limit) return false;
    const from = noticed.get(key) ?? noticedFrom(pipeline);
    noticed.set(key, from);
    if (index >= from && !isPiecemeal(command)) return false;
    const before = text.slice(Math.max(run.span.start, first!.span.start - 200), first!.span.start);
    return !isDecision(first!, before) && !isIgnored(command, commands.slice(i + 1, i + 20));
  });
}

/** The pipeline is a condition, or a substitution whose status nobody sees with or without pipefail. */
function isDecision(first: Command, before: string): boolean {
  const keyword = [...before.matchAll(KEYWORDS)].at(-1)?.[1];
  if (keyword !== undefined && /^(if|elif|while|until)$/.test(keyword)) return true;
  return first.within === 'substitution' && !/(^|[\s;&|({])\w+="?\$\(\s*$/.test(before);
}

const KEYWORDS = /(?<![\w.\-/$])(if|elif|while|until|then|do|else|fi|done)(?=\s)/g;

/** `… || true`: that it may fail has been thought of. */
function isIgnored({ after }: Command, following: readonly Command[]): boolean {
  if (after !== '||') return false;
  const next = following.find(({ before, pipeline }) => before === '||' && pipeline.index === 0);
  return next !== undefined && ['true', ':', 'echo', 'printf'].includes(next.name);
}

function fixFor(run: Run, build: Build, places: Map<Stage, number>): Fix | undefined {
  const stage = build.stageOf(run);
  if (knowsPipefail(build.dialectAt(run), stage)) return setInScript(run, build);
  const isDash = build.dialectAt(run) === 'sh' || build.dialectAt(run) === 'dash';
  return isDash && stage.base?.shells?.includes('bash') ? setShell(run, build, stage, places) : undefined;
}

/** Whether the shell in force has the option: `sh` is BusyBox in Alpine, bash in the family of Red Hat, dash in Debian. */
function knowsPipefail(dialect: string, { base }: Stage): boolean {
  if (['bash', 'zsh', 'ksh', 'ash'].includes(dialect)) return true;
  return dialect === 'sh' && WITH_PIPEFAIL.has(base?.system?.id ?? '');
}

const WITH_PIPEFAIL: ReadonlySet<string> = new Set([
  'alpine',
  'wolfi',
  'fedora',
  'centos',
  'rhel',
  'ubi',
  'rocky',
  'almalinux',
  'amzn',
  'ol',
]);

function setInScript(run: Run, build: Build): Fix | undefined {
  const [heredoc] = run.heredocs;
  if (heredoc) {
    // A heredoc with an interpreter of its own, or fed to a program, is left alone.
    if (!isOneScript(run) || shebangOf(heredoc).line !== '') return undefined;
  }
  const edit = switchOn(build, run, 'pipefail');
  return edit && { title: 'begin with set -o pipefail', safe: false, edits: [edit] };
}

/** Before the first such RUN of the stage, or of the stage that it is built on. */
function setShell(run: Run, build: Build, stage: Stage, places: Map<Stage, number>): Fix {
  let start = lineAbove(build, run);
  for (let each: Stage | undefined = stage; each; each = each.parent) start = places.get(each) ?? start;
  places.set(stage, start);
  const text = `SHELL ["/bin/bash", "-o", "pipefail", "-c"]${build.source.eol}`;
  return {
    title: 'set SHELL to bash with pipefail',
    safe: false,
    edits: [{ span: { start, end: start }, text }],
    changes: ['shell', 'command', 'entrypoint', 'health'],
  };
}
