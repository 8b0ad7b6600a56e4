import type { Disposition, Finding, Judged, Verdict, WaiverNote } from '../core/finding.ts';
import { isUnseen } from '../core/gap.ts';
import { atLeast } from '../core/severity.ts';
import type { Source } from '../core/source.ts';
import { type Baseline, drawBaseline } from './baseline.ts';
import { dayOf, isExpired } from './days.ts';
import { type PolicyProblem, policyFindings } from './findings.ts';
import { findingKeys, type RuleIds } from './ids.ts';
import { type FilePragmas, type PeerPragmas, type Pragma, readPragmas } from './pragmas.ts';
import type { FileSettings } from './settings.ts';
import type { Line, Run, Waiver } from './types.ts';
import { ActiveWaiver, type WaiverRun, waiverProblems } from './waivers.ts';

/** Everything that the policy decides by. */
export interface DecideInput {
  readonly cwd: string;
  readonly line: Line;
  /** The number of gaps from which on the run fails; Infinity for never. */
  readonly failOnGaps: number;
  readonly ids: RuleIds;
  readonly waivers: readonly Waiver[];
  readonly baseline?: Baseline;
  readonly pragmas: PeerPragmas;
  /** Single rules or targets were asked for, so that what matches nothing may still be needed. */
  readonly narrowed: boolean;
  /** @param path - as findings have it. */
  settings(path: string, target?: string): FileSettings;
}

/** The verdict on a run. Pure: the same run and input give the same verdict. */
export const decide = (run: Run, input: DecideInput): Verdict => {
  const bench = new Bench(run, input);
  const judged: Judged[] = [];
  for (const finding of ordered(run.findings)) {
    const one = bench.judge(finding);
    if (one) judged.push(one);
  }
  for (const finding of policyFindings([...bench.problems()])) {
    const one = bench.judgeOwn(finding);
    if (one) judged.push(one);
  }
  return verdict(ordered(judged), run, input);
};

/** Holds what is known during one run, and which decisions were used. */
class Bench {
  readonly #run: Run;
  readonly #input: DecideInput;
  readonly #today: string;
  readonly #sources = new Map<string, Source>();
  readonly #pragmas = new Map<string, FilePragmas>();
  readonly #waivers: readonly ActiveWaiver[];
  readonly #byKey = new Map<string, ActiveWaiver[]>();
  readonly #draw: ((finding: Finding) => WaiverNote | undefined) | undefined;

