import { type UserFact, valueOf } from '../../../core/facts.ts';
import { userOf } from '../../../dockerfile/facts/user.ts';
import { predicted } from '../../../dockerfile/facts/view.ts';
import { buildFactsOf } from '../../../dockerfile/facts.ts';
import type { Fit } from '../../rule.ts';

/**
 * Who the container's process is, with the numbers that the image's accounts give a name, and the group that they give a
 * number; undefined: nobody can tell.
 */
export const personOf = (fit: Fit): UserFact | undefined => fit.once(findPerson);

function findPerson({ container, facts, image }: Fit): UserFact | undefined {
  const { user } = container;
  if (!user || (user.value.uid === undefined && user.value.name === undefined)) return valueOf(facts.user);
  if (user.uncertain) return undefined;
  const { view, accounts } = buildFactsOf(image.build);
  return valueOf(userOf(view, image.stage, predicted(user.value.text, []), accounts));
}

/** The groups that the container's process is in beside its user's own; undefined: one of them is known by name alone. */
export function groupsOf({ container }: Fit): readonly number[] | undefined {
  const { pod, format } = container.workload;
  const named = container.groups.map(({ value }) => (/^\d+$/.test(value) ? Number(value) : undefined));
  const all =
    format === 'compose'
      ? named
      : [...pod.supplementalGroups.map(({ value }) => value), ...(pod.fsGroup ? [pod.fsGroup.value] : [])];
  return all.every((each) => each !== undefined) ? all : undefined;
}
