import { actionName } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { isOfficial, movableUses } from '../support/workflow/pins.ts';
import { grouped } from '../support/workflow/pushes.ts';

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
    const uses = [...movableUses(workflow)].filter(isOfficial);
    for (const [first, ...others] of grouped(uses, ({ text }) => text.toLowerCase()))
      yield {
        at: first.at,
        also: others.map(({ at }) => at),
        message: `${actionName(first)}: ${first.ref} is what GitHub makes of it on that day`,
      };
  },
});
