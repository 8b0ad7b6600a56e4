import { type UserFact, valueOf } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { type Ownership, ownershipOf } from '../../dockerfile/ownership/ownership.ts';
import { isRoot } from '../../dockerfile/ownership/rights.ts';
import { imageRule } from '../rule.ts';
import { isWindows } from '../support/platforms.ts';
import { fixFor, giveFor } from '../support/writes/fixes.ts';
import { refusedRuns } from '../support/writes/runs.ts';
import { alsoAt, ownerOf, refused } from '../support/writes/say.ts';
import { startedWrites } from '../support/writes/started.ts';
import { namedWrites } from '../support/writes/variables.ts';
import { declaredVolumes } from '../support/writes/volumes.ts';

/** Folders belong to root unless somebody gives them away, whoever USER is. */
export const writableOwner = imageRule({
  name: 'writable-owner',
  title: 'Give folders to the user that has to write them',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'give the folder to the user: COPY --chown, or RUN install -d -o UID -g GID /path before USER',
  fixable: true,

  *check({ facts, recipe }) {
    if (!recipe || isWindows(facts)) return;
    const { build, stage } = recipe;
    const told = new Set<string>();
    // What the build itself does is the same for every target.
    const runs = build.once(findRefusedRuns);
    if (stage === build.targets[0]) for (const { problem } of runs) yield problem;
    for (const run of runs) if (run.stage === stage) told.add(run.folder);
    const user = valueOf(facts.user);
    if (!user || isRoot(user)) return;
    const end: End = { build, stage, user, ownership: ownershipOf(build), told };
    yield* volumes(end);
    yield* starts(end);
    yield* variables(end, valueOf(facts.workdir));
  },
});

const findRefusedRuns = (build: Build) => [...refusedRuns(build)];

/** A target as it is run. */
interface End {
  readonly build: Build;
  readonly stage: Stage;
  readonly user: UserFact;
  readonly ownership: Ownership;
  /** Folders of which something has been said. */
  readonly told: Set<string>;
}

/** A fresh volume takes the owner of the folder that it is laid over; a folder that is not there is made by root. */
function* volumes({ build, stage, user, ownership, told }: End): Generator<Problem> {
  for (const { path, at, instruction, stage: where } of declaredVolumes(build, stage)) {
    const { may, by } = ownership.mayWriteVolume(stage, path, user);
    if (may !== 'no' || !by) continue;
    told.add(path);
    const fix =
      where === stage ? fixFor({ build, stage, user, by, give: { path }, before: instruction }) : undefined;
    yield {
      at,
      ...alsoAt(by, at),
      message: `${path} ${by.rights.from ? 'belongs to' : 'is made by'} ${ownerOf(by)}, so the user ${user.text} cannot write to this volume`,
      paths: [path],
      help: `make the folder and give it away before VOLUME: RUN install -d -o UID -g GID ${path}`,
      ...(fix ? { fix } : {}),
    };
  }
}

/** What ENTRYPOINT and CMD start. */
function* starts({ build, stage, user, ownership, told }: End): Generator<Problem> {
  for (const write of startedWrites(build, stage)) {
    const { may, by } = ownership.mayWrite({ stage }, write.path, user);
    if (may !== 'no' || !by || isTold(told, write.path, by.path)) continue;
    told.add(write.path);
    const fix = fixFor({ build, stage, user, by, give: giveFor(write) });
    yield {
      ...refused(write, user, by),
      severity: write.isMinor ? 'medium' : 'high',
      ...(fix ? { fix } : {}),
    };
  }
}

/** What ENV names for writing. */
function* variables(
  { build, stage, user, ownership, told }: End,
  workdir: string | undefined,
): Generator<Problem> {
  for (const named of namedWrites(build, stage, workdir)) {
    const { name, path, at, isCache, index } = named;
    const { may, by } = ownership.mayWrite({ stage }, path, user);
    if (may !== 'no' || !by || isTold(told, path, by.path)) continue;
    if (isCache && mayBeFilled(build, stage, index)) continue;
    told.add(path);
    const fix = fixFor({ build, stage, user, by, give: giveFor(named) });
    yield {
      at,
      ...alsoAt(by, at),
      message: `${name} names ${path}, where ${user.text} may not write: ${by.path === path ? 'it' : by.path} belongs to ${ownerOf(by)}`,
      paths: [path],
      ...(fix ? { fix } : {}),
    };
  }
}

/** Whether the folder that decides, the path, or what it is in has been told of. */
function isTold(told: ReadonlySet<string>, path: string, by: string): boolean {
  if (told.has(by)) return true;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    if (told.has(path.slice(0, end))) return true;
  return false;
}

/** Whether a RUN behind the variable may have put into the cache what is only read later. */
function mayBeFilled(build: Build, stage: Stage, index: number): boolean {
  const quiet =
    /^(?:pip\d?|apt-get|apt|apk|mkdir|chmod|chown|useradd|adduser|groupadd|addgroup|rm|echo|ln|touch)$/;
  for (let at: Stage | undefined = stage; at; at = at.parent) {
    for (const each of at.instructions) {
      if (each.index < index || each.keyword !== 'RUN') continue;
      if (build.commandsOf(each).some(({ name }) => !quiet.test(name))) return true;
    }
  }
  return false;
}
