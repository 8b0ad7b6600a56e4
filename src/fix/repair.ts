import type { Edit } from '../core/edit.ts';
import type { Finding, Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { applyEdits, compatible } from './apply.ts';
import { type Judged, type ProofLevel, prove } from './prove.ts';

/** A repair that was made. */
export interface Applied {
  readonly rule: string;
  readonly title: string;
  /** Where the finding stands in the source as it was given; one that came to light later, where it stood then. */
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
  const reach = { source, judged: judge(source) };
  const log = new Log(reach.judged.findings);
  // Every round makes a repair or refuses one for good, so that the count of rounds is bounded by what is found.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const open = reach.judged.findings.filter(
      (finding) => isWanted(finding, options) && !log.hasRefused(finding),
    );
    const batch = nextBatch(open);
    if (batch.length === 0) break;
    const outcome = attempt(batch, reach, judge);
    if ('failed' in outcome) {
      if (batch.length === 1) log.refuse(batch[0]!, outcome.failed);
      else oneByOne(batch, reach, judge, log);
      continue;
    }
    for (const finding of batch) log.apply(finding, outcome.level);
    Object.assign(reach, outcome.reach);
  }
  return { source: reach.source, applied: log.applied, refused: log.refused };
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
  log: Log,
): void {
  for (const finding of batch) {
    const outcome = attempt([finding], reach, judge);
    if ('failed' in outcome) {
      log.refuse(finding, outcome.failed);
      continue;
    }
    log.apply(finding, outcome.level);
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

/** What was done and what was not, in the words and places of the source as it was given. */
class Log {
  readonly applied: Applied[] = [];
  readonly #refused = new Map<string, Refused>();
  readonly #first: ReadonlyMap<string, Finding>;

  constructor(findings: readonly Finding[]) {
    this.#first = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  }

  get refused(): Refused[] {
    return [...this.#refused.values()];
  }

  hasRefused(finding: Finding): boolean {
    return this.#refused.has(identity(finding));
  }

  refuse(finding: Finding, why: string): void {
    this.#refused.set(identity(finding), { ...this.#heading(finding), why });
  }

  apply(finding: Finding, level: ProofLevel): void {
    this.applied.push({ ...this.#heading(finding), safe: finding.fix!.safe, level });
  }

  #heading(finding: Finding): Pick<Applied, 'rule' | 'title' | 'at'> {
    const { rule, fix, at } = this.#first.get(finding.fingerprint) ?? finding;
    return { rule, title: (fix ?? finding.fix!).title, at };
  }
}

/** A repair by what it does to which line; its title names lines, which move. */
const identity = ({ fingerprint, fix }: Finding): string =>
  `${fingerprint}\0${fix?.title.replace(/\bline \d+/g, '')}`;

const MAX_ROUNDS = 1000;
