import type { SitedProblem } from '../../core/finding.ts';
import type { Field } from '../../core/site.ts';
import { holds } from '../../workflow/evaluate.ts';
import { isPushed, lookupOf, tagsOf } from '../../workflow/images.ts';
import { runsIn } from '../../workflow/scenario.ts';
import { type Scenario, sameInEveryLeg } from '../../workflow/scope.ts';
import type { ImageBuild, Job, MatrixLeg } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { shown } from '../support/workflow/published.ts';
import { pushesByDigest, scenariosOf } from '../support/workflow/pushes.ts';

/** The last leg to finish is what remains. */
export const tagOverwritten = workflowRule({
  name: 'tag-overwritten',
  title: 'Give all that is pushed at once a tag of its own',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'put what differs into the tag, or push by digest and join the digests under one tag at the end',
  fixable: false,

  *check({ workflow }) {
    yield* amongTargets([...(workflow.together ?? [])]);
    for (const job of workflow.jobs) {
      const legs = job.matrix?.legs ?? [];
      if (!job.matrix || legs.length < 2) continue;
      for (const act of job.acts) {
        if (act.does !== 'build' || pushesByDigest(act)) continue;
        const found = overwritten(act, job, legs);
        if (found)
          yield {
            at: act.tags[0]?.at ?? act.at,
            also: [job.matrix.at],
            message: `${found.legs} legs of the matrix push ${shown(found.tag)}: the last to finish overwrites what the others made`,
          };
      }
    }
  },
});

/** Targets of a bake file that are built by one name. The smallest of the sets that they are in tells it. */
function* amongTargets(sets: readonly (readonly [string, readonly ImageBuild[]])[]): Generator<SitedProblem> {
  const told = new Set<string>();
  for (const [name, builds] of sets.toSorted(([, a], [, b]) => a.length - b.length)) {
    for (const { tag, first, second } of sharedTags(builds.filter((build) => !staysHere(build)))) {
      const key = `${tag} ${first.at.span.start} ${second.at.span.start}`;
      if (told.has(key)) continue;
      told.add(key);
      yield sharedProblem(tag, first, second, name);
    }
  }
}

function sharedProblem(
  tag: Field<string>,
  first: ImageBuild,
  second: ImageBuild,
  name: string,
): SitedProblem {
  const names =
    first.name === second.name || second.name?.startsWith(`${first.name}#`)
      ? `the targets of the matrix`
      : `${first.name} and ${second.name}`;
  return {
    at: tag.at,
    also: [first.tags.find(({ value }) => value === tag.value)!.at],
    message: `${names} are built together as ${name}, and both are ${shown(tag.value)}: the last to finish overwrites the other`,
  };
}

interface Shared {
  /** As the second has it. */
  readonly tag: Field<string>;
  readonly first: ImageBuild;
  readonly second: ImageBuild;
}

/** The first tag that two builds share, for each second build. */
function* sharedTags(builds: readonly ImageBuild[]): Generator<Shared> {
  const firsts = new Map<string, ImageBuild>();
  for (const second of builds) {
    if (pushesByDigest(second)) continue;
    const tag = second.tags.find(({ value }) => isWhole(value) && firsts.has(value));
    if (tag) yield { tag, first: firsts.get(tag.value)!, second };
    for (const { value } of second.tags) if (!firsts.has(value)) firsts.set(value, second);
  }
}

/** What a function or a variable of a matrix makes may differ where the text does not. */
const isWhole = (tag: string): boolean =>
  /[:/]/.test(tag) && !tag.replace(/\$\{[A-Z][A-Z0-9_]*\}/g, '').includes('$');

/** Its result goes into files or nowhere, and not under its tag. */
const staysHere = ({ outputs }: ImageBuild): boolean =>
  outputs.length > 0 &&
  outputs.every(({ value }) => /type=(?:local|tar|cacheonly)|^(?!type=)[./]/.test(value));

interface Overwritten {
  readonly tag: string;
  readonly legs: number;
}

/** The first tag that several legs surely push in some way in which the workflow is started. */
function overwritten(build: ImageBuild, job: Job, legs: readonly MatrixLeg[]): Overwritten | undefined {
  const scenarios: readonly (Scenario | undefined)[] =
    job.workflow.format === 'github' ? scenariosOf(job.workflow) : [undefined];
  for (const scenario of scenarios) {
    const counts = new Map<string, number>();
    for (const leg of legs) {
      if (!surelyPushes(build, leg, scenario)) continue;
      for (const tag of ownTags(build, leg, scenario)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    }
    for (const [tag, count] of counts) if (count > 1) return { tag, legs: count };
  }
  return undefined;
}

function surelyPushes(build: ImageBuild, leg: MatrixLeg, scenario: Scenario | undefined): boolean {
  const { step } = build;
  const options = { leg, ...(scenario ? { scenario } : {}) };
  if (!step || isPushed(build, options) !== true) return false;
  if (scenario && runsIn(step.job, scenario) === false) return false;
  return holds(step.condition?.value, lookupOf(step, options)) === true;
}

/** The tags whose whole text is known, or is the same in every leg whatever it is. */
function ownTags(build: ImageBuild, leg: MatrixLeg, scenario: Scenario | undefined): Set<string> {
  const tags = tagsOf(build, { leg, ...(scenario ? { scenario } : {}) }).map(({ value }) => value);
  return new Set(tags.filter((tag) => /[:/]/.test(tag) && isSame(tag, build)));
}

const isSame = (tag: string, { step }: ImageBuild): boolean => {
  if (tag.includes('${{')) return step !== undefined && sameInEveryLeg(tag, step);
  // A variable of the shell or of GitLab may hold what differs, unless it is one that all jobs share.
  return [...tag.matchAll(/\$\{?(\w*)/g)].every(([, name = '']) =>
    /^CI_(?:REGISTRY|COMMIT|PROJECT|PIPELINE)_?/.test(name),
  );
};
