import type { Fact } from '../../../core/facts.ts';
import type { Question } from '../../../core/finding.ts';
import type { Site } from '../../../core/site.ts';
import type { Fit } from '../../rule.ts';
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
  const reason = typeof why === 'object' ? (why.known === 'unknown' ? why.why : why.incomplete) : why;
  const image = imageName(fit);
  const wants = what.includes('%') ? what.replace('%', () => image) : `${what} of ${image}`;
  return { wants, at, ...(reason ? { why: reason } : {}) };
}
