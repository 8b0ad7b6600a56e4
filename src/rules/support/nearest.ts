import { distance } from '../../core/distance.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';

/**
 * The word of `known` that `word` is most likely a slip of: another letter case, one letter wrong, too many or too
 * few, or two swapped; in words of more than five letters two such slips. Undefined when none is near.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > MAX_LENGTH) return undefined;
  const wanted = word.toLowerCase();
  const slips = wanted.length > 5 ? 2 : wanted.length > 2 ? 1 : 0;
  let best: string | undefined;
  let least = slips + 1;
  let left = MAX_CANDIDATES;
  for (const candidate of known) {
    if (left-- === 0) break;
    if (Math.abs(candidate.length - word.length) > slips) continue;
    const found = distance(wanted, candidate.toLowerCase());
    if (found < least) {
      best = candidate;
      least = found;
    }
  }
  return best;
}

/** The names of the stages above one: of the last hundred, as a hostile file may have thousands. */
export const namesAbove = ({ stages }: Build, { index }: Stage): string[] =>
  stages.slice(Math.max(0, index - MAX_CANDIDATES), index).flatMap(({ name }) => name ?? []);

/** The same for names of stages, where a word may also be the beginning of the one name that is meant: `build`, `builder`. */
export function nearestStage(word: string, names: readonly string[]): string | undefined {
  const near = nearest(word, names);
  if (near !== undefined || word.length < 4) return near;
  const lower = word.toLowerCase();
  const alike = names.filter((name) => name.length > 3 && (name.startsWith(lower) || lower.startsWith(name)));
  return alike.length === 1 ? alike[0] : undefined;
}

const MAX_LENGTH = 64;
/** So that a hostile file costs no more than its length. */
const MAX_CANDIDATES = 100;
