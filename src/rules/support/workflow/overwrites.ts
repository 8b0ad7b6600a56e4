import { isPushed } from '../../../workflow/images.ts';
import { isStarted, runsIn, scenarios } from '../../../workflow/scenario.ts';
import type { Scenario } from '../../../workflow/scope.ts';
import type { ImageBuild, Workflow } from '../../../workflow/types.ts';
import { fixedTags } from './published.ts';

/** A tag that does not say from where it was pushed, and is pushed in a scenario for sure. */
export interface FixedPush {
  readonly build: ImageBuild;
  readonly tag: string;
}

/** The builds that surely push a fixed tag in a scenario, each with the first such tag. */
export function* fixedPushes(workflow: Workflow, scenario: Scenario): Generator<FixedPush> {
  if (isStarted(workflow, scenario) !== true) return;
  for (const job of workflow.jobs) {
    for (const act of job.acts) {
      if (act.does !== 'build' || !act.step) continue;
      if (runsIn(act.step, scenario) !== true || isPushed(act, { scenario }) !== true) continue;
      const legs = job.matrix ? [...(job.matrix.legs ?? [])].slice(0, 1) : [undefined];
      for (const leg of legs) {
        const [tag] = fixedTags(act, { scenario, ...(leg ? { leg } : {}) });
        if (tag !== undefined) yield { build: act, tag };
      }
    }
  }
}

/** Whether the same build pushes the same tag from the main branch or from a release as well. */
export const isReleasedToo = ({ build, tag }: FixedPush): boolean =>
  [scenarios.mainBranch, scenarios.tag, scenarios.release].some(
    (scenario) =>
      runsIn(build.step!, scenario) !== false &&
      isPushed(build, { scenario }) !== false &&
      fixedTags(build, { scenario }).includes(tag),
  );
