import type { Disposition, Judged, Verdict } from '../core/finding.ts';
import { type Gap, isUnseen } from '../core/gap.ts';
import { atLeast, severities } from '../core/severity.ts';
import { count } from './layout.ts';
import type { ReportInput } from './types.ts';

/** The verdict in words, the same in every report for people. */
export interface Summary {
  /** `UNSEEN`: nothing could be examined (exit 3), or more was unseen than the policy allows (exit 4). */
  readonly word: 'PASS' | 'FAIL' | 'UNSEEN';
  /** `2 over the line (high)`, `9 under it`, … */
  readonly parts: readonly string[];
  /** A sentence where the word alone does not say why. */
  readonly why?: string;
  /** How many can be repaired, and by which command. */
  readonly repair?: string;
  /** `0.21 s` */
  readonly elapsed?: string;
}

export const summaryOf = (input: ReportInput): Summary => {
  const { verdict, elapsedMs } = input;
  const repair = repairOf(input);
  const unseen = verdict.gaps.filter(isUnseen).length;
  const why = whyOf(verdict, unseen);
  return {
    word: wordOf(verdict),
    parts: [
      ...(verdict.findings.length === 0
        ? [`nothing found in ${count(verdict.files.length, 'file')}`]
        : counts(verdict)),
      ...(unseen > 0 ? [`${count(unseen)} not seen`] : []),
    ],
    ...(why && { why }),
    ...(repair && { repair }),
    ...(elapsedMs !== undefined && { elapsed: `${(elapsedMs / 1000).toFixed(2)} s` }),
  };
};

/** Notes: what is neither unseen nor a question of a rule's. */
export const isNote = ({ kind }: Gap): boolean => kind === 'info';

/** `3 fit checks could not be decided: 2 × read-only-writes, port-mismatch`; undefined: there are none. */
export function questionsInWords(gaps: readonly Gap[]): string | undefined {
  const questions = gaps.filter(({ kind }) => kind === 'question');
  if (questions.length === 0) return undefined;
  const rules = groupBy(questions, ({ rule = '' }) => rule)
    .sort((a, b) => b.length - a.length || (a[0]!.rule! < b[0]!.rule! ? -1 : 1))
    .map((group) => `${group.length > 1 ? `${count(group.length)} × ` : ''}${group[0]!.rule}`);
  return `${count(questions.length, 'fit check')} could not be decided: ${rules.join(', ')}`;
}

/** The findings of one disposition, in the verdict's order. */
export const having = (verdict: Verdict, disposition: Disposition): Judged[] =>
  verdict.findings.filter((finding) => finding.disposition === disposition);

/** Orders findings from critical to info. */
export const bySeverity = (a: Judged, b: Judged): number =>
  severities.indexOf(a.severity) - severities.indexOf(b.severity);

/** A target for people: an unnamed stage has only its number. */
export const targetName = (target: string): string => (/^\d+$/.test(target) ? `stage ${target}` : target);

/** Splits into groups by key; groups stand in the order of their first member. */
export const groupBy = <T>(items: Iterable<T>, key: (item: T) => string): T[][] => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
};

/** Findings that say the same of different places in one file and target. */
export const alike = (findings: readonly Judged[]): Judged[][] =>
  groupBy(findings, ({ at, rule, severity, disposition, message }) =>
    JSON.stringify([at.path, at.target, rule, severity, disposition, message]),
  );

/**
 * Findings under the line that say the same of three targets of one file or more, but for the targets' names: told once
 * for all, they leave room for what is told of one. What is over the line always stands with its target.
 */
export function common(findings: readonly Judged[]): Judged[][] {
  const groups = groupBy(
    findings.filter(({ disposition, at }) => disposition === 'under' && at.target !== undefined),
    ({ at, rule, severity, message, fix, help }) =>
      JSON.stringify([at.path, rule, severity, withoutName(message, at.target!), fix?.title ?? help]),
  );
  return groups.filter((group) => new Set(group.map(({ at }) => at.target)).size >= COMMON);
}

const COMMON = 3;

/** `service web` of the target `web`, `container api` of `Deployment api`. */
const withoutName = (message: string, target: string): string =>
  message.split(target.slice(target.lastIndexOf(' ') + 1)).join('…');

/** `run-as-root, 6 × workdir-not-cd`: the rules of some findings with how often each occurs. */
export const rulesInWords = (findings: readonly Judged[]): string =>
  groupBy(findings, (finding) => finding.rule)
    .map((group) => (group.length > 1 ? `${count(group.length)} × ${group[0]!.rule}` : group[0]!.rule))
    .join(', ');

function whyOf({ exit, line, findings }: Verdict, unseen: number): string | undefined {
  if (exit === 3) return 'nothing could be examined';
  if (exit === 4) return 'passed what was seen, but more was not seen than the policy allows';
  const isBelow = ({ disposition, severity }: Judged): boolean =>
    disposition === 'over' && (line === 'none' || !atLeast(severity, line));
  if (findings.some(isBelow)) return 'a lesser severity is over it by an override or by # check=error=true';
  return exit === 0 && unseen > 0 ? 'what was not seen fails the check only with --fail-on-gaps' : undefined;
}

function wordOf(verdict: Verdict): Summary['word'] {
  if (verdict.pass) return 'PASS';
  return verdict.exit >= 3 ? 'UNSEEN' : 'FAIL';
}

function repairOf({ verdict, fixable }: ReportInput): string | undefined {
  const unsafe = verdict.findings.filter(
    ({ fix, disposition }) => fix && !fix.safe && disposition !== 'waived',
  ).length;
  const safe = fixable - unsafe;
  if (safe > 0) {
    return `${count(safe)} can be repaired: plimsoll fix${unsafe > 0 ? ` (${count(unsafe)} more with --unsafe)` : ''}`;
  }
  return fixable > 0 ? `${count(fixable)} can be repaired: plimsoll fix --unsafe` : undefined;
}

function counts({ line, over, under, waived, satisfied }: Verdict): string[] {
  const first =
    line === 'none'
      ? ['no line is set', ...(under > 0 ? [count(under, 'finding')] : [])]
      : [
          over > 0 ? `${count(over)} over the line (${line})` : `nothing over the line (${line})`,
          ...(under > 0 ? [`${count(under)} under it`] : []),
        ];
  return [
    ...first,
    ...(waived > 0 ? [`${count(waived)} waived`] : []),
    ...(satisfied > 0 ? [`${count(satisfied)} satisfied`] : []),
  ];
}
