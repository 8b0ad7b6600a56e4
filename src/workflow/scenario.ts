import { holds } from './evaluate.ts';
import { gitlabRuns } from './gitlab-rules.ts';
import { type Scenario, scopeOf } from './scope.ts';
import type { Job, Step, Trigger, Workflow } from './types.ts';

/** The ways in which a pipeline is started that matter to who publishes. */
export const scenarios = {
  mainBranch: { event: 'push', ref: 'refs/heads/main' },
  otherBranch: { event: 'push', ref: 'refs/heads/feature' },
  tag: { event: 'push', ref: 'refs/tags/v1.2.3' },
  pullRequest: { event: 'pull_request', ref: 'refs/pull/1/merge' },
  pullRequestTarget: { event: 'pull_request_target', ref: 'refs/heads/main' },
  release: { event: 'release', ref: 'refs/tags/v1.2.3', action: 'published' },
  schedule: { event: 'schedule', ref: 'refs/heads/main' },
  dispatch: { event: 'workflow_dispatch', ref: 'refs/heads/main' },
} as const satisfies Readonly<Record<string, Scenario>>;

/** Whether a step, or a job, runs in a scenario; undefined when that hangs on what cannot be known here. */
export function runsIn(place: Step | Job, scenario: Scenario): boolean | undefined {
  if ('job' in place) {
    const outer = place.within ? runsIn(place.within, scenario) : jobRuns(place.job, scenario);
    return both(outer, holds(place.condition?.value, scopeOf(place, { scenario })));
  }
  return jobRuns(place, scenario);
}

/** Whether the workflow is started at all. */
export function isStarted({ format, triggers }: Workflow, scenario: Scenario): boolean | undefined {
  if (format === 'gitlab') return scenario.event !== 'pull_request_target' && scenario.event !== 'release';
  if (format !== 'github') return undefined;
  if (triggers.some(({ event }) => event === 'workflow_call')) return undefined;
  const own = triggers.filter(({ event }) => event === scenario.event);
  return own.length === 0 ? false : own.some((trigger) => filtersAllow(trigger, scenario));
}

/** Each job is asked once for a scenario; what a circle of needs does is unknown. */
function jobRuns(job: Job, scenario: Scenario): boolean | undefined {
  const done = answersFor(job.workflow, scenario);
  if (done.has(job)) return done.get(job);
  done.set(job, undefined);
  const result = jobRunsOnce(job, scenario);
  done.set(job, result);
  return result;
}

function jobRunsOnce(job: Job, scenario: Scenario): boolean | undefined {
  const { workflow, condition } = job;
  const started = isStarted(workflow, scenario);
  if (started === false) return false;
  if (workflow.format === 'gitlab') return gitlabRuns(job.rules, scenario);
  const own = both(started, holds(condition?.value, scopeOf(job, { scenario })));
  // A job whose needs are left out is left out itself, unless its condition says otherwise.
  if (own === false || /\b(?:always|failure|cancelled)\s*\(/.test(condition?.value ?? '')) return own;
  let result: boolean | undefined = own;
  for (const { value } of job.needs) {
    const needed = jobNamed(workflow, value);
    if (needed) result = both(result, jobRuns(needed, scenario));
  }
  return result;
}

/** The job of a workflow by its id. */
export function jobNamed(workflow: Workflow, id: string): Job | undefined {
  let known = indexes.get(workflow);
  if (!known) {
    known = new Map(workflow.jobs.map((job) => [job.id, job]));
    indexes.set(workflow, known);
  }
  return known.get(id);
}

/** Rules ask the same of the same workflow, one after the other. */
const indexes = new WeakMap<Workflow, ReadonlyMap<string, Job>>();
const answers = new WeakMap<Workflow, Map<string, Map<Job, boolean | undefined>>>();

function answersFor(
  workflow: Workflow,
  { event, ref, action = '', number = 0 }: Scenario,
): Map<Job, boolean | undefined> {
  const known = answers.get(workflow) ?? new Map<string, Map<Job, boolean | undefined>>();
  answers.set(workflow, known);
  const key = `${event} ${ref} ${action} ${number}`;
  const own = known.get(key) ?? new Map<Job, boolean | undefined>();
  known.set(key, own);
  return own;
}

const both = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;

/** `branches:`, `tags:` and their opposites. Source: GitHub documentation, “Filter pattern cheat sheet”. */
function filtersAllow(trigger: Trigger, { event, ref }: Scenario): boolean {
  if (event !== 'push') return true;
  const isTag = ref.startsWith('refs/tags/');
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  const [own, ignored, other, otherIgnored] = isTag
    ? [trigger.tags, trigger.tagsIgnore, trigger.branches, trigger.branchesIgnore]
    : [trigger.branches, trigger.branchesIgnore, trigger.tags, trigger.tagsIgnore];
  if (ignored) return !ignored.some(({ value }) => globMatches(value, name));
  // Filters on tags alone leave branches out, and the other way round.
  if (!own) return !other && !otherIgnored;
  let allowed = false;
  for (const { value } of own) {
    if (value.startsWith('!')) allowed &&= !globMatches(value.slice(1), name);
    else allowed ||= globMatches(value, name) || standsForMain(value, name);
  }
  return allowed;
}

/** The branch of the scenario has a name only because it needs one: the default branch has many. */
const standsForMain = (pattern: string, name: string): boolean =>
  name === 'main' &&
  /^(?:master|develop|trunk|dev|default|next|edge|stable|production|release)$/.test(pattern);

/** Patterns of versions stand for any version: one that asks for digits is met by the version of the scenario. */
function globMatches(pattern: string, name: string): boolean {
  if (/^v?\d+\.\d+\.\d+$/.test(name.replace(/^v/, '')) && /^v?[[\d*]/.test(pattern) && !/\//.test(pattern))
    return true;
  let source = '';
  for (let at = 0; at < Math.min(pattern.length, 200); at++) {
    const char = pattern[at]!;
    if (char === '*') {
      const deep = pattern[at + 1] === '*';
      if (deep) at++;
      source += deep ? '.*' : '[^/]*';
    } else if (char === '?' || char === '+') source += char;
    else if (char === '[' && /^\[[\w-]+\]/.test(pattern.slice(at))) {
      const end = pattern.indexOf(']', at);
      source += pattern.slice(at, end + 1);
      at = end;
    } else source += char.replace(/[.\\^$(){}|[\]/]/g, '\\$&');
  }
  try {
    return new RegExp(`^${source}$`).test(name);
  } catch {
    return true;
  }
}
