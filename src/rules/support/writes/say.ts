import type { UserFact } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Permission } from '../../../dockerfile/ownership/ownership.ts';
import type { Write } from './types.ts';

/** That a program has to write what its user may not. */
export function refused(
  { path, program, what, isChange, at }: Write,
  user: UserFact,
  by: NonNullable<Permission['by']>,
): Pick<Problem, 'at' | 'also' | 'message'> {
  const owned = by.path === path ? 'it' : by.path;
  return {
    at,
    ...alsoAt(by, at),
    message: `${program} ${isChange ? 'changes' : 'writes'} ${path}${what === undefined ? '' : ` (${what})`}, which ${user.text} may not: ${owned} belongs to ${ownerOf(by)}`,
  };
}

/** Where the folder was made or given away, unless that is the place itself. */
export const alsoAt = (
  { rights }: NonNullable<Permission['by']>,
  at: Problem['at'],
): Pick<Problem, 'also'> =>
  rights.from?.at && rights.from.at.start !== at.start ? { also: [rights.from.at] } : {};

export const ownerOf = ({ rights }: NonNullable<Permission['by']>): string => {
  const { id, name } = rights.owner ?? {};
  return id === 0 ? 'root' : (name ?? `the user ${id}`);
};
