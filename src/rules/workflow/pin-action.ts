import { listed } from '../../core/words.ts';
import type { ActionUse } from '../../workflow/types.ts';
import { actionName } from '../../workflow/uses.ts';
import { pinActionOptions } from '../options/pin-action.ts';
import { workflowRule } from '../rule.ts';
import { imageJobs, publishingJobs } from '../support/workflow/jobs.ts';
import { isOfficial, isScanner, kindOfRef, movableUses } from '../support/workflow/pins.ts';
import { grouped } from '../support/workflow/pushes.ts';

/** Whoever can move the tag or branch of an action runs what they like where images are published. */
export const pinAction = workflowRule({
  name: 'pin-action',
  title: 'Pin the actions of others to a commit where images are published',
  severity: 'medium',
  set: 'recommended',
  aliases: ['zizmor/unpinned-uses'],
  help: 'write the full commit, with the version in a comment behind it: owner/action@<40 digits> # v1.2.3',
  fixable: false,
  options: pinActionOptions,

  *check({ workflow }, { trusted }) {
    const names = new Set(trusted.map((name) => name.toLowerCase()));
    const counts = (each: ActionUse) =>
      !isOfficial(each) && !names.has(each.name) && !names.has(each.name.split('/')[0]!);
    const publishing = [...movableUses(publishingJobs(workflow))].filter(counts);
    const scanners = [...movableUses(imageJobs(workflow))].filter((each) => counts(each) && isScanner(each));
    const isWorst = (each: ActionUse) => isScanner(each) || kindOfRef(each.ref!) === 'branch';
    const worst = [
      ...new Map(
        [...publishing.filter(isWorst), ...scanners].map((each) => [each.at.span.start, each]),
      ).values(),
    ];
    for (const [first, ...others] of grouped(worst, ({ text }) => text.toLowerCase()))
      yield {
        at: first.at,
        also: others.map(({ at }) => at),
        severity: 'high' as const,
        message: worstMessage(first),
      };
    // One finding for all that have a tag: they are mended together.
    const [first, ...others] = publishing.filter((each) => !isWorst(each));
    if (first)
      yield { at: first.at, also: others.map(({ at }) => at), message: tagsMessage([first, ...others]) };
  },
});

function worstMessage(uses: ActionUse): string {
  const action = actionName(uses);
  if (kindOfRef(uses.ref!) === 'branch')
    return `${action}: whatever is on the branch ${uses.ref} runs here, each time anew`;
  return `${action}: the tag ${uses.ref} can be moved to another commit, and a scanner sees everything that is built here`;
}

function tagsMessage(uses: readonly ActionUse[]): string {
  const short = uses.find(({ ref }) => kindOfRef(ref!) === 'short');
  const names = [...new Set(uses.map((each) => `${actionName(each)}@${each.ref}`))];
  const words = listed(names);
  if (short && names.length === 1)
    return `${words}: a part of a commit is taken for a branch or tag of that name`;
  return `${words}: ${names.length === 1 ? 'this tag' : 'these tags'} can be moved to other commits, which then run where images are published`;
}
