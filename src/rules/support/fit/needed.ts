import { isRoot } from '../../../dockerfile/ownership/rights.ts';
import type { Fit } from '../../rule.ts';
import { capabilityName } from './capabilities.ts';
import { needsOf } from './needs.ts';
import { personOf } from './person.ts';
import { imageName } from './sites.ts';
import { switchesOf } from './switches.ts';

/** The capabilities that what a container starts as root needs: by what is known of its program, else by its steps. */
export function neededOf(fit: Fit): readonly string[] {
  const user = personOf(fit);
  if (!user || !isRoot(user)) return [];
  return needsOf(fit)?.capabilities ?? neededBySteps(fit);
}

/** What the command or its script needs for what it does as root: `chown`, `gosu`, … */
export function neededBySteps(fit: Fit): string[] {
  const wanted = switchesOf(fit).flatMap(({ program }) =>
    program === 'chown' ? ['CHOWN'] : ['SETGID', 'SETUID'],
  );
  return [...new Set(wanted)].sort();
}

/**
 * Why a container that drops all capabilities has one of them back: what it starts needs it.
 * @returns in words, with the place of the image; undefined where nothing says so
 */
export function neededAfterAll(fit: Fit, name: string): string | undefined {
  const { image, capabilities } = fit.container;
  if (!capabilities.drop.some(({ value }) => capabilityName(value) === 'ALL')) return undefined;
  if (fit.link.how === 'guessed' || !neededOf(fit).includes(name)) return undefined;
  const place = image ? ` in ${image.at.source.path}:${image.at.source.lineOf(image.at.span.start)}` : '';
  return `ALL is dropped, and what ${imageName(fit)}${place} begins as root needs ${name} back`;
}
