import { endOfLife } from '../../bases/end-of-life.ts';
import { systemEndOfLifeOptions } from '../options/system-end-of-life.ts';
import { contentRule } from '../rule.ts';
import { newestCycle, productName } from '../support/releases.ts';

/** Beyond its end of life nothing of a system is mended any more, and scanners find nothing new in it either. */
export const systemEndOfLife = contentRule({
  name: 'system-end-of-life',
  title: 'Ship a system that still gets security updates',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0004', 'CIS-4.4'],
  help: 'build on a release that is supported',
  fixable: false,
  options: systemEndOfLifeOptions,

  *check({ inventory: { distribution, packages } }, { today, 'warn-days': days }) {
    if (!distribution?.versionId) return;
    const { id, versionId, path } = distribution;
    const end = endOfLife(id, versionId);
    if (end === undefined) return;
    const day = today === 'now' ? isoDate(Date.now()) : today;
    const isPast = end < day;
    if (!isPast && end > isoDate(Date.parse(day) + days * DAY)) return;
    // An image that has its name and nothing else of a system has nothing to be mended.
    if (!packages.some(({ type }) => SYSTEM_TYPES.has(type))) return;
    const newest = newestCycle(id);
    const isLater = newest && newest.cycle !== versionId && (newest.eol ?? '9') > day;
    yield {
      at: { path },
      message: isPast
        ? `${productName(id)} ${versionId} reached its end of life on ${end}: nothing is mended any more`
        : `${productName(id)} ${versionId} reaches its end of life on ${end}`,
      severity: isPast ? 'high' : 'low',
      ...(isLater
        ? {
            help: `move on: ${productName(id)} ${newest.cycle} is supported${newest.eol ? ` until ${newest.eol}` : ''}`,
          }
        : {}),
    };
  },
});

const SYSTEM_TYPES: ReadonlySet<string> = new Set(['deb', 'apk', 'rpm', 'alpm']);

const DAY = 24 * 60 * 60 * 1000;

const isoDate = (time: number): string => new Date(Math.min(time, 8.64e15)).toISOString().slice(0, 10);
