import type { Edit } from '../core/edit.ts';
import type { Finding, Place } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { applyEdits, compatible, Gathered } from './apply.ts';
import { insteadOf, type Judged, type ProofLevel, prove } from './prove.ts';
import { type Step, Trace } from './trace.ts';

/** A repair that was made. */
export interface Applied {
  readonly rule: string;
  readonly title: string;
  /** Where the finding stands in the source as it was given; one that came to light later, where that was put in. */
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

/** Sources that belong together, by path. */
export type Texts = ReadonlyMap<string, Source>;

/** What repairs came to. */
interface Outcome {
  readonly applied: readonly Applied[];
  readonly refused: readonly Refused[];
  /** Open findings that have a repair which was not asked for (it needs `unsafe`). */
  readonly held: readonly Finding[];
  /** Open findings that no repair is known of. */
  readonly left: readonly Finding[];
}

export interface Repair extends Outcome {
  /** The source with every proved repair made; the one given when there is none. */
  readonly source: Source;
}

/** As `Repair`, for several sources. */
export interface JointRepair extends Outcome {
  readonly texts: Texts;
}

export interface RepairOptions {
  /** Also what may change the image's behaviour; or which of it. */
  readonly unsafe: boolean | ((finding: Finding) => boolean);
  /** Make no repair that is not safe and leaves a question: no rule can tell then whether the result holds. */
  readonly sure?: boolean;
  /** Rules whose repairs are made before those of all others, the first at first. */
  readonly order?: readonly string[];
  /** Findings to leave alone return false. */
  readonly wanted?: (finding: Finding) => boolean;
  /** Why a file is left as it is that is none of the sources; undefined: it is none for no reason of its own. */
  readonly why?: (path: string) => string | undefined;
}

/**
 * Repairs one source, as `repairTexts` does.
 * @param judge Judges a text as the file's content: its open findings, facts and syntax.
 */
export function repair(source: Source, judge: (source: Source) => Judged, options: RepairOptions): Repair {
  const { path } = source;
  const one = (texts: Texts): Source => texts.get(path)!;
  const { texts, ...done } = repairTexts(new Map([[path, source]]), (texts) => judge(one(texts)), options);
  return { source: one(texts), ...done };
}

/**
 * Repairs sources that belong together: rule by rule, each repair proved on all of them before it counts. A repair may
 * edit several.
 *
 * Repairs of one rule that touch different text are made in one go; when their common proof fails, half as many at a
 * time. What fails its own proof is not made, unless other repairs have changed that. Repairing the result again changes
 * nothing.
 *
 * @param judge Judges the texts as the files' content: open findings, facts and syntax.
 */
export function repairTexts(
  texts: Texts,
  judge: (texts: Texts) => Judged,
  options: RepairOptions,
): JointRepair {
  const reach = { texts, judged: judge(texts) };
  const trace = new Trace(texts);
  const log = new Log(reach.judged.findings, trace);
  const pace = { rule: '', most: Number.POSITIVE_INFINITY };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const open = inOrder(
      reach.judged.findings.filter((finding) => isWanted(finding, options) && !log.leavesOut(finding)),
      options,
    );
    if (open.length === 0 && !log.forgive()) break;
    if (open.length === 0) continue;
    if (open[0]!.rule !== pace.rule) Object.assign(pace, { rule: open[0]!.rule, most: open.length });
    const batch = nextBatch(log.unsuspected(open), pace.most);
    const outcome = attempt(batch, reach, judge, options);
    if ('failed' in outcome) {
      if (batch.length === 1) log.refuse(batch[0]!, outcome.failed);
      else if (!log.blame(batch, outcome.fresh ?? [])) pace.most = batch.length >> 1;
      continue;
    }
    const before = trace.length;
    trace.add(outcome.steps);
    // What a step brought up stands in the text after that step.
    for (const finding of batch) log.apply(finding, outcome.level, before);
    for (const [i, findings] of outcome.followed.entries())
      for (const finding of findings) log.apply(finding, outcome.level, before + i + 1);
    pace.most *= 2;
    Object.assign(reach, outcome.reach);
  }
  const held = reach.judged.findings.filter(
    (finding) =>
      finding.fix &&
      !finding.fix.safe &&
      !isUnsafeAsked(finding, options) &&
      (options.wanted?.(finding) ?? true),
  );
  const left = reach.judged.findings
    .filter((finding) => !finding.fix?.edits.length && (options.wanted?.(finding) ?? true))
    .map((finding) => ({ ...finding, at: trace.back(finding.at) }));
  return { texts: reach.texts, held, left, applied: log.applied, refused: log.refused };
}

interface Reach {
  texts: Texts;
  judged: Judged;
}

/**
 * Makes the repairs, and with them those of what they bring up, as one: a root that is made read-only, and what has to be
 * mounted then. All is proved together, against the state before.
 */
