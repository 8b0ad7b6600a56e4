import type { Judged, WaiverNote } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import { count } from './layout.ts';
import { groupBy, rulesInWords } from './summary.ts';

/** Findings that one decision accepts. */
export interface Waived {
  /** The file, or how many files where they are many. */
  readonly where: string;
  /** `run-as-root, 6 × workdir-not-cd` */
  readonly rules: string;
  readonly findings: readonly Judged[];
  readonly note: WaiverNote;
}

/** The waived findings by decision and file; a decision that spans more than three files is one entry. */
export const waivedGroups = (findings: readonly Judged[]): Waived[] =>
  groupBy(
    findings.filter((finding) => finding.waiver),
    (finding) => JSON.stringify(decisionOf(finding.waiver!)),
  ).flatMap((group) => {
    const files = groupBy(group, (finding) => finding.at.path);
    const entry = (some: readonly Judged[], where: string): Waived => ({
      where,
      rules: rulesInWords(some),
      findings: some,
      note: some[0]!.waiver!,
    });
    return files.length > 3
      ? [entry(group, count(files.length, 'file'))]
      : files.map((some) => entry(some, some[0]!.at.path));
  });

/** `reason (docs/decisions/0878.md: its title), by owner, until 2027-05-30` */
export const waiverInWords = (note: WaiverNote): string =>
  [
    `${withoutStop(note.reason)}${note.record ? ` (${note.record.path}: ${note.record.title})` : ''}`,
    ...(note.owner ? [`by ${note.owner}`] : []),
    ...(note.until ? [`until ${note.until}`] : []),
  ].join(', ');

/** A reason may be a sentence; what follows it here goes on. */
const withoutStop = (text: string): string => text.trimEnd().replace(/(?<!\.)\.$/, '');

/** Gaps that share a reason. */
export interface Unseen {
  readonly paths: readonly string[];
  readonly reason: string;
}

/** Gaps by reason, in order. */
export const unseenGroups = (gaps: readonly Gap[]): Unseen[] =>
  groupBy(gaps, (gap) => gap.reason).map((group) => ({
    paths: group.map((gap) => gap.path).filter(Boolean),
    reason: group[0]!.reason,
  }));

/** A baseline or a file of waivers may say the same at many lines; the decision is what it says, not where. */
function decisionOf({ reason, owner, until, record, kind, source }: WaiverNote): readonly unknown[] {
  return [reason, owner, until, record?.path, kind, kind === 'baseline' ? source : undefined];
}
