import { actionName } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { publishingJobs } from '../support/workflow/jobs.ts';
import { isOfficial, movableUses } from '../support/workflow/pins.ts';

/** GitHub's own actions by a tag: trusted already, but not the same from day to day. */
export const pinOfficialAction = workflowRule({
  name: 'pin-official-action',
  title: 'Pin GitHub’s own actions to a commit too',
  severity: 'low',
  set: 'strict',
  aliases: ['zizmor/unpinned-uses'],
  help: 'write the full commit, with the version in a comment behind it',
  fixable: false,

  *check({ workflow }) {
    const [first, ...others] = [...movableUses(publishingJobs(workflow))].filter(isOfficial);
    if (!first) return;
    const names = [...new Set([first, ...others].map((each) => `${actionName(each)}@${each.ref}`))];
    yield {
      at: first.at,
      also: others.map(({ at }) => at),
      message: `${names.join(', ')}: what runs is what GitHub makes of ${names.length === 1 ? 'that name' : 'these names'} on that day`,
    };
  },
});