function attempt(
  batch: readonly Finding[],
  reach: Reach,
  judge: (texts: Texts) => Judged,
  options: RepairOptions,
):
  | Failure
  | { level: ProofLevel; followed: readonly (readonly Finding[])[]; steps: readonly Step[]; reach: Reach } {
  const followed: (readonly Finding[])[] = [];
  const steps: Step[] = [];
  let { texts } = reach;
  let first: Failure | undefined;
  for (let open = batch; ; ) {
    const next = withEdits(texts, open, options);
    if ('failed' in next) return first ?? next;
    ({ texts } = next);
    steps.push(next.step);
    const judged = judge(texts);
    const proof = prove(batch, reach.judged, judged, followed.flat());
    if (!('failed' in proof)) {
      const isSafe = batch.every(({ fix }) => fix?.safe);
      const asked = options.sure && !isSafe ? newQuestion(reach.judged, judged) : undefined;
      if (asked !== undefined)
        return { failed: `${asked}, so that it may break what runs; --unsafe makes it all the same` };
      return { level: proof.level, followed, steps, reach: { texts, judged } };
    }
    const stays = proof.fresh?.filter((finding) => !isWanted(finding, options)) ?? [];
    if (stays.length > 0) return { failed: insteadOf(stays[0]!), fresh: stays };
    first ??= proof;
    if (!proof.fresh || followed.length >= MOST_FOLLOWED) return proof.fresh ? proof : first;
    open = compatibleOf(proof.fresh);
    followed.push(open);
  }
}

/** Why repairs are not made, and what they would bring up that nothing mends. */
interface Failure {
  readonly failed: string;
  readonly fresh?: readonly Finding[];
}

/** What a rule asks that it did not ask before. */
const newQuestion = (before: Judged, after: Judged): string | undefined =>
  [...(after.questions ?? [])].find(([key]) => !before.questions?.has(key))?.[1];

/** The texts with the repairs of findings made in them. */
function withEdits(
  from: Texts,
  findings: readonly Finding[],
  { why }: RepairOptions,
): { failed: string } | { texts: Texts; step: Step } {
  const texts = new Map(from);
  const step = Map.groupBy(findings.flatMap(editsOf), ({ path }) => path);
  for (const [path, edits] of step) {
    const source = texts.get(path);
    if (!source)
      return {
        failed:
          why?.(path) ??
          `it needs an edit in another file, ${path}, which is not among those that are repaired`,
      };
    const next = edited(source, edits);
    if ('failed' in next) return next;
    texts.set(path, next.source);
  }
  return { texts, step };
}

/** A source with edits made. */
function edited(source: Source, edits: readonly Edit[]): { failed: string } | { source: Source } {
  const { path, encoding, text } = source;
  if (!compatible(edits)) return { failed: 'its edits overlap' };
  if (edits.some(({ span }) => span.end > text.length)) return { failed: 'its edits leave the file' };
  const next = new Source(path, applyEdits(text, edits), encoding);
  if (encoding === 'latin1' && /[^\u0000-\u00ff]/.test(next.text)) {
    return { failed: 'the file is not UTF-8, and the repair needs characters that it cannot hold' };
  }
  return { source: next };
}

/** Every edit of a finding's repair with the file that it is in. */
const editsOf = ({ fix, at }: Finding): (Edit & { path: string })[] =>
  (fix?.edits ?? []).map((edit) => ({ ...edit, path: edit.path ?? at.path }));

/** The first open rule's repairs, as many as touch different text, but no more than `most`. */
const nextBatch = (open: readonly Finding[], most: number): Finding[] =>
  compatibleOf(
    open.filter(({ rule }) => rule === open[0]!.rule),
    most,
  );

/** The first finding, and of the others those whose repairs touch other text. */
function compatibleOf(findings: readonly Finding[], most = Number.POSITIVE_INFINITY): Finding[] {
  const gathered = new Map<string, Gathered>();
  const batch: Finding[] = [];
  const takes = (finding: Finding): boolean => {
    const byPath = [...Map.groupBy(editsOf(finding), ({ path }) => path)];
    const places = byPath.map(([path]) => gathered.get(path) ?? new Gathered());
    if (!byPath.every(([, edits], i) => places[i]!.fits(edits))) return false;
    for (const [i, [path, edits]] of byPath.entries()) {
      places[i]!.take(edits);
      gathered.set(path, places[i]!);
    }
    return true;
  };
  for (const finding of findings) {
    if (batch.length >= most) break;
    if (takes(finding) || batch.length === 0) batch.push(finding);
  }
  return batch;
}

