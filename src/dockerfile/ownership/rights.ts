import type { Origin, UserFact } from '../../core/facts.ts';

/** A user or group as far as it is known: by number, by name, or by both. Root is 0. */
export interface Party {
  readonly id?: number;
  readonly name?: string;
}

export const root: Party = { id: 0, name: 'root' };

/** Who owns what stands at a path, and what that lets others do; an absent entry is not known. */
export interface Rights {
  readonly owner?: Party;
  readonly group?: Party;
  /** Permission bits. `copied`: as in a build context, where the owner may write, perhaps the group, and nobody else. */
  readonly mode?: number | 'copied';
  /** What made it, or gave it to its owner. */
  readonly from?: Origin;
}

export type Answer = 'yes' | 'no' | 'unknown';

/** Whether somebody may write what has these rights: into a folder, or over a file. */
export function mayWrite(rights: Rights, user: UserFact): Answer {
  if (isRoot(user)) return 'yes';
  const { owner, group, mode } = rights;
  const owns = isParty(owner, user);
  if (mode === undefined) return owns === 'yes' ? 'yes' : 'unknown';
  if (mode === 'copied') {
    if (owns !== 'no') return owns;
    // That a user with a name is in root's group besides would be one oddity too many.
    if (group?.id === 0 && user.name !== undefined && user.gid === undefined) return 'no';
    return isMember(group, user) === 'no' ? 'no' : 'unknown';
  }
  if (owns === 'yes') return mode & 0o200 ? 'yes' : 'no';
  if (mode & 0o002) return 'yes';
  if (owns === 'unknown') return 'unknown';
  return mode & 0o020 ? isMember(group, user) : 'no';
}

export const isRoot = ({ text, uid, name }: UserFact): boolean => text === '' || uid === 0 || name === 'root';

/** Whether the user, who is not root, is that party. */
export function isParty(party: Party | undefined, { uid, name }: UserFact): Answer {
  if (!party) return 'unknown';
  if (party.id !== undefined && uid !== undefined) return party.id === uid ? 'yes' : 'no';
  if (party.name !== undefined && party.name === name) return 'yes';
  return party.id === 0 ? 'no' : 'unknown';
}

/**
 * Whether the user is in a group. Whoever is in no /etc/passwd has the group 0, and who is run with a group that is told
 * has no other (moby, GetExecUser); else further groups are not known, but hardly ever is root's among them.
 */
function isMember(group: Party | undefined, { text, name, gid, group: own }: UserFact): Answer {
  if (!group) return 'unknown';
  if (gid !== undefined && group.id !== undefined) {
    if (gid === group.id) return 'yes';
    return group.id === 0 || text.includes(':') ? 'no' : 'unknown';
  }
  if (group.name !== undefined && (group.name === own || group.name === name)) return 'yes';
  return 'unknown';
}
