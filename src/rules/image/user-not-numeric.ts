import type { UserFact } from '../../core/facts.ts';
import { imageRule } from '../rule.ts';
import { replace } from '../support/edits.ts';
import { isWindows } from '../support/platforms.ts';

/** The kubelet cannot tell whether a name is root, and refuses the pod that asks it to. */
export const userNotNumeric = imageRule({
  name: 'user-not-numeric',
  title: 'Name the user by its number',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3066'],
  help: 'write USER UID:GID in numbers',
  fixable: true,

  *check({ facts, recipe }) {
    const { user } = facts;
    if (user.known === 'unknown' || user.value.numeric || user.value.text === '') return;
    const { text, uid, name } = user.value;
    if (uid === 0 || name === 'root' || isWindows(facts)) return;
    const origin = user.from[0];
    const numbers = numbersOf(user.value);
    const own = recipe?.stage.instructions.findLast(({ keyword }) => keyword === 'USER');
    const span = own?.keyword === 'USER' && own.value && own.value.text === text ? own.value.span : undefined;
    yield {
      at: span ?? origin?.at ?? facts.place,
      message: `Kubernetes cannot verify runAsNonRoot for the user ${text}: it is a name${numbers ? `, for ${numbers}` : ''}`,
      ...(numbers ? { help: `write USER ${numbers}` } : {}),
      ...(span && numbers
        ? {
            fix: {
              title: `write USER ${numbers}`,
              safe: true,
              edits: [replace(span, numbers)],
              changes: ['user'],
            },
          }
        : {}),
    };
  },
});

/** The same user in numbers. Where the group is not known, the number alone: its group is then that of /etc/passwd, too. */
function numbersOf({ uid, gid, group }: UserFact): string | undefined {
  if (uid === undefined) return undefined;
  if (gid !== undefined) return `${uid}:${gid}`;
  return group === undefined ? String(uid) : undefined;
}
