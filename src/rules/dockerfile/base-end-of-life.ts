import * as v from 'valibot';
import { endOfLife } from '../../bases/end-of-life.ts';
import { findBase } from '../../bases/find.ts';
import type { BaseFacts } from '../../bases/types.ts';
import type { Problem } from '../../core/finding.ts';
import { dockerfileRule } from '../rule.ts';
import { familiar, type ImageUse, imagesOf } from '../support/images.ts';
import { productionStages } from '../support/purpose.ts';
import { compareVersions, newestCycle, productName } from '../support/releases.ts';

/** Beyond its end of life nothing is mended any more: every new flaw stays. */
export const baseEndOfLife = dockerfileRule({
  name: 'base-end-of-life',
  title: 'Build on what still gets security updates',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0004', 'CIS-4.4'],
  help: 'move to a release that is supported',
  fixable: false,
  options: v.object({
    /** The day to judge by. */
    today: v.optional(v.union([v.literal('now'), v.pipe(v.string(), v.isoDate())]), 'now'),
    /** How many days before the end to speak. */
    'warn-days': v.optional(v.pipe(v.number(), v.minValue(0)), 90),
  }),

  *check(build, { today, 'warn-days': days }) {
    const images = imagesOf(build).filter(({ base }) => base?.endOfLife ?? base?.system?.endOfLife);
    if (images.length === 0) return;
    const day = today === 'now' ? isoDate(Date.now()) : today;
    const warnFrom = isoDate(Date.parse(day) + days * DAY);
    const shipped = productionStages(build);
    for (const use of images) {
      const isShipped = use.how !== 'mount' && shipped.has(use.stage);
      const ends = endsOf(use, use.base!, day, warnFrom);
      const past = ends.filter(({ date }) => date < day);
      if (past.length > 0) yield pastProblem(use, past, isShipped && use.how === 'base');
      else if (ends.length > 0 && isShipped) yield soonProblem(use, ends);
    }
  },
});

const DAY = 24 * 60 * 60 * 1000;

/** The day of a time; times that no calendar has are as far away as can be written. */
function isoDate(time: number): string {
  const date = new Date(Math.min(time, 8.64e15));
  return Number.isNaN(date.getTime()) ? '0000-00-00' : date.toISOString().slice(0, 10);
}

interface End {
  /** `Debian 10`. */
  readonly what: string;
  readonly date: string;
  readonly successor?: string;
}

/** The ends of the base's system and of its own product that come by the day `last`. */
function endsOf({ reference }: ImageUse, base: BaseFacts, day: string, last: string): End[] {
  const ends: End[] = [];
  const { system, runtime } = base;
  if (system?.endOfLife && system.endOfLife <= last)
    ends.push(
      endOf(
        productOf(system.id, system.version ?? '', system.endOfLife),
        system.version ?? '',
        system.endOfLife,
        day,
      ),
    );
  if (base.endOfLife && base.endOfLife <= last) {
    const version = runtime?.version;
    const product =
      version === undefined ? undefined : productOf(runtime?.name ?? '', version, base.endOfLife);
    ends.push(
      product && version !== undefined
        ? endOf(product, version, base.endOfLife, day)
        : imageEnd(familiar(reference), base.endOfLife),
    );
  }
  return ends;
}

/** An image that is kept for a time of its own: distroless images name the Debian release that they follow. */
function imageEnd(what: string, date: string): End {
  const next = what.replace(/-debian\d+(?=$|:)/, `-debian${newestCycle('debian')?.cycle ?? ''}`);
  const base = next === what ? undefined : findBase(next);
  const isLater = base !== undefined && (base.endOfLife ?? '9') > date;
  return { what, date, ...(isLater ? { successor: `${next} follows it` } : {}) };
}

/** The name under which the table of ends has a product whose cycle ends on that date. */
const productOf = (name: string, version: string, date: string): string =>
  [name, ...(Object.hasOwn(publishers, name) ? publishers[name]! : [])].find(
    (product) => endOfLife(product, version) === date,
  ) ?? name;

const publishers: Readonly<Record<string, readonly string[]>> = {
  java: ['temurin', 'corretto'],
  windows: ['nanoserver'],
  centos: ['centos-stream'],
};

function endOf(product: string, version: string, date: string, day: string): End {
  const name = productName(product);
  const newest = newestCycle(product);
  const end = newest?.eol ?? '9';
  const isLater = newest && end > date && end >= day && compareVersions(newest.cycle, version) > 0;
  const successor = isLater
    ? `${name} ${newest.cycle} is supported${newest.eol === undefined ? '' : ` until ${newest.eol}`}`
    : Object.hasOwn(successors, product)
      ? successors[product]
      : undefined;
  return { what: `${name} ${version}`.trim(), date, ...(successor ? { successor } : {}) };
}

const successors: Readonly<Record<string, string>> = {
  mariner: 'Azure Linux 3.0 follows it',
  centos: 'Rocky Linux, AlmaLinux and CentOS Stream follow it',
};

function pastProblem({ word }: ImageUse, ends: readonly End[], shipped: boolean): Problem {
  const told = ends.map(({ what, date }) => `${what} reached its end of life on ${date}`).join(', and ');
  return {
    at: word.span,
    severity: shipped ? 'high' : 'low',
    message: `${told}: nothing is mended any more`,
    ...helpOf(ends),
  };
}

function soonProblem({ word }: ImageUse, ends: readonly End[]): Problem {
  const told = ends.map(({ what, date }) => `${what} reaches its end of life on ${date}`).join(', and ');
  return { at: word.span, severity: 'low', message: told, ...helpOf(ends) };
}

function helpOf(ends: readonly End[]): Pick<Problem, 'help'> {
  const told = ends.flatMap(({ successor }) => successor ?? []);
  return told.length > 0 ? { help: `move on: ${told.join('; ')}` } : {};
}
