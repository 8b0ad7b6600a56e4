import type { Fact } from '../../../core/facts.ts';
import type { Question } from '../../../core/finding.ts';
import type { Site } from '../../../core/site.ts';
import type { Fit } from '../../rule.ts';
import { knownBase } from './base.ts';
import { imageName } from './sites.ts';

/**
 * What a rule on a fit yields where it is silent for want of a fact of the image, and would not be if the fact were
 * known otherwise.
 * @param what the fact, so that “… of the image” follows (`the user`), or with `%` for the image (`what % listens on`)
 * @param why the fact itself, or why it is not known in words
 */
export function unanswered(
  fit: Fit,
  what: string,
  why?: Fact<unknown> | string,
  at: Site = fit.container.at,
): Question {
  const reason = typeof why === 'object' ? reasonOf(fit, why) : why;
  const image = imageName(fit);
  const wants = what.includes('%') ? what.replace('%', () => image) : `${what} of ${image}`;
  return { wants, at, ...(reason ? { why: reason } : {}) };
}

/** Why a fact is not known, or not all of it. An image that the manifest only names has no base that anybody sees. */
function reasonOf(fit: Fit, fact: Fact<unknown>): string | undefined {
  if (fact.known !== 'unknown') return fact.incomplete;
  return fit.recipe || knownBase(fit)
    ? fact.why
    : 'nothing here builds it, and it is no image that Plimsoll knows';
}
