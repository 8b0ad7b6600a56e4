import { hash } from 'node:crypto';
import type { Finding, Place, Problem } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';
import type { RuleInfo, Settings } from '../policy/types.ts';
import type { DockerfileRule, ImageRule, Rule } from '../rules/rule.ts';

export interface Rules {
  readonly dockerfileRules: readonly DockerfileRule[];
  readonly imageRules: readonly ImageRule[];
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/**
 * Runs every rule that is on over a build, and its image rules over every target. In order of place, then rule.
 *
 * @param identity The file's path for fingerprints: the same wherever the run is started.
 */
export function judge(
  build: Build,
  rules: Rules,
  settings: Pick<Settings, 'rule'>,
  identity: string = build.source.path,
): Judgement {
  const findings = new FindingMaker(build, identity);
  const gaps: Gap[] = [];
  const run = <Subject>(rule: Rule<Subject>, subject: Subject, options: unknown, target?: Stage) => {
    try {
      for (const problem of rule.check(subject, options)) findings.add(rule, problem, target);
    } catch (error) {
      gaps.push({ path: build.source.path, reason: bug(rule.name, error) });
    }
  };
  for (const rule of rules.dockerfileRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (enabled) run(rule, build, options);
  }
  for (const rule of rules.imageRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (!enabled) continue;
    for (const stage of build.targets) {
      run(rule, { facts: build.facts(stage), recipe: { build, stage } }, options, stage);
    }
  }
  return { findings: findings.finish(), gaps };
}

/** Findings of one file that do not come of a rule of ours, in the same form as those. */
export function findingsOf(
  build: Build,
  identity: string,
  rule: RuleInfo,
  problems: readonly Problem[],
): Finding[] {
  const maker = new FindingMaker(build, identity);
  for (const problem of problems) maker.add(rule, problem, undefined);
  return maker.finish();
}

/** A rule that throws is our bug; the rest of the file is judged all the same, and the hole is told. */
const bug = (rule: string, error: unknown): string =>
  `the rule ${rule} failed on it, which is a bug in plimsoll: ${error instanceof Error ? error.message : String(error)}`;

/** Turns problems into findings: place, target, aliases, fingerprint. */
class FindingMaker {
  readonly #build: Build;
  readonly #source: Source;
  readonly #identity: string;
  readonly #made: (Omit<Finding, 'fingerprint'> & { key: string })[] = [];
  readonly #seen = new Set<string>();

  constructor(build: Build, identity: string) {
    this.#build = build;
    this.#identity = identity;
    this.#source = build.source;
  }

  add(rule: RuleInfo, problem: Problem, target: Stage | undefined): void {
    const stage = target ?? this.#stageAt(problem.at.start);
    const label = problem.target ?? (stage && this.#label(stage));
    // Two targets with one cause (a stage that both inherit) are one finding.
    const same = `${rule.name}\0${problem.at.start}\0${problem.at.end}\0${problem.message}`;
    if (this.#seen.has(same)) return;
    this.#seen.add(same);
    const at = placeOf(this.#source, problem.at, label);
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
      key: `${rule.name}\0${this.#identity}\0${label ?? ''}\0${problem.key ?? ''}\0${lineText(this.#source, problem.at)}`,
    });
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

  /** A stage is named when it has a name, or is one of several. */
  #label(stage: Stage): string | undefined {
    return stage.name === undefined && this.#build.stages.length === 1 ? undefined : stage.label;
  }

  #stageAt(offset: number): Stage | undefined {
    const { stages } = this.#build;
    let low = 0;
    let high = stages.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (stages[middle]!.span.start <= offset) low = middle;
      else high = middle - 1;
    }
    const stage = stages[low];
    return stage && stage.span.start <= offset ? stage : undefined;
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
function lineText(source: Source, span: Span): string {
  const line = source.lineSpan(source.lineOf(span.start));
  return source.text
    .slice(line.start, Math.min(line.end, line.start + 500))
    .trim()
    .replace(/\s+/g, ' ');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
