import { jobNamed } from '../../../workflow/scenario.ts';
import type { Act, Job, Step, Workflow } from '../../../workflow/types.ts';
import { isForOthers, isPassing, mayPush } from './pushes.ts';

/** The jobs that build, publish, scan or sign images, those that others do it for them included. */
export const imageJobs = ({ jobs }: Workflow): readonly Job[] =>
  jobs.filter((job) => job.acts.some(isOnImages) || callsImages(job));

/** A job that calls a workflow which does, or, where that is not at hand, whose name says so. */
export const callsImages = ({ call }: Job): boolean => {
  if (!call) return false;
  if (call.workflow) return imageJobs(call.workflow).length > 0;
  return /docker|image|container|publish|release|build|push|sign|slsa|oci/i.test(
    call.uses.path ?? call.uses.text,
  );
};

/** It does something to an image, or for one. A test that runs some image or a check of sources does not. */
function isOnImages(act: Act): boolean {
  switch (act.does) {
    case 'build':
    case 'push':
    case 'login':
    case 'provenance':
    case 'deploy':
      return (
        act.does !== 'provenance' ||
        act.tool !== 'actions/attest-build-provenance' ||
        act.step?.with.has('subject-digest') === true
      );
    case 'sign':
      return act.of === 'image';
    case 'scan':
      return act.of === 'image';
    case 'sbom':
      return true;
    default:
      return false;
  }
}

/**
 * The jobs that publish, and those whose results they take: what runs there is in the image, or has what it is published
 * with. A job that builds and tests only is none.
 */
export function publishingJobs(workflow: Workflow): readonly Job[] {
  const found = new Set(workflow.jobs.filter(isPublishing));
  // A set that grows while it is walked: what a job needs comes behind it.
  for (const { needs } of found)
    for (const { value } of needs) {
      const needed = jobNamed(workflow, value);
      if (needed) found.add(needed);
    }
  return workflow.jobs.filter((job) => found.has(job));
}

function isPublishing(job: Job): boolean {
  if (job.call) return callsImages(job);
  return job.acts.some((act) => {
    if (act.does === 'build') return mayPush(act) && isForOthers(act);
    if (act.does === 'push')
      return act.images.length === 0 || !act.images.every(({ value }) => isPassing(value));
    return (
      (act.does === 'login' || act.does === 'sign' || act.does === 'provenance' || act.does === 'deploy') &&
      isOnImages(act)
    );
  });
}

/** Every step of a job, those of composite actions that were followed behind the step that uses them. */
export function* stepsOf(job: Job): Generator<Step> {
  for (const step of job.steps) {
    yield step;
    yield* innerSteps(step);
  }
}

function* innerSteps({ inner }: Step): Generator<Step> {
  for (const step of inner) {
    yield step;
    yield* innerSteps(step);
  }
}

/** Everything that a workflow does, with what the workflows do that it calls. */
export const everyAct = (workflow: Workflow, depth = 0): readonly Act[] =>
  depth > 10
    ? []
    : workflow.jobs.flatMap((job) => [
        ...job.acts,
        ...(job.call?.workflow ? everyAct(job.call.workflow, depth + 1) : []),
      ]);

/**
 * Whether something may happen where it cannot be seen: a script, a target, an action or workflow whose name does not
 * say that it is about something else.
 */
export const mayHappenUnseen = ({ jobs }: Workflow, about: RegExp): boolean =>
  jobs.some(({ unseen }) => unseen.some(({ what }) => isAbout(what, about)));

/** Whether the name of a script, target or action leaves it open that it is about something. */
export const isAbout = (what: string, about: RegExp): boolean => about.test(what) && !aboutElse.test(what);

/** Room on the disk, messages to people. */
const aboutElse = /(?:free|check|clean)[-_]?(?:up[-_])?disk|disk[-_]?space|slack|notify|notification/i;

/** The jobs that others wait for in which something may happen unseen; on GitLab all may, as stages come one by one. */
export function jobsBeforeUnseen(workflow: Workflow, about: RegExp): ReadonlySet<Job> {
  const unseen = workflow.jobs.filter((job) => job.unseen.some(({ what }) => isAbout(what, about)));
  if (workflow.format === 'gitlab') {
    const [only] = unseen;
    return new Set(workflow.jobs.filter((job) => unseen.length > 1 || (only !== undefined && only !== job)));
  }
  const found = new Set<Job>();
  const add = ({ needs }: Job): void => {
    for (const { value } of needs) {
      const needed = jobNamed(workflow, value);
      if (needed) found.add(needed);
    }
  };
  unseen.forEach(add);
  // A set that grows while it is walked.
  for (const job of found) add(job);
  return found;
}

/** Names of scripts, targets and actions that may build, sign or publish. */
export const publishingName =
  /sign|attest|sbom|bom|provenance|slsa|publish|release|deploy|docker|image|container|build|push|ship|bake|upload|make|task|just|mage|goreleaser|bazel|earthly|nix|dagger|ansible|skaffold|tilt|werf|\.sh|\.py|\.github\/workflows|another pipeline|another language/i;
