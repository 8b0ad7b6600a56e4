import { type ImageFacts, type UserFact, valueOf } from '../../core/facts.ts';
import type { Problem } from '../../core/finding.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { replace } from '../support/edits.ts';
import { isWindows } from '../support/platforms.ts';
import { isMeantToRun } from '../support/runnable.ts';
import { proposedUser, userLine } from '../support/users.ts';

/** Root inside the container is root for the kernel: what breaks out of it owns the host. */
export const runAsRoot = imageRule({
  name: 'run-as-root',
  title: 'Run as a user other than root',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3002', 'DS-0002', 'CIS-DI-0001', 'CIS-4.1'],
  help: 'end the stage with a numeric USER, such as USER 65532:65532',
  fixable: true,

  *check(subject) {
    const { user } = subject.facts;
    if (user.known === 'unknown' || !isRoot(user.value)) return;
    if (isWindows(subject.facts) || isFilesAlone(subject.facts)) return;
    const problem =
      user.value.text === '' || user.from[0]?.inherited !== undefined ? inherited(subject) : written(subject);
    const { fix, ...told } = problem;
    yield isMeantToRun(subject) ? problem : { ...told, severity: 'low' };
  },
});

/** Files on scratch and nothing to start: an image to copy from, or for `--output`. */
const isFilesAlone = ({ base, entrypoint, command }: ImageFacts): boolean =>
  valueOf(base) === 'scratch' && valueOf(entrypoint) === null && valueOf(command) === null;

const isRoot = ({ uid, name }: UserFact): boolean => uid === 0 || name === 'root';

/** Nothing in the target sets a user, and what it is built on runs as root. */
function inherited({ facts, recipe }: ImageSubject): Problem {
  const base = facts.base.known === 'unknown' ? 'the base' : facts.base.value;
  return {
    at: facts.place,
    message: `nothing sets a USER for ${named(facts.target)}, and ${base} runs as root`,
    aliases: ['DS-0002', 'CIS-DI-0001', 'CIS-4.1'],
    ...(recipe?.stage.from ? fixOf(recipe) : {}),
  };
}

/** A stage without name is called by its number. */
const named = (target: string): string =>
  target === '0' ? 'this image' : /^\d+$/.test(target) ? `stage ${target}` : target;

function fixOf({ build, stage }: NonNullable<ImageSubject['recipe']>): Pick<Problem, 'fix'> {
  const user = proposedUser(stage);
  const { edit, line } = userLine(build, stage, user);
  return {
    fix: { title: `add USER ${user} after line ${line}`, safe: false, edits: [edit], changes: ['user'] },
  };
}

/** The last USER is root. */
function written({ facts, recipe }: ImageSubject): Problem {
  const { user } = facts;
  const at = user.from[0]?.at ?? facts.place;
  const text = user.known === 'unknown' ? '' : user.value.text;
  const own = recipe?.stage.instructions.findLast(({ keyword }) => keyword === 'USER');
  const proposed = recipe ? proposedUser(recipe.stage) : undefined;
  return {
    at,
    message: `the last USER is ${text}, so the container runs as root`,
    ...(own?.keyword === 'USER' &&
    own.value &&
    // `USER $UID`: the argument's default is what is to be changed, and perhaps more hangs on it.
    !own.value.text.includes('$') &&
    own.span.start === at.start &&
    proposed &&
    isLast(recipe!, own.index)
      ? {
          fix: {
            title: `write USER ${proposed}`,
            safe: false,
            edits: [replace(own.value.span, proposed)],
            changes: ['user'],
          },
        }
      : {}),
  };
}

/** No RUN behind it needs the root that it gives. */
const isLast = ({ stage }: NonNullable<ImageSubject['recipe']>, index: number): boolean =>
  !stage.instructions.some(
    (other) => other.index > index && ['RUN', 'COPY', 'ADD', 'WORKDIR'].includes(other.keyword),
  ) && stage.consumers.every((consumer) => consumer.parent !== stage);
