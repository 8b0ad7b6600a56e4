import { resolveText } from '../../workflow/evaluate.ts';
import { lookupOf } from '../../workflow/images.ts';
import type { ImageBuild, Job } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';
import { mayPush } from '../support/workflow/pushes.ts';

/** What was only ever built under emulation has never run. */
export const emulatedNotTested = workflowRule({
  name: 'emulated-not-tested',
  title: 'Run what is built for other platforms',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'build and try each platform on a runner of its own, or at least docker run --platform',
  fixable: false,

  *check({ workflow }) {
    const tried = workflow.jobs.some(({ acts }) =>
      acts.some((act) => act.does === 'run' && act.platform !== undefined && !act.trivial),
    );
    if (tried) return;
    for (const job of workflow.jobs) {
      const emulation = job.acts.find((act) => act.does === 'emulate');
      if (!emulation || isArm(job)) continue;
      const foreign = job.acts.flatMap((act) =>
        act.does === 'build' && mayPush(act) ? foreignPlatforms(act) : [],
      );
      if (foreign.length > 0)
        yield {
          at: emulation.at,
          message: `the image for ${[...new Set(foreign)].join(', ')} is built under emulation and published without having run anywhere`,
        };
    }
  },
});

const isArm = ({ runsOn }: Job): boolean => runsOn.some(({ value }) => /arm|aarch64|\$\{\{/i.test(value));

function foreignPlatforms(build: ImageBuild): string[] {
  return build.platforms.flatMap(({ value }) => {
    const text = build.step ? resolveText(value, lookupOf(build.step, {})) : value;
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => /^linux\/(?!amd64|386)\w/.test(part));
  });
}
