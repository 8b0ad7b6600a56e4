import { isRootUser } from '../../../bases/user.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, Command, Stage } from '../../../dockerfile/build-types.ts';
import { type Ownership, ownershipOf, type RunAt } from '../../../dockerfile/ownership/ownership.ts';
import { changesUser } from '../../../dockerfile/ownership/read.ts';
import { isRoot } from '../../../dockerfile/ownership/rights.ts';
import { insertAfter } from '../edits.ts';
import { rootOf } from '../images.ts';
import { declaredNames } from '../variables.ts';
import { toolFolder } from './caches.ts';
import { fileWrites, makesSure } from './files.ts';
import { fixFor, giveFor, isOfSystem } from './fixes.ts';
import { type MountUse, mountsIn } from './mounts.ts';
import { type AtWork, projectWrites } from './projects.ts';
import { refused } from './say.ts';
import type { Environment, Write } from './types.ts';

/** A RUN that fails, in a stage, for the sake of a folder. */
export interface RefusedRun {
  readonly stage: Stage;
  readonly folder: string;
  readonly problem: Problem;
}

/** RUN instructions under a user who may not write what their commands are certain to write: the build ends there. */
export function* refusedRuns(build: Build): Generator<RefusedRun> {
  for (const stage of neededStages(build)) {
    if (!runsAsUser(build, stage)) continue;
    const seen = new Set<string>();
    for (const at of ownershipOf(build).runsOf(stage)) {
      if (!at.user || isRoot(at.user) || at.step.onbuild) continue;
      for (const { folder, ...problem } of inRun(build, stage, at)) {
        // One cause is told once: what is given away for the first of them serves the others.
        if (seen.has(folder)) continue;
        seen.add(folder);
        const target = build.stages.length > 1 ? { target: stage.label } : {};
        yield { stage, folder, problem: { ...problem, ...target } };
      }
    }
  }
}

/** Whether a RUN of the stage is run by somebody else than root: most are not, and need no look at who owns what. */
const runsAsUser = (build: Build, stage: Stage): boolean =>
  stage.instructions.some(
    (instruction) => instruction.keyword === 'RUN' && !isRootUser(build.userAt(instruction) ?? ''),
  );

/** The targets and what they are made of. */
function neededStages(build: Build): Stage[] {
  const needed = new Set<Stage>(build.targets);
  const used = Map.groupBy(build.references, ({ stage }) => stage);
  for (const stage of needed) {
    if (stage.parent) needed.add(stage.parent);
    for (const { to } of used.get(stage) ?? []) if (to.kind === 'stage') needed.add(to.stage);
  }
  return [...needed].sort((a, b) => a.index - b.index);
}

type Found = Problem & { readonly folder: string };

function* inRun(build: Build, stage: Stage, at: RunAt): Generator<Found> {
  const { run, step } = at;
  const mounts = mountsIn(build, step, at.folder);
  for (const command of run.commands) {
    run.enter(command);
    if (run.conditional(command) || changesUser(command) || isTolerated(command)) continue;
    const environment = environmentAt(build, at, command);
    const work: AtWork = { build, stage, run, command, environment };
    yield* [cacheMounted(work, at, mounts), plainly(work, at, mounts)].filter((found) => found !== undefined);
  }
}

/** A failure that the author expects. */
const isTolerated = ({ before, after, within }: Command): boolean =>
  before === '||' || after === '||' || within === 'substitution';

function plainly(work: AtWork, at: RunAt, mounts: readonly MountUse[]): Found | undefined {
  const { build, stage, run, command } = work;
  const user = at.user!;
  const ownership = ownershipOf(build);
  const moment = ownership.before(stage, command);
  for (const write of writesOf(work, at)) {
    if (mounts.some(({ target }) => covers(target, write.path) || covers(write.path, target))) continue;
    if (makesSure(command) && !ownership.worldsAt(moment, write.path).includes(null)) continue;
    const permission = ownership.mayWrite(moment, write.path, user);
    if (permission.may !== 'no' || !permission.by) continue;
    if (write.anywhere && mayWriteIn(ownership, moment, write.path, user)) continue;
    const { path } = permission.by;
    // What is made beforehand cannot be made once more by a plain mkdir.
    const isPlainMkdir = command.name === 'mkdir' && !makesSure(command);
    const give = isOfSystem(path) ? (isPlainMkdir ? undefined : giveFor(write)) : { path };
    const fix = fixFor({ build, stage, user, by: permission.by, give, before: run.step });
    return {
      ...refused(write, user, permission.by),
      severity: 'high',
      folder: path,
      ...(fix ? { fix } : {}),
    };
  }
  return undefined;
}

