import { isPushed } from '../../workflow/images.ts';
import { isStarted, runsIn, scenarios } from '../../workflow/scenario.ts';
import type { ImageBuild, Workflow } from '../../workflow/types.ts';
import { workflowRule } from '../rule.ts';

/** A release is what earlier runs left in the cache. */
export const releaseCache = workflowRule({
  name: 'release-cache',
  title: 'Build releases without a cache that others write',
  severity: 'low',
  set: 'strict',
  aliases: ['zizmor/cache-poisoning'],
  help: 'leave cache-from out when a tag or release is built, or read a cache that only releases write',
  fixable: false,

  *check({ workflow }) {
    for (const job of workflow.jobs) {
      for (const act of job.acts) {
        if (act.does !== 'build' || !act.step || !isRelease(act)) continue;
        for (const cache of act.cacheFrom) {
          const shared = registryRef(cache.value);
          if (/type=gha\b/.test(cache.value))
            yield {
              at: cache.at,
              message:
                'a release is built from the cache of the repository: what any run on its main branch left there is in the image',
            };
          else if (shared !== undefined && isWrittenByRequests(act, shared, workflow))
            yield {
              at: cache.at,
              aliases: [],
              severity: 'medium' as const,
              message: `a release is built from ${shared}, which pull requests write as well`,
            };
        }
      }
    }
  },
});

const isRelease = (build: ImageBuild): boolean =>
  [scenarios.tag, scenarios.release].some(
    (scenario) =>
      isStarted(build.step!.job.workflow, scenario) === true &&
      runsIn(build.step!, scenario) === true &&
      isPushed(build, { scenario }) !== false,
  );

const registryRef = (cache: string): string | undefined => /(?:^|,)ref=([^,]+)/.exec(cache)?.[1];

const isWrittenByRequests = (build: ImageBuild, ref: string, workflow: Workflow): boolean =>
  isStarted(workflow, scenarios.pullRequest) === true &&
  runsIn(build.step!, scenarios.pullRequest) === true &&
  build.cacheTo.some(({ value }) => registryRef(value) === ref && !value.includes('${{'));
