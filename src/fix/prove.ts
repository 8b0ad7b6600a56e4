import { type RunPartName, runPartNames } from '../core/edit.ts';
import { type Fact, type FactName, factNames, type ImageFacts, valueOf } from '../core/facts.ts';
import type { Finding } from '../core/finding.ts';
import { atLeast } from '../core/severity.ts';

/**
 * How far a repair is proved. L0: the result parses as well as before, and prints to the letter. L1: the rule no
 * longer fires there, and nothing of equal or higher severity is new. L2: the predicted ImageFacts of every target, and
 * every container as it will run, differ only in what the fix says that it changes.
 */
export type ProofLevel = 'L0' | 'L1' | 'L2';

/** One container as it will run, part by part, as text without places. */
export type Run = Readonly<Record<RunPartName, string>>;

/** A source, or several that belong together, as judged, before or after a repair. */
export interface Judged {
  readonly findings: readonly Finding[];
  /** The facts of every target, in order; absent when there are too many to compare. */
  readonly facts?: readonly ImageFacts[];
  /** Every container that a manifest runs, in order. */
  readonly runs?: readonly Run[];
  /** What rules could not decide, in words; by what stays the same when lines move. */
  readonly questions?: ReadonlyMap<string, string>;
  /** Places that BuildKit would refuse. */
  readonly problems: number;
  /** `print(parse(text)) === text`. */
  readonly lossless: boolean;
}

export type Proof =
  | { readonly level: ProofLevel }
  | {
      readonly failed: string;
      /** What the result has instead, when that is why: at least one. */
      readonly fresh?: readonly Finding[];
    };

/**
 * Proves that the repairs of `fixed` (all of one rule) did what they say, and nothing else.
 * @param followed what they brought up, and was repaired with them
 */
export function prove(
  fixed: readonly Finding[],
  before: Judged,
  after: Judged,
  followed: readonly Finding[] = [],
): Proof {
  if (!after.lossless) return { failed: 'the result does not print as it was written' };
  if (after.problems > before.problems) return { failed: 'the result has a syntax error that was not there' };
  const rule = fixed[0]!.rule;
  const left = count(after.findings, rule);
  if (left > count(before.findings, rule) - fixed.length) return { failed: `${rule} would still fire there` };
  const fresh = newFindings(fixed, before, after);
  if (fresh.length > 0) return { failed: insteadOf(fresh[0]!), fresh };
  if (!before.facts || !after.facts) return { level: 'L1' };
  const claimed = new Set<string>([...fixed, ...followed].flatMap(({ fix }) => fix?.changes ?? []));
  const facts = changedFacts(before.facts, after.facts).filter((name) => !claimed.has(name));
  if (facts.length > 0) return { failed: `it would also change the image's ${facts.join(', ')}` };
  const parts = changedParts(before.runs ?? [], after.runs ?? []).filter(
    (name) => !claimed.has(`run.${name}`),
  );
  if (parts.length > 0) return { failed: `it would also change how a container runs: ${parts.join(', ')}` };
  return { level: 'L2' };
}

/** The parts in which any container runs otherwise. */
export const changedParts = (before: readonly Run[], after: readonly Run[]): RunPartName[] =>
  runPartNames.filter(
    (name) => before.length !== after.length || before.some((run, i) => run[name] !== after[i]![name]),
  );

const count = (findings: readonly Finding[], rule: string): number =>
  findings.reduce((sum, finding) => sum + (finding.rule === rule ? 1 : 0), 0);

/** Why a repair fails that brings up this. */
export const insteadOf = ({ rule, message }: Finding): string => `${rule} would fire instead: ${message}`;

/**
 * Findings of other rules, at least as severe as the least of those repaired, that were not there before: of each rule as
 * many as it has more than before, first those that are not known by their fingerprints.
 */
function newFindings(fixed: readonly Finding[], before: Judged, after: Judged): Finding[] {
  const known = new Set(before.findings.map(({ fingerprint }) => fingerprint));
  const then = Map.groupBy(before.findings, ({ rule }) => rule);
  return [...Map.groupBy(after.findings, ({ rule }) => rule)].flatMap(([rule, now]) => {
    const surplus = now.length - (then.get(rule)?.length ?? 0);
    if (surplus <= 0) return [];
    const grave = now.filter(({ severity }) => fixed.some((one) => atLeast(severity, one.severity)));
    const isKnown = ({ fingerprint }: Finding): number => Number(known.has(fingerprint));
    return grave.toSorted((a, b) => isKnown(a) - isKnown(b)).slice(0, surplus);
  });
}

/** The facts in which any target differs, by what they say and not by where they say it. */
export function changedFacts(before: readonly ImageFacts[], after: readonly ImageFacts[]): FactName[] {
  const changed = factNames.filter(
    (name) =>
      // What the base is for changes with the base, and never alone.
      name !== 'product' &&
      (before.length !== after.length ||
        before.some((facts, i) => said(facts[name]) !== said(after[i]![name]))),
  );
  return [...changed];
}

/** A fact's value as text, without places. */
function said(fact: Fact<unknown>): string {
  const value = valueOf(fact);
  if (value === undefined) return fact.known;
  if (value instanceof Map) return [...value.keys()].sort().join('\0');
  return JSON.stringify(value, (key, inner: unknown) => (key === 'at' ? undefined : inner));
}