function writesOf(work: AtWork, { user, step }: RunAt): Write[] {
  const { build, stage, run, command, environment } = work;
  const home = () => ownershipOf(build).homeOf(stage, user!);
  const words = argumentsOf(command);
  const at = command.words[0]?.span ?? command.span;
  const kept = toolFolder({ args: words, folder: run.folder, environment, home, at });
  const writes = [...fileWrites(run, command), ...projectWrites(work)];
  if (kept && !kept.optional && !step.onbuild) writes.push({ ...kept, at });
  return writes;
}

const argumentsOf = ({ name, words }: Command): string[] => {
  const rest = words.slice(1).map(({ value }) => value);
  // `python -m playwright install`, `npx playwright install`.
  if (/^python[\d.]*$/.test(name) && rest[0] === '-m') return rest.slice(1);
  if (name === 'npx') return rest.filter((word, at) => at > 0 || !word.startsWith('-'));
  return [name, ...rest];
};

/** A cache belongs to root, whoever runs the RUN, unless the mount says otherwise (BuildKit, dispatchRunMounts). */
function cacheMounted(work: AtWork, at: RunAt, mounts: readonly MountUse[]): Found | undefined {
  const roots = mounts.filter(({ isRoots }) => isRoots);
  if (roots.length === 0) return undefined;
  const { build, stage, run, command, environment } = work;
  const user = at.user!;
  const home = () => ownershipOf(build).homeOf(stage, user);
  const kept = toolFolder({
    args: argumentsOf(command),
    folder: run.folder,
    environment,
    home,
    at: command.span,
  });
  const mount = kept && roots.find(({ target }) => covers(target, kept.path) || covers(kept.path, target));
  if (!mount) return undefined;
  const { uid, gid } = user;
  const value = mount.flag.value;
  const owner = uid === undefined ? undefined : `,uid=${uid}${gid === undefined ? '' : `,gid=${gid}`}`;
  return {
    at: mount.flag.span,
    message: kept.optional
      ? `the cache at ${mount.target} belongs to root, so that ${kept.program}, run by ${user.text}, keeps nothing in it`
      : `the cache at ${mount.target} belongs to root, and ${kept.program}, run by ${user.text}, has to write there`,
    help: 'say whose the cache is: --mount=type=cache,target=…,uid=UID,gid=GID',
    severity: kept.optional ? 'low' : 'high',
    folder: mount.target,
    ...(owner && value
      ? {
          fix: {
            title: `give the cache to ${user.text}`,
            safe: true,
            edits: [insertAfter(value.span, owner)],
            changes: [],
          },
        }
      : {}),
  };
}

/** What the command's own assignments, the script, ENV and ARG say; `null` where nothing does. */
function environmentAt(build: Build, { run, step }: RunAt, command: Command): Environment {
  return (name) => {
    const own = command.assignments.findLast((each) => each.name === name);
    if (own) return own.value ? run.text(own.value) : '';
    const variable = run.variable(name);
    if (variable.kind === 'value') return variable.value;
    const { base, image } = rootOf(build.stageOf(step));
    const isOpen = image !== 'scratch' && (!base || base.environmentNames?.includes(name) === true);
    const isSet = build.scriptOf(step)?.assigned.has(name) || declaredNames(build, step).has(name);
    return isOpen || isSet ? undefined : null;
  };
}

const covers = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Whether some folder that people have in projects, or that the file tells of, lets the user write. */
function mayWriteIn(
  ownership: Ownership,
  moment: Parameters<Ownership['mayWrite']>[0],
  path: string,
  user: NonNullable<RunAt['user']>,
): boolean {
  const names = ownership.namesIn(moment, path, MOST_NAMES);
  if (names.length > MOST_NAMES) return true;
  const outputs = ['dist', 'build', 'out', 'node_modules', 'target'].filter((name) => !names.includes(name));
  return [...names, ...outputs].some(
    (name): boolean => ownership.mayWrite(moment, `${path === '/' ? '' : path}/${name}`, user).may !== 'no',
  );
}

const MOST_NAMES = 100;
