import { isHeadRef } from '../../workflow/commands/others.ts';
import { contextsOf } from '../../workflow/images.ts';
import { jobNamed, runsIn, scenarios } from '../../workflow/scenario.ts';
import type { CheckoutAct, Job, Step, Trigger, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { imageJobs, stepsOf } from '../support/workflow/jobs.ts';

/** The code of a stranger beside the secrets of the repository. */
export const untrustedCheckout = workflowRule({
  name: 'untrusted-checkout',
  title: 'Keep the code of pull requests away from the secrets that publish',
  severity: 'critical',
  set: 'recommended',
  aliases: ['zizmor/dangerous-triggers'],
  help: 'build pull requests on the event pull_request, which has no secrets, and publish from what was merged',
  fixable: false,

  *check({ workflow }) {
    const triggers = workflow.triggers.filter(({ event }) => Object.hasOwn(privileged, event));
    if (triggers.length === 0 || imageJobs(workflow).length === 0) return;
    for (const job of workflow.jobs) {
      for (const act of job.acts) {
        if (act.does !== 'checkout' || !takesHead(act)) continue;
        const trigger = triggers.find((each) => reaches(each, job, act.step));
        if (trigger) yield problemOf(act, trigger, workflow);
      }
    }
  },
});

/** Events that anyone can cause, and that run with the repository's own secrets. */
const privileged: Readonly<Record<string, string>> = {
  pull_request_target: 'what anyone puts into a pull request',
  issue_comment: 'what anyone puts into a pull request',
  workflow_run: 'what the run before was started with, be it a pull request of anyone’s',
};

const takesHead = ({ ref, repository, step }: CheckoutAct): boolean =>
  isHeadRef(ref?.value ?? '') ||
  (ref !== undefined && step !== undefined && comesFromHead(ref.value, step.job, 0)) ||
  /github\.event\.(?:pull_request\.head|workflow_run\.head_repository)/.test(repository?.value ?? '');

/** The ref is what a step before, a variable or another job made of the pull request’s. */
function comesFromHead(ref: string, job: Job, depth: number): boolean {
  if (depth > 3) return false;
  return contextsOf(ref).some((context) => {
    const [kind, name = '', , output = ''] = context.split('.');
    if (kind === 'env') {
      const value = [...job.env, ...job.workflow.env].find(([key]) => key.toLowerCase() === name)?.[1].value;
      return value !== undefined && isHeadRef(value);
    }
    if (kind === 'steps') {
      const step = job.steps.find(({ id }) => id === name);
      return (
        step !== undefined &&
        [step.run?.text, ...[...step.with, ...step.env].map(([, { value }]) => value)].some((text) =>
          isHeadRef(text ?? ''),
        )
      );
    }
    const needed = kind === 'needs' ? jobNamed(job.workflow, name) : undefined;
    const value = needed && [...needed.outputs].find(([key]) => key.toLowerCase() === output)?.[1].value;
    return (
      needed !== undefined &&
      value !== undefined &&
      (isHeadRef(value) || comesFromHead(value, needed, depth + 1))
    );
  });
}

/** Whether the trigger gets as far as this step, with nothing before it that keeps strangers out. */
function reaches(trigger: Trigger, job: Job, step: Step | undefined): boolean {
  if (trigger.event === 'pull_request_target' && runsIn(step ?? job, scenarios.pullRequestTarget) === false)
    return false;
  if (
    trigger.event === 'workflow_run' &&
    job.workflow.triggers.length > 1 &&
    !/workflow_run/.test(textsOf(job, step))
  )
    return false;
  return job.environment === undefined && !guard.test(textsOf(job, step));
}

const textsOf = (job: Job, step: Step | undefined): string =>
  [
    job.condition?.value,
    step?.condition?.value,
    ...conditionsOfNeeds(job),
    ...[...stepsOf(job)].map(({ condition }) => condition?.value),
  ].join('\n');

const conditionsOfNeeds = ({ needs, workflow }: Job): (string | undefined)[] =>
  needs.flatMap(({ value }) =>
    workflow.jobs.filter(({ id }) => id === value).map(({ condition }) => condition?.value),
  );

/** Conditions by which maintainers decide who gets this far. */
const guard =
  /head\.repo\.(?:full_name|fork|owner)|head_repository\.full_name|workflow_run\.event\s*==\s*'(?:push|release|schedule|workflow_dispatch)'|author_association|pull_request\.merged|github\.actor\s*==|user\.login\s*==|labels?\b|permission|workflow_run\.head_branch\s*==/;

function problemOf({ ref, at, repository }: CheckoutAct, trigger: Trigger, { format }: Workflow) {
  return {
    at: ref?.at ?? repository?.at ?? at,
    also: [trigger.at],
    severity: trigger.event === 'workflow_run' ? ('high' as const) : ('critical' as const),
    message: `${trigger.event} runs with the secrets of this repository, and this checks out ${privileged[trigger.event]}${format === 'github' ? ': whatever is run or built of it can take them, and publish' : ''}`,
  };
}