/** The findings of the rules that go first, and the others behind them as they were. */
function inOrder(findings: readonly Finding[], { order = [] }: RepairOptions): readonly Finding[] {
  const ranks = new Map(order.map((rule, rank) => [rule, rank]));
  const rank = ({ rule }: Finding): number => ranks.get(rule) ?? order.length;
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

function isWanted(finding: Finding, options: RepairOptions): boolean {
  const { fix } = finding;
  if (!fix || fix.edits.length === 0) return false;
  return (fix.safe || isUnsafeAsked(finding, options)) && (options.wanted?.(finding) ?? true);
}

const isUnsafeAsked = (finding: Finding, { unsafe }: RepairOptions): boolean =>
  typeof unsafe === 'boolean' ? unsafe : unsafe(finding);

/** What was done and what was not, in the words and places of the source as it was given. */
class Log {
  readonly applied: Applied[] = [];
  readonly #refused = new Map<string, Refused>();
  /** How many repairs had been made when refusals were forgiven last. */
  #appliedThen = 0;
  #forgiven = 0;
  readonly #failures = new Map<string, number>();
  readonly #suspects = new Set<string>();
  readonly #first: ReadonlyMap<string, Finding>;

  readonly #trace: Trace;

  constructor(findings: readonly Finding[], trace: Trace) {
    this.#trace = trace;
    this.#first = new Map(findings.map((finding) => [finding.fingerprint, finding]));
  }

  get refused(): Refused[] {
    return [...this.#refused.values()];
  }

  /** Whether it was refused. What belongs to a rule whose repairs keep failing is refused without a trial. */
  leavesOut(finding: Finding): boolean {
    if ((this.#failures.get(finding.rule) ?? 0) >= MAX_FAILURES) this.#giveUp(finding);
    return this.#refused.has(identity(finding));
  }

  refuse(finding: Finding, why: string): void {
    this.#refused.set(identity(finding), { ...this.#heading(finding), why });
    this.#failures.set(finding.rule, (this.#failures.get(finding.rule) ?? 0) + 1);
  }

  /**
   * Of repairs that failed together, refuses those that by the place of what they bring up are the only ones to have done
   * it, and puts those off of which it may be any. The rest may be made without them.
   * @returns whether any could be told from the others
   */
  blame(batch: readonly Finding[], fresh: readonly Finding[]): boolean {
    const brought = new Map(fresh.map((finding) => [placeOf(finding), finding]));
    const guilty = [...Map.groupBy(batch, placeOf)].filter(([place]) => brought.has(place));
    const others = guilty.flatMap(([, findings]) => (findings.length > 1 ? findings : []));
    const then = this.#refused.size + this.#suspects.size;
    for (const [place, [only, ...more]] of guilty)
      if (more.length === 0)
        this.#refused.set(identity(only!), { ...this.#heading(only!), why: insteadOf(brought.get(place)!) });
    if (others.length < batch.length) for (const finding of others) this.#suspects.add(identity(finding));
    return this.#refused.size + this.#suspects.size > then;
  }

  /** Those of the first finding's rule that are under no suspicion; when there are none, all. */
  unsuspected(open: readonly Finding[]): readonly Finding[] {
    const rule = open[0]!.rule;
    const free = open.filter((finding) => finding.rule === rule && !this.#suspects.has(identity(finding)));
    return free.length > 0 ? free : open;
  }

  /** What was refused may be tried once more when repairs have been made since; whether there is any. */
  forgive(): boolean {
    if (this.#refused.size === 0 || this.applied.length === this.#appliedThen) return false;
    if (++this.#forgiven > MAX_FORGIVEN) return false;
    this.#appliedThen = this.applied.length;
    this.#refused.clear();
    this.#suspects.clear();
    this.#failures.clear();
    return true;
  }

  #giveUp(finding: Finding): void {
    if (finding.fix && !this.#refused.has(identity(finding))) {
      const why = `it was not tried, for ${MAX_FAILURES} repairs of ${finding.rule} in this file have failed`;
      this.#refused.set(identity(finding), { ...this.#heading(finding), why });
    }
  }

  /** @param steps how many stand before the text that the finding is in */
  apply(finding: Finding, level: ProofLevel, steps: number): void {
    this.applied.push({ ...this.#heading(finding, steps), safe: finding.fix!.safe, level });
  }

  #heading(finding: Finding, steps?: number): Pick<Applied, 'rule' | 'title' | 'at'> {
    const first = this.#first.get(finding.fingerprint);
    const { rule, fix } = first ?? finding;
    return { rule, title: (fix ?? finding.fix!).title, at: first?.at ?? this.#trace.back(finding.at, steps) };
  }
}

/** A repair by what it does to which line; its title names lines, which move. */
const identity = ({ fingerprint, fix }: Finding): string =>
  `${fingerprint}\0${fix?.title.replace(/\bline \d+/g, '')}`;

/** What is judged together: a target of a Dockerfile, a workload of a manifest. */
const placeOf = ({ at }: Finding): string => `${at.path}\0${at.target ?? ''}`;

const MAX_ROUNDS = 1000;
/** How often what a repair has brought up may be repaired on the way. */
const MOST_FOLLOWED = 20;
/** Each costs a judgement of the file: a rule whose repairs fail so often is left alone. */
const MAX_FAILURES = 50;
const MAX_FORGIVEN = 5;
