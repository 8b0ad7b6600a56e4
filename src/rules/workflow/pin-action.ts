import * as v from 'valibot';
import type { ActionUse } from '../../workflow/types.ts';
import { actionName } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
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
  options: v.object({
    /** Owners, or `owner/repository`, whose tags are trusted. */
    trusted: v.optional(v.array(v.string()), []),
  }),

  *check({ workflow }, { trusted }) {
    const names = new Set(trusted.map((name) => name.toLowerCase()));
    const isTrusted = ({ name }: ActionUse) => names.has(name) || names.has(name.split('/')[0]!);
    const uses = [...movableUses(workflow)].filter((each) => !isOfficial(each) && !isTrusted(each));
    for (const [first, ...others] of grouped(uses, ({ text }) => text.toLowerCase())) {
      const kind = kindOfRef(first.ref!);
      yield {
        at: first.at,
        also: others.map(({ at }) => at),
        severity: kind === 'branch' || isScanner(first) ? 'high' : 'medium',
        message: messageOf(first, kind),
      };
    }
  },
});

function messageOf(uses: ActionUse, kind: ReturnType<typeof kindOfRef>): string {
  const action = actionName(uses);
  const what = uses.path?.startsWith('.github/workflows/')
    ? 'workflow'
    : isScanner(uses)
      ? 'scanner'
      : 'action';
  if (kind === 'branch') return `${action}: whatever is on the branch ${uses.ref} runs here, each time anew`;
  if (kind === 'short')
    return `${action}: ${uses.ref} is a part of a commit, which GitHub takes for a branch or tag of that name`;
  return `${action}: the tag ${uses.ref} can be moved to another commit, and this ${what} runs where images are published`;
}
