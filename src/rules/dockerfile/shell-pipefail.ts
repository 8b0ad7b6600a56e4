import type { Fix } from '../../core/edit.ts';
import type { Build, Command, OfKeyword, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { pipelinesOf } from '../support/runs.ts';
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
      if (run.command.form === 'exec' || !isPosix(build, run) || handlesFailure(run, build)) continue;
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

/** SHELL, a `set` or an option in the script turns pipefail on. */
const handlesFailure = (run: Run, build: Build): boolean =>
  build.shellAt(run).includes('pipefail') || build.source.slice(run.span).includes('pipefail');

/** The first command in the middle of a pipeline whose failure matters and is lost. */
function lostFailure(run: Run, build: Build): Command | undefined {
  const commands = build.commandsOf(run);
  for (const pipeline of pipelinesOf(commands).values()) {
    if (pipeline.length < 2 || isDecision(pipeline[0]!, build) || isIgnored(pipeline, commands)) continue;
    const risky = pipeline.slice(0, -1).find(({ name }) => !CANNOT_FAIL.has(name));
    if (risky) return risky;
  }
  return undefined;
}

/** What they print is text of the file; `yes` even fails by design, when its reader has enough. */
const CANNOT_FAIL: ReadonlySet<string> = new Set(['echo', 'printf', 'yes', 'true', ':']);

/** The pipeline is a condition, or a substitution whose status nobody sees with or without pipefail. */
function isDecision(first: Command, { source }: Build): boolean {
  const before = source.text.slice(Math.max(0, first.span.start - 200), first.span.start);
  const keyword = [...before.matchAll(/(?<![\w.\-/$])(if|elif|while|until|then|do|else|fi|done)(?=\s)/g)].at(
    -1,
  )?.[1];
  if (keyword !== undefined && /^(if|elif|while|until)$/.test(keyword)) return true;
  return first.within === 'substitution' && !/(^|[\s;&|({])\w+="?\$\(\s*$/.test(before);
}

/** `… || true`: that it may fail has been thought of. */
function isIgnored(pipeline: readonly Command[], commands: readonly Command[]): boolean {
  const last = pipeline.at(-1)!;
  if (last.after !== '||') return false;
  const next = commands.find(({ span, before }) => span.start >= last.span.end && before === '||');
  return next !== undefined && (next.name === 'true' || next.name === ':');
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

function setInScript(run: Run, { source }: Build): Fix | undefined {
  const title = 'begin with set -o pipefail';
  const [heredoc] = run.heredocs;
  if (!heredoc) {
    const start = run.command.script.at(0);
    const text = 'set -o pipefail && ';
    return { title, safe: false, edits: [{ span: { start, end: start }, text }] };
  }
  // A heredoc with an interpreter of its own, or fed to a program, is left alone.
  if (run.heredocs.length > 1 || !/^<<-?["']?\w+["']?$/.test(run.command.script.text)) return undefined;
  if (heredoc.content.startsWith('#!')) return undefined;
  const { start } = heredoc.body;
  const text = `set -o pipefail${source.eol}`;
  return { title, safe: false, edits: [{ span: { start, end: start }, text }] };
}

/** Before the first such RUN of the stage, or of the stage that it is built on. */
function setShell(run: Run, build: Build, stage: Stage, places: Map<Stage, number>): Fix {
  let start = run.span.start;
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
