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
  const findings = new FindingMaker(outline);
  const gaps: Gap[] = [];
  const gap = (reason: string) => gaps.push({ path: build.source.path, reason });
  /** Runs a rule over its subjects, until it has found too much or failed. */
  const run = <Subject>(rule: Rule<Subject>, subjects: Iterable<[Subject, Stage?]>, options: unknown) => {
    let left = most;
    let again = MOST_AGAIN;
    try {
      for (const [subject, target] of subjects) {
        for (const problem of rule.check(subject, options)) {
          if (left === 0 || again === 0) {
            gap(tooMany(rule.name, most));
            return;
          }
          if (findings.add(rule, problem, target)) left--;
          else again--;
        }
      }
    } catch (error) {
      gap(bug(rule.name, error));
    }
  };
  for (const rule of rules.dockerfileRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (enabled) run(rule, [[build]], options);
  }
  if (build.targets.length > MOST_TARGETS) gap(tooManyTargets(build.targets.length));
  for (const rule of rules.imageRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (enabled) run(rule, images(build), options);
  }
  return { findings: findings.finish(), gaps };
}

/** Every target of a build as an image. */
function* images(build: Build): Generator<[ImageSubject, Stage]> {
  for (const stage of build.targets.slice(0, MOST_TARGETS)) {
    yield [{ facts: build.facts(stage), recipe: { build, stage } }, stage];
  }
}

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
