import { nearestOf } from '../core/distance.ts';
import { PlimsollError } from '../core/errors.ts';
import { type Profile, profiles } from '../rules/profiles.ts';

/**
 * The profile of a name.
 * @throws PlimsollError `usage` when there is none
 */
export function profileOf(name: string): Profile {
  const found = profiles.find((profile) => profile.name === name);
  if (found) return found;
  const known = profiles.map((profile) => profile.name);
  const nearest = nearestOf(name, known);
  const instead = nearest ? `did you mean “${nearest}”?` : `known: ${known.join(', ')}`;
  throw new PlimsollError('usage', `--profile: “${name}” is not known; ${instead}`);
}
