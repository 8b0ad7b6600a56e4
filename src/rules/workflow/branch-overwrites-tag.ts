import { scenarios } from '../../workflow/scenario.ts';
import { workflowRule } from '../rule.ts';
import { fixedPushes, isReleasedToo } from '../support/workflow/overwrites.ts';
import { shown } from '../support/workflow/published.ts';

/** Whoever pushes any branch pushes the release. */
export const branchOverwritesTag = workflowRule({
  name: 'branch-overwrites-tag',
  title: 'Publish fixed tags from one branch or from releases only',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'limit the trigger (branches: [main], tags: [v*]), or put the branch into the tag',
  fixable: false,

  *check({ workflow }) {
    for (const push of fixedPushes(workflow, scenarios.otherBranch)) {
      if (isReleasedToo(push))
        yield {
          at: push.build.tags[0]?.at ?? push.build.at,
          ...(workflow.triggers[0] ? { also: [workflow.triggers[0].at] } : {}),
          message: `a push to any branch publishes ${shown(push.tag)}, the same tag as that of the main branch`,
        };
    }
  },
});
