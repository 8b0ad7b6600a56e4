import { hash } from 'node:crypto';
import type { Finding, ImagePlace, Place, Problem } from '../core/finding.ts';
import { countLeading } from '../core/search.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { RuleInfo } from '../policy/types.ts';

/** What of a stage findings need: enough to say which one a place is in. */
export interface StageOutline {
  readonly index: number;
  readonly name?: string;
  readonly label: string;
  readonly span: Span;
}

/** What of a file findings need. */
export interface Outline {
  readonly source: Source;
  /** Its path below the folder of the configuration: the same for fingerprints wherever the run is started. */
  readonly identity: string;
  readonly stages: readonly StageOutline[];
}

/** Findings of one file that do not come of a rule of ours, in the same form as those. */
export function findingsOf(outline: Outline, rule: RuleInfo, problems: readonly Problem[]): Finding[] {
  const maker = new FindingMaker(outline);
  for (const problem of problems) maker.add(rule, problem);
  return maker.finish();
}

/** Turns problems into findings: place, target, aliases, fingerprint. */
export class FindingMaker {
  readonly #outline: Outline;
  readonly #source: Source;
  readonly #made: (Omit<Finding, 'fingerprint'> & { key: string })[] = [];
  readonly #seen = new Set<string>();

  constructor(outline: Outline) {
    this.#outline = outline;
    this.#source = outline.source;
  }

  /** @returns false when the same has been found already: two targets with one cause are one finding */
  add(rule: RuleInfo, problem: Problem, target?: StageOutline, image?: ImagePlace): boolean {
    const stage = target ?? this.#stageAt(problem.at.start);
    const label = this.#named(problem.target) ?? (stage && this.#label(stage));
    const same = `${rule.name}\0${problem.at.start}\0${problem.at.end}\0${problem.message}\0${image?.path ?? ''}`;
    if (this.#seen.has(same)) return false;
    this.#seen.add(same);
    const at = { ...placeOf(this.#source, problem.at, label), ...(image ? { image } : {}) };
    this.#made.push({
      rule: rule.name,
      aliases: problem.aliases ?? rule.aliases,
      severity: problem.severity ?? rule.severity,
      message: problem.message,
      help: problem.help ?? rule.help,
      at,
      also: (problem.also ?? []).map((span) => placeOf(this.#source, span)),
      ...(problem.fix ? { fix: problem.fix } : {}),
      ...(problem.evidence ? { evidence: problem.evidence } : {}),
      ...(problem.paths ? { paths: problem.paths } : {}),
      key: `${rule.name}\0${this.#outline.identity}\0${label ?? ''}\0${problem.key ?? ''}\0${image?.path ?? lineText(this.#source, problem.at)}`,
    });
    return true;
  }

  finish(): Finding[] {
    this.#made.sort(
      (a, b) => a.at.span.start - b.at.span.start || a.at.span.end - b.at.span.end || compare(a.rule, b.rule),
    );
    const counts = new Map<string, number>();
    return this.#made.map(({ key, ...finding }) => {
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return { ...finding, fingerprint: hash('sha256', `${key}\0${count}`).slice(0, 32) };
    });
  }

  /** The target that a problem names, but for the number of an only stage. */
  #named(target: string | undefined): string | undefined {
    return this.#outline.stages.length === 1 ? undefined : target;
  }

  /** A stage is named when it has a name, or is one of several. */
  #label(stage: StageOutline): string | undefined {
    return stage.name === undefined && this.#outline.stages.length === 1 ? undefined : stage.label;
  }

  #stageAt(offset: number): StageOutline | undefined {
    const { stages } = this.#outline;
    return stages[countLeading(stages.length, (index) => stages[index]!.span.start <= offset) - 1];
  }
}

/** The place of a span in a source. */
export function placeOf(source: Source, span: Span, target?: string): Place {
  return {
    path: source.path,
    span,
    start: source.position(span.start),
    end: source.position(span.end),
    ...(target === undefined ? {} : { target }),
  };
}

/** The line that a span begins on, with white space evened out: what stays when lines move. */
export function lineText(source: Source, span: Span): string {
  const line = source.lineSpan(source.lineOf(span.start));
  return source.text
    .slice(line.start, Math.min(line.end, line.start + 500))
    .trim()
    .replace(/\s+/g, ' ');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
