import { findBase } from '../../../bases/find.ts';
import type { BaseFacts } from '../../../bases/types.ts';
import { valueOf } from '../../../core/facts.ts';
import type { Fit } from '../../rule.ts';

/** The base of the Dockerfile that makes the image, else the image itself, by name; undefined: not known. */
export const baseOf = ({ recipe, facts, container }: Fit): string | undefined =>
  recipe ? valueOf(facts.base) : container.image?.value;

/** What is known of that base; undefined: nothing. */
export function knownBase(fit: Fit): BaseFacts | undefined {
  const base = baseOf(fit);
  return base === undefined ? undefined : findBase(base);
}
