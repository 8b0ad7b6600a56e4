import { isBefore } from './compare.ts';
import { type Ends, table, tableDate } from './end-of-life-table.ts';

/** One release cycle of a product and the ISO date on which its free security updates end, where that is known. */
export interface Cycle {
  readonly product: string;
  /** `3.13`, `22`, `ltsc2022`. */
  readonly cycle: string;
  readonly eol?: string;
}

/**
 * The ISO date on which the cycle that a version belongs to ends: `3.13.1` and `3.13` are of cycle `3.13`. Undefined when
 * the product, the cycle or its end is not known, or the version is too short to tell (`3`).
 */
export function endOfLife(product: string, version: string): string | undefined {
  return byCycle(table[product], version) ?? undefined;
}

/** Why `endOfLife` gives no date, for people; undefined where it gives one, and for a product that the table does not have. */
export function whyNoEnd(product: string, version: string): string | undefined {
  const ends = Object.hasOwn(table, product) ? table[product]! : undefined;
  if (!ends || version === '') return undefined;
  const found = byCycle(ends, version);
  if (found === null) return `no end of support is known to the table of ${tableDate}`;
  const newest = newestOf(ends);
  if (found !== undefined || newest === undefined || !isAfter(version, newest)) return undefined;
  return `not known to the table of ${tableDate}, which ends at ${newest}`;
}

/** The entry of the longest cycle that a version begins with, component by component. */
export function byCycle<T>(cycles: Readonly<Record<string, T>> | undefined, version: string): T | undefined {
  for (
    let cycle = version;
    cycles && cycle !== '';
    cycle = cycle.slice(0, Math.max(0, cycle.lastIndexOf('.')))
  ) {
    if (Object.hasOwn(cycles, cycle)) return cycles[cycle];
  }
  return undefined;
}

/** Every known cycle, by product. */
export function listCycles(): Cycle[] {
  return Object.entries(table).flatMap(([product, cycles]) =>
    Object.entries(cycles).map(([cycle, eol]) => ({ product, cycle, ...(eol === null ? {} : { eol }) })),
  );
}

/** The newest cycle whose name is a number; names like `ltsc2022` say nothing of what comes after them. */
function newestOf(ends: Ends): string | undefined {
  const numbered = Object.keys(ends).filter((cycle) => /^\d+(?:\.\d+)*$/.test(cycle));
  return numbered.reduce<string | undefined>(
    (newest, cycle) => (newest === undefined || isBefore(newest, cycle) ? cycle : newest),
    undefined,
  );
}

/** Whether a version is of a later cycle, by as many components as both have. */
function isAfter(version: string, cycle: string): boolean {
  if (!/^\d/.test(version)) return false;
  const depth = Math.min(version.split('.').length, cycle.split('.').length);
  const cut = (text: string) => text.split('.', depth).join('.');
  return isBefore(cut(cycle), cut(version));
}
