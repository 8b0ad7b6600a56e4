import { isRootUser } from '../../../bases/user.ts';
import type { Fix } from '../../../core/edit.ts';
import type { UserFact } from '../../../core/facts.ts';
import type { Build, Copy, Instruction, Stage } from '../../../dockerfile/build-types.ts';
import type { Permission } from '../../../dockerfile/ownership/ownership.ts';
import { insertAfter, insertBefore } from '../edits.ts';
import { rootOf } from '../images.ts';
import type { Write } from './types.ts';

/** What is to be written, by whom, and what does not let him. */
export interface Refusal {
  readonly build: Build;
  /** The stage that it happens in. */
  readonly stage: Stage;
  readonly user: UserFact;
  readonly by: NonNullable<Permission['by']>;
  /** What to give to the user, with `isFile` for a file. */
  readonly give: { readonly path: string; readonly isFile?: true } | undefined;
  /** The instruction that it happens at, or before which the folder has to be there; none: the end of the stage. */
  readonly before?: Instruction;
}

/** What to give to the user for a write: the folder that a file is in, or that which is to be made or filled. */
export const giveFor = ({
  path,
  isFile,
  give,
}: Pick<Write, 'path' | 'isFile' | 'give'>): NonNullable<Refusal['give']> =>
  give ?? { path: isFile ? path.slice(0, path.lastIndexOf('/')) || '/' : path };

/** `--chown` at the COPY that makes the folder; else a RUN that gives it away, before USER. */
export function fixFor(refusal: Refusal): Fix | undefined {
  return chownAtCopy(refusal) ?? giveBeforeUser(refusal);
}

function chownAtCopy({ build, stage, user, by }: Refusal): Fix | undefined {
  const copy = build.once(byPlace).get(by.rights.from?.at?.start ?? -1);
  if (copy?.keyword !== 'COPY' && copy?.keyword !== 'ADD') return undefined;
  if (build.stageOf(copy) !== stage || copy.onbuild || copy.flags.some(({ name }) => name === 'chown'))
    return undefined;
  if (!isNamedBefore(build, stage, user, copy)) return undefined;
  return {
    title: `write --chown=${user.text} at the ${copy.keyword}`,
    safe: true,
    edits: [insertAfter(copy.name.span, ` --chown=${user.text}`)],
    changes: ['files'],
  };
}

/** The USER instructions of a stage. */
const usersOf = (build: Build, stage: Stage) => build.once(usersByStage).get(stage) ?? [];

const usersByStage = (build: Build) =>
  Map.groupBy(
    build.all('USER').filter(({ onbuild }) => !onbuild),
    (user) => build.stageOf(user),
  );

const byPlace = (build: Build): ReadonlyMap<number, Instruction> =>
  new Map(build.dockerfile.instructions.map((instruction) => [instruction.head.start, instruction]));

/** Whether the user can be named at that place: by number, or because the account is there. */
function isNamedBefore(build: Build, stage: Stage, user: UserFact, at: Copy): boolean {
  if (usersOf(build, stage).at(-1)?.value?.text.includes('$')) return false;
  if (user.numeric && (user.group === undefined || user.gid !== undefined)) return true;
  const { base } = rootOf(stage);
  const { name } = user;
  if (name === undefined) return false;
  if (base?.users && Object.hasOwn(base.users, name)) return true;
  return build
    .commands('useradd', 'adduser')
    .some(
      ({ words, instruction, stage: where }) =>
        words.some(({ value }) => value === name) &&
        (where === stage ? instruction.index < at.index : isBelow(stage, where)),
    );
}

function isBelow(stage: Stage, other: Stage): boolean {
  let depth = 0;
  for (let at = stage.parent; at && depth++ < 64; at = at.parent) if (at === other) return true;
  return false;
}

function giveBeforeUser({ build, stage, user, give, before }: Refusal): Fix | undefined {
  if (!give || isOfSystem(give.path)) return undefined;
  const users = usersOf(build, stage);
  const inForce = users.findLast(({ index }) => !before || index < before.index) ?? users.at(-1);
  if (!inForce) return undefined;
  const at = before && before.index < inForce.index ? before : inForce;
  // Who is not root cannot give anything away.
  if (!isRootUser(build.userAt(at) ?? 'unknown') || inForce.value?.text.includes('$')) return undefined;
  const facts = build.facts(stage);
  if (['sh', 'chown', 'mkdir'].some((program) => facts.has(program) === 'absent')) return undefined;
  if (build.dialectAt(at) === 'powershell' || build.dialectAt(at) === 'cmd') return undefined;
  const { path, isFile } = give;
  return {
    title: `make ${path} and give it to ${user.text} before ${at.keyword}`,
    safe: false,
    edits: [
      insertBefore(
        at.span,
        `RUN ${isFile ? 'touch' : 'mkdir -p'} ${path} && chown ${user.text} ${path}${build.source.eol}`,
      ),
    ],
    changes: [],
  };
}

/** Folders that are root's for good reason. */
export const isOfSystem = (path: string): boolean =>
  /^\/(?:(?:usr|etc|bin|sbin|lib|lib64|boot|root|proc|sys|dev|nonexistent)(?:\/.*)?|(?:var|var\/(?:lib|log|cache|spool)|var\/lib\/(?:dpkg|apt|rpm)(?:\/.*)?|run|opt|srv|home|mnt|media)?)$/.test(
    path,
  ) || /[^\w./@:+-]/.test(path);
