import { scenarios } from '../../workflow/scenario.ts';
import { workflowRule } from '../rule.ts';
import { fixedPushes, isReleasedToo } from '../support/workflow/overwrites.ts';
import { shown } from '../support/workflow/published.ts';

/** What is not merged yet is not to be what others pull. */
export const publishFromPullRequest = workflowRule({
  name: 'publish-from-pull-request',
  title: 'Publish nothing under a fixed tag from pull requests',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: "set push: ${{ github.event_name != 'pull_request' }}, or give pull requests a tag of their own",
  fixable: false,

  *check({ workflow }) {
    const names = workflow.format === 'gitlab' ? 'merge request' : 'pull request';
    for (const scenario of [scenarios.pullRequest, scenarios.pullRequestTarget]) {
      const others = new Set([...fixedPushes(workflow, { ...scenario, number: 2 })].map(({ tag }) => tag));
      for (const { build, tag } of fixedPushes(workflow, scenario)) {
        // A tag with the number in it is the request's own.
        if (!others.has(tag)) continue;
        const isShared = isReleasedToo({ build, tag });
        yield {
          at: build.tags[0]?.at ?? build.at,
          severity: isShared ? ('high' as const) : ('low' as const),
          message: isShared
            ? `every ${names} pushes ${shown(tag)}: what nobody has reviewed is what others pull`
            : `every ${names} pushes ${shown(tag)} over what the last one pushed`,
        };
      }
    }
  },
});