  constructor(run: Run, input: DecideInput) {
    this.#run = run;
    this.#input = input;
    this.#today = dayOf(run.now);
    const context = { ids: input.ids, peers: input.pragmas, today: this.#today };
    for (const file of run.files) {
      this.#sources.set(file.source.path, file.source);
      this.#pragmas.set(file.source.path, readPragmas(file, context));
    }
    this.#waivers = input.waivers.map((waiver) => new ActiveWaiver(waiver, input.cwd));
    for (const waiver of this.#waivers) {
      for (const key of new Set(waiver.keys)) {
        const same = this.#byKey.get(key);
        if (same) same.push(waiver);
        else this.#byKey.set(key, [waiver]);
      }
    }
    this.#draw = input.baseline && drawBaseline(input.baseline, input.cwd);
  }

  /** A finding with its disposition; undefined when it is off where it stands. */
  judge(finding: Finding): Judged | undefined {
    const settings = this.#input.settings(finding.at.path, finding.at.target);
    const keys = findingKeys(finding);
    const { enabled, severity, own, asked } = settings.stateOf(finding, keys);
    if (!enabled) return undefined;
    const accepted = this.#acceptedBy(finding, keys, own);
    if (finding.evidence !== undefined && !asked) return { ...finding, severity, disposition: 'satisfied' };
    const waiver = accepted ?? this.#draw?.(finding);
    if (waiver) return { ...finding, severity, disposition: 'waived', waiver };
    const fails = keys.has('buildkit:*') && this.#pragmas.get(finding.at.path)?.buildkitFails;
    return { ...finding, severity, disposition: fails ? 'over' : sideOf(severity, settings.line) };
  }

  /** As `judge`, for what the policy finds itself: it can be turned off or be in the baseline, but not be waived. */
  judgeOwn(finding: Finding): Judged | undefined {
    const settings = this.#input.settings(finding.at.path, finding.at.target);
    const { enabled, severity } = settings.stateOf(finding, findingKeys(finding));
    if (!enabled) return undefined;
    const waiver = this.#draw?.(finding);
    if (waiver) return { ...finding, severity, disposition: 'waived', waiver };
    return { ...finding, severity, disposition: sideOf(severity, settings.line) };
  }

  /** What is wrong with the decisions. To be asked when every finding has been judged. */
  *problems(): Generator<PolicyProblem> {
    const run = this.#waiverRun();
    for (const waiver of this.#waivers) {
      if (waiver.waiver.note.kind === 'config') yield* waiverProblems(waiver, run);
      else yield* this.#expiredPeer(waiver);
    }
    for (const [path, pragmas] of this.#pragmas) {
      yield* pragmas.problems;
      for (const pragma of pragmas.all) {
        if (pragma.written.by !== 'plimsoll' || run.narrowed || pragma.grips.some((grip) => grip.used))
          continue;
        if (run.ran(pragma.written.ids, path)) yield unusedPragma(pragma, pragmas.source);
      }
    }
  }

  /** Marks everything that accepts a finding as used, and gives the note of the first. */
  #acceptedBy(finding: Finding, keys: ReadonlySet<string>, own: boolean): WaiverNote | undefined {
    let first: WaiverNote | undefined;
    for (const grip of this.#pragmas.get(finding.at.path)?.reaching(finding, keys) ?? []) {
      grip.used = true;
      first ??= grip.note;
    }
    const source = this.#sources.get(finding.at.path);
    for (const key of this.#byKey.size > 0 ? keys : []) {
      for (const active of this.#byKey.get(key) ?? []) {
        const { note } = active.waiver;
        if (isExpired(note.until, this.#today) || (own && note.kind === 'peer')) continue;
        if (!active.holdsAt(finding, source)) continue;
        active.used = true;
        first ??= note;
      }
    }
    return first;
  }

  *#expiredPeer({ waiver }: ActiveWaiver): Generator<PolicyProblem> {
    const { until } = waiver.note;
    if (!isExpired(until, this.#today) || this.#input.ids.resolve(waiver.rules[0]!).length === 0) return;
    const message = `${waiver.rules.join(', ')} was ignored until ${until}, and counts again`;
    yield { rule: 'waiver-expired', source: waiver.at.source, at: waiver.at.span, message };
  }

  #waiverRun(): WaiverRun {
    const { ids, narrowed, settings } = this.#input;
    const notRun = new Set(this.#run.notRun ?? []);
    return {
      today: this.#today,
      paths: this.#run.files.map((file) => file.source.path),
      whole: this.#run.whole ?? false,
      narrowed,
      ran: (named, path) => {
        const here = settings(path);
        const rules = named.flatMap((id) => ids.resolve(id));
        return (
          rules.length > 0 && rules.every((rule) => !notRun.has(rule.name) && here.rule(rule.name).enabled)
        );
      },
    };
  }
}

const unusedPragma = ({ written, at }: Pragma, source: Source): PolicyProblem => ({
  rule: 'waiver-unused',
  source,
  at,
  message: `the pragma for ${written.ids.join(', ')} is not needed any more: nothing that was found matches it`,
});

const sideOf = (severity: Finding['severity'], line: Line): Disposition =>
  line !== 'none' && atLeast(severity, line) ? 'over' : 'under';

const verdict = (findings: readonly Judged[], run: Run, input: DecideInput): Verdict => {
  const count = (disposition: Disposition): number =>
    findings.reduce((sum, finding) => sum + (finding.disposition === disposition ? 1 : 0), 0);
  const over = count('over');
  const gaps = run.gaps.filter(isUnseen).length;
  // Nothing at all could be examined: that is no pass.
  const nothing = run.files.length === 0 && gaps > 0;
  const exit = over > 0 ? 1 : nothing ? 3 : gaps >= input.failOnGaps ? 4 : 0;
  return {
    pass: exit === 0,
    line: input.line,
    exit,
    over,
    under: count('under'),
    waived: count('waived'),
    satisfied: count('satisfied'),
    findings,
    gaps: run.gaps,
    files: run.files.map((file) => file.source.path),
  };
};

/** Path, place, rule, message. */
const ordered = <F extends Finding>(findings: readonly F[]): F[] =>
  findings.toSorted(
    (a, b) =>
      compare(a.at.path, b.at.path) ||
      a.at.start.line - b.at.start.line ||
      a.at.start.column - b.at.start.column ||
      compare(a.at.image?.path ?? '', b.at.image?.path ?? '') ||
      compare(a.rule, b.rule) ||
      compare(a.at.target ?? '', b.at.target ?? '') ||
      compare(a.message, b.message),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
