import { PlimsollError } from '../../core/errors.ts';
import { atLeast, type Severity, severities } from '../../core/severity.ts';
import { shownSize } from '../../core/sizes.ts';
import type { FailedLine, ImageDiff } from '../../report/diff/types.ts';

/** Says whether a difference crosses a line: nothing where it does not. */
export type DiffLine = (diff: ImageDiff) => readonly FailedLine[];

/**
 * The lines that `--fail-on` draws.
 * @throws PlimsollError `usage` for what is none
 */
export const linesOf = (texts: readonly string[]): DiffLine[] =>
  texts.map((text) => {
    const why = lineOf(text);
    return (diff) => {
      const told = why(diff);
      return told === undefined ? [] : [{ line: text, why: told }];
    };
  });

type Why = (diff: ImageDiff) => string | undefined;

function lineOf(text: string): Why {
  const [, name = text, limit] = /^([a-z-]+)(?::(.+))?$/.exec(text) ?? [];
  if (name === 'new-findings') return newFindings(limit, text);
  if (name === 'grown') return grown(limit, text);
  const simple = Object.hasOwn(SIMPLE, name) && limit === undefined ? SIMPLE[name] : undefined;
  if (simple) return simple;
  throw new PlimsollError(
    'usage',
    `--fail-on ${text}: write new-findings, new-findings:SEVERITY, grown, grown:5MB, grown:10%, packages, surface or config`,
  );
}

const SIMPLE: Readonly<Record<string, Why>> = {
  packages: ({ packages: { added, removed, changed } }) =>
    added.length + removed.length + changed.length > 0
      ? `${added.length} packages added, ${removed.length} removed, ${changed.length} changed`
      : undefined,
  surface: ({ surface }) => {
    const added = surface.filter((part) => part.added.length > 0);
    return added.length > 0
      ? added.map(({ kind, added: names }) => `${kind}: ${shortList(names)}`).join('; ')
      : undefined;
  },
  config: ({ config }) =>
    config.length > 0 ? `other: ${shortList(config.map(({ name }) => name))}` : undefined,
};

function shortList(names: readonly string[]): string {
  const rest = names.length - 5;
  return `${names.slice(0, 5).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function newFindings(limit: string | undefined, text: string): Why {
  if (limit !== undefined && !severities.includes(limit as Severity))
    throw new PlimsollError('usage', `--fail-on ${text}: ${limit} is none of ${severities.join(', ')}`);
  const line = (limit ?? 'info') as Severity;
  return ({ findings: { added } }) => {
    const over = added.filter(({ severity }) => atLeast(severity, line));
    return over.length > 0
      ? `${over.length} new finding${over.length === 1 ? '' : 's'}: ${shortList([...new Set(over.map(({ rule }) => rule))])}`
      : undefined;
  };
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** By what is pulled, where that can be compared. */
function grown(limit: string | undefined, text: string): Why {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,3})?)\s*(%|B|[kKMG]B)$/.exec(limit ?? '0B') ?? [];
  if (number === undefined || unit === undefined)
    throw new PlimsollError('usage', `--fail-on ${text}: write a size as 500kB, 5MB or 10%`);
  return ({ before, after, isPackedAlike }) => {
    // What is packed in another way is compared by what is in its layers.
    const [old, now] = isPackedAlike
      ? [before.packed, after.packed]
      : [before.bytes + before.wasted, after.bytes + after.wasted];
    const most = unit === '%' ? (old * Number(number)) / 100 : Number(number) * UNITS[unit.toUpperCase()]!;
    const more = now - old;
    if (more <= most) return undefined;
    return `${shownSize(more)} more${isPackedAlike ? ' to pull' : ', unpacked'}: ${shownSize(old)} before, ${shownSize(now)} now`;
  };
}
