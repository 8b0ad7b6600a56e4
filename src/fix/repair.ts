import type { Edit } from '../core/edit.ts';
import type { Finding, Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { applyEdits, compatible } from './apply.ts';
import { type Judged, type ProofLevel, prove } from './prove.ts';

/** A repair that was made. */
export interface Applied {
  readonly rule: string;
  readonly title: string;
  /** Where the finding stood when it was repaired. */
  readonly at: Place;
  readonly safe: boolean;
  readonly level: ProofLevel;
}

/** A repair that was not made, and why. */
export interface Refused {
  readonly rule: string;
  readonly title: string;
  readonly at: Place;
  readonly why: string;
}

export interface Repair {
  /** The source with every proved repair made; the one given when there is none. */
  readonly source: Source;
  readonly applied: readonly Applied[];
  readonly refused: readonly Refused[];
}

export interface RepairOptions {
  /** Also what may change the image's behaviour. */
  readonly unsafe: boolean;
  /** Findings to leave alone return false. */
  readonly wanted?: (finding: Finding) => boolean;
}

/**
 * Repairs one source: rule by rule, each repair proved on the whole file before it counts.
 *
 * Repairs of one rule that touch different text are made in one go; when their common proof fails, one at a time.
 * What fails its own proof is not made. Repairing the result again changes nothing.
 *
 * @param judge Judges a text as the file's content: its open findings, facts and syntax.
 */
export function repair(source: Source, judge: (source: Source) => Judged, options: RepairOptions): Repair {
  const applied: Applied[] = [];
  const refused = new Map<string, Refused>();
  const reach = { source, judged: judge(source) };
  // Every round makes a repair or refuses one for good, so that the count of rounds is bounded by what is found.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const open = reach.judged.findings.filter(
      (finding) => isWanted(finding, options) && !refused.has(identity(finding)),
    );
    const batch = nextBatch(open);
    if (batch.length === 0) break;
    const outcome = attempt(batch, reach, judge);
    if ('failed' in outcome) {
      for (const finding of batch.length === 1 ? batch : []) {
        refused.set(identity(finding), { ...heading(finding), why: outcome.failed });
      }
      if (batch.length > 1) oneByOne(batch, reach, judge, applied, refused);
      continue;
    }
    applied.push(...batch.map((finding) => appliedOf(finding, outcome.level)));
    Object.assign(reach, outcome.reach);
  }
  return { source: reach.source, applied, refused: [...refused.values()] };
}

interface Reach {
  source: Source;
  judged: Judged;
}

/** Tries the repairs of a batch that failed as a whole: the first that holds ends the try, the rest wait for a round. */
function oneByOne(
  batch: readonly Finding[],
  reach: Reach,
  judge: (source: Source) => Judged,
  applied: Applied[],
  refused: Map<string, Refused>,
): void {
  for (const finding of batch) {
    const outcome = attempt([finding], reach, judge);
    if ('failed' in outcome) {
      refused.set(identity(finding), { ...heading(finding), why: outcome.failed });
      continue;
    }
    applied.push(appliedOf(finding, outcome.level));
    Object.assign(reach, outcome.reach);
    return;
  }
}

function attempt(
  batch: readonly Finding[],
  reach: Reach,
  judge: (source: Source) => Judged,
): { failed: string } | { level: ProofLevel; reach: Reach } {
  const edits = batch.flatMap(({ fix }) => fix!.edits);
  if (!compatible(edits)) return { failed: 'its edits overlap' };
  const { path, encoding, text } = reach.source;
  if (edits.some((edit) => edit.path !== undefined && edit.path !== path)) {
    return { failed: 'it needs an edit in another file, and only one file at a time is repaired' };
  }
  if (edits.some(({ span }) => span.end > text.length)) return { failed: 'its edits leave the file' };
  const next = new Source(path, applyEdits(text, edits), encoding);
  if (encoding === 'latin1' && /[^\u0000-\u00ff]/.test(next.text)) {
    return { failed: 'the file is not UTF-8, and the repair needs characters that it cannot hold' };
  }
  const judged = judge(next);
  const proof = prove(batch, reach.judged, judged);
  return 'failed' in proof ? proof : { level: proof.level, reach: { source: next, judged } };
}

/** The first open rule's repairs, as many as touch different text. */
function nextBatch(open: readonly Finding[]): Finding[] {
  const rule = open[0]?.rule;
  const batch: Finding[] = [];
  let taken: Edit[] = [];
  for (const finding of open) {
    if (finding.rule !== rule) continue;
    const together = [...taken, ...finding.fix!.edits];
    if (batch.length > 0 && !compatible(together)) continue;
    batch.push(finding);
    taken = together;
  }
  return batch;
}

function isWanted(finding: Finding, { unsafe, wanted }: RepairOptions): boolean {
  const { fix } = finding;
  return fix !== undefined && fix.edits.length > 0 && (fix.safe || unsafe) && (wanted?.(finding) ?? true);
}

const identity = ({ fingerprint, fix }: Finding): string => `${fingerprint}\0${fix?.title}`;

const heading = ({ rule, fix, at }: Finding) => ({ rule, title: fix!.title, at });

const appliedOf = (finding: Finding, level: ProofLevel): Applied => ({
  ...heading(finding),
  safe: finding.fix!.safe,
  level,
});

const MAX_ROUNDS = 1000;
