import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';
import type { Settings } from '../policy/types.ts';
import type { DockerfileRule, ImageRule, ImageSubject, Rule } from '../rules/rule.ts';
import { FindingMaker, type Outline } from './findings.ts';

export interface Rules {
  readonly dockerfileRules: readonly DockerfileRule[];
  readonly imageRules: readonly ImageRule[];
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** Runs every rule that is on over a build, and its image rules over every target. In order of place, then rule. */
export function judge(
  build: Build,
  outline: Outline,
  rules: Rules,
  settings: Pick<Settings, 'rule'>,
  most = MOST_FINDINGS,
): Judgement {
  const judging = new Judging(build, outline, most);
  const on = rulesThatAreOn(rules, settings);
  for (const { rule, options } of on.dockerfileRules) judging.run(rule, options, [build]);
  const targets = build.targets.slice(0, MOST_TARGETS);
  const images = targets.map(
    (stage): ImageSubject => ({ facts: build.facts(stage), recipe: { build, stage } }),
  );
  if (build.targets.length > targets.length) judging.gap(tooManyTargets(build.targets.length));
  for (const { rule, options } of on.imageRules) judging.run(rule, options, images, targets);
  return judging.finish();
}

/** What has been found in one build so far. */
class Judging {
  readonly #build: Build;
  readonly #findings: FindingMaker;
  readonly #gaps: Gap[] = [];
  readonly #most: number;

  constructor(build: Build, outline: Outline, most: number) {
    this.#build = build;
    this.#findings = new FindingMaker(outline);
    this.#most = most;
  }

  /** Runs a rule over its subjects, until it has found too much or failed. `targets` are those that subjects stand for. */
  run<Subject>(
    rule: Rule<Subject>,
    options: unknown,
    subjects: readonly Subject[],
    targets?: readonly Stage[],
  ): void {
    let left = this.#most;
    let again = MOST_AGAIN;
    try {
      for (let number = 0; number < subjects.length; number++) {
        for (const problem of rule.check(subjects[number]!, options)) {
          if (left === 0 || again === 0) {
            this.gap(tooMany(rule.name, this.#most));
            return;
          }
          if (this.#findings.add(rule, problem, targets?.[number])) left--;
          else again--;
        }
      }
    } catch (error) {
      this.gap(bug(rule.name, error));
    }
  }

  gap(reason: string): void {
    this.#gaps.push({ path: this.#build.source.path, reason });
  }

  finish(): Judgement {
    return { findings: this.#findings.finish(), gaps: this.#gaps };
  }
}

interface Chosen<R> {
  readonly rule: R;
  readonly options: unknown;
}

interface RulesOn {
  readonly of: Rules;
  readonly dockerfileRules: readonly Chosen<DockerfileRule>[];
  readonly imageRules: readonly Chosen<ImageRule>[];
}

/** Most files have their settings in common, and these choose the same of more than a hundred rules every time. */
function rulesThatAreOn(rules: Rules, settings: Pick<Settings, 'rule'>): RulesOn {
  const known = chosen.get(settings);
  if (known?.of === rules) return known;
  const choose = <R extends { readonly name: string }>(all: readonly R[]): Chosen<R>[] =>
    all.flatMap((rule) => {
      const { enabled, options } = settings.rule(rule.name);
      return enabled ? [{ rule, options }] : [];
    });
  const on = {
    of: rules,
    dockerfileRules: choose(rules.dockerfileRules),
    imageRules: choose(rules.imageRules),
  };
  chosen.set(settings, on);
  return on;
}

const chosen = new WeakMap<object, RulesOn>();

/** No file that a person keeps comes near; one that was made to could fill the memory with findings. */
const MOST_FINDINGS = 1000;
/** How often what targets share may be found once more. */
const MOST_AGAIN = 50_000;

/** What targets share is judged for each of them: with more, the work would be the square of the file. */
const MOST_TARGETS = 1000;

const tooManyTargets = (count: number): string =>
  `it has ${count} targets: as images, only the first ${MOST_TARGETS} were judged`;

const tooMany = (rule: string, most: number): string =>
  `${rule} finds more than ${most} places in it: the others are not told`;

/** A rule that throws is our bug; the rest of the file is judged all the same, and the hole is told. */
const bug = (rule: string, error: unknown): string =>
  `the rule ${rule} failed on it, which is a bug in plimsoll: ${error instanceof Error ? error.message : String(error)}`;
