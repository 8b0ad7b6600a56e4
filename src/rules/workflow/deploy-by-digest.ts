import { resolveText } from '../../workflow/evaluate.ts';
import { lookupOf } from '../../workflow/images.ts';
import type { DeployAct } from '../../workflow/types.ts';
import { pinOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { pushActs, pushedBuilds } from '../support/workflow/pushes.ts';

/** What was built here is at hand as a digest, and something else may be deployed. */
export const deployByDigest = workflowRule({
  name: 'deploy-by-digest',
  title: 'Deploy by digest what was built',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'hand the digest of the build to the step that deploys: NAME@DIGEST',
  fixable: false,

  *check({ workflow }) {
    if (pushedBuilds(workflow).length === 0 && pushActs(workflow).length === 0) return;
    for (const job of workflow.jobs) {
      for (const act of job.acts) {
        if (act.does !== 'deploy') continue;
        for (const image of act.images)
          if (namesTag(image.value, act))
            yield {
              at: image.at,
              message: `${image.value.replace(/^:/, 'the tag ')} is deployed, not the digest that was built: a later push under the same tag is what runs after the next restart`,
            };
      }
    }
  },
});

function namesTag(value: string, { step }: DeployAct): boolean {
  const text = step ? resolveText(value, lookupOf(step, {})) : value;
  // A commit is pushed once.
  if (/github\.(?:event\.[\w.]*)?sha|GITHUB_SHA|CI_COMMIT_(?:SHORT_)?SHA/.test(text)) return false;
  return text.startsWith(':') ? !/sha256/.test(text) : pinOf(text) === 'tag';
}
