import type { Fix } from '../../core/edit.ts';
import type { Build, Instruction, PackageAction, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { type CopyUse, copiesOf, isWholeContext } from '../support/copies.ts';
import { replace } from '../support/edits.ts';
import { manifestsOf } from '../support/manifests.ts';
import { mountTargets } from '../support/mounts.ts';

/** What changes with every commit comes last, so that what hardly changes need not be done again. */
export const copyBeforeInstall = dockerfileRule({
  name: 'copy-before-install',
  title: 'Install dependencies before the source is copied',
  severity: 'low',
  set: 'recommended',
  aliases: [],
  help: 'copy the manifest and lock file, install, and copy the rest after that',
  fixable: true,

  *check(build) {
    const wholes = Map.groupBy(
      copiesOf(build).filter(
        ({ instruction, sources }) => !instruction.from && sources.some(({ text }) => isWholeContext(text)),
      ),
      ({ stage }) => stage,
    );
    if (wholes.size === 0) return;
    const installed = new Set<string>();
    for (const action of build.packages()) {
      const { instruction, stage } = action.command;
      const manifests = manifestsOf(action);
      if (!manifests || instruction.onbuild) continue;
      const copy = wholes.get(stage)?.find((each) => each.instruction.index < instruction.index);
      if (copy && !isDone(installed, stage, action.manager) && mountTargets(instruction).length === 0) {
        const source = copy.sources.find(({ text }) => isWholeContext(text))!;
        const fix = fixOf(build, copy, instruction, action, manifests);
        yield {
          at: source.word.span,
          also: [action.command.span],
          message: `${told(action)} is done again whenever any file changes, for the whole context is copied before it`,
          ...(fix ? { fix } : {}),
        };
      }
      installed.add(`${stage.index} ${action.manager}`);
    }
  },
});

const told = ({ command }: PackageAction): string =>
  command.words
    .slice(0, 3)
    .map(({ value }) => value)
    .join(' ');

/** This stage, or one that it is built on, has installed the same way before. */
function isDone(installed: ReadonlySet<string>, own: Stage, manager: string): boolean {
  let depth = 0;
  for (let stage: Stage | undefined = own; stage && depth++ < LONGEST; stage = stage.parent)
    if (installed.has(`${stage.index} ${manager}`)) return true;
  return false;
}

/** A hostile file may chain thousands of stages; no person's does. */
const LONGEST = 64;

/** Turns the two round, where RUN stands right behind COPY and does nothing else. */
function fixOf(
  build: Build,
  copy: CopyUse,
  run: Instruction,
  action: PackageAction,
  manifests: readonly string[],
): Fix | undefined {
  const { source, context } = build;
  const { instruction, sources } = copy;
  const to = instruction.destination;
  const between = { start: instruction.span.end, end: run.span.start };
  if (
    !to ||
    sources.length > 1 ||
    instruction.sources.length > 1 ||
    instruction.json ||
    instruction.keyword !== 'COPY'
  )
    return undefined;
  if (!/^\s*$/.test(source.slice(between)) || build.commandsOf(run).length !== 1) return undefined;
  const [needed, ...others] = manifests;
  // COPY fails for a file that is not there, and not for a pattern that matches none beside one that is.
  const files = context
    ? manifests.filter((path) => context.exists(path) === 'file' && !context.ignored(path))
    : [needed!, ...others.map((path) => `${path}*`)];
  if (!files.includes(needed!)) return undefined;
  const head = source.slice({ start: instruction.span.start, end: sources[0]!.word.span.start });
  const folder = /(?:^|\/)\.$/.test(to.text)
    ? `${to.text}/`
    : to.text.endsWith('/')
      ? to.text
      : `${to.text}/`;
  const first = `${head}${files.join(' ')} ${folder}`;
  const gap = source.slice(between);
  const text = `${first}${source.eol}${source.slice(run.span)}${gap}${source.slice(instruction.span)}`;
  return {
    title: `copy ${files.join(', ')} and run ${told(action)} first`,
    safe: false,
    edits: [replace({ start: instruction.span.start, end: run.span.end }, text)],
    changes: ['files'],
  };
}
