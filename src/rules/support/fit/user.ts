import { type UserFact, valueOf } from '../../../core/facts.ts';
import type { Fit } from '../../rule.ts';

/** Who the container will run as. */
export interface RunsAs {
  readonly uid?: number;
  readonly gid?: number;
  readonly name?: string;
  /** The manifest says so; else the image does. */
  readonly by: 'manifest' | 'image';
}

/** The user that the container's process has, as far as it is known; undefined: nobody can tell. */
export function runsAs({ container, facts }: Fit): RunsAs | undefined {
  const { user } = container;
  const ofImage = valueOf(facts.user);
  if (user && (user.value.uid !== undefined || user.value.name !== undefined)) {
    const { uid, gid, name } = user.value;
    return {
      by: 'manifest',
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
      ...(name === undefined ? {} : { name }),
    };
  }
  if (!ofImage) return undefined;
  return { by: 'image', ...idsOf(ofImage) };
}

const idsOf = ({ uid, gid, name }: UserFact): Omit<RunsAs, 'by'> => ({
  ...(uid === undefined ? {} : { uid }),
  ...(gid === undefined ? {} : { gid }),
  ...(name === undefined ? {} : { name }),
});
