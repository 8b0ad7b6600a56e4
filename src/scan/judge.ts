import type { Finding } from '../core/finding.ts';
import type { Gap } from '../core/gap.ts';
import type { Build, Stage } from '../dockerfile/build-types.ts';
import type { Settings } from '../policy/types.ts';
import type { DockerfileRule, ImageRule, Rule } from '../rules/rule.ts';
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
): Judgement {
  const findings = new FindingMaker(outline);
  const gaps: Gap[] = [];
  const run = <Subject>(rule: Rule<Subject>, subject: () => Subject, options: unknown, target?: Stage) => {
    try {
      for (const problem of rule.check(subject(), options)) findings.add(rule, problem, target);
    } catch (error) {
      gaps.push({ path: build.source.path, reason: bug(rule.name, error) });
    }
  };
  for (const rule of rules.dockerfileRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (enabled) run(rule, () => build, options);
  }
  for (const rule of rules.imageRules) {
    const { enabled, options } = settings.rule(rule.name);
    if (!enabled) continue;
    for (const stage of build.targets) {
      run(rule, () => ({ facts: build.facts(stage), recipe: { build, stage } }), options, stage);
    }
  }
  return { findings: findings.finish(), gaps };
}

/** A rule that throws is our bug; the rest of the file is judged all the same, and the hole is told. */
const bug = (rule: string, error: unknown): string =>
  `the rule ${rule} failed on it, which is a bug in plimsoll: ${error instanceof Error ? error.message : String(error)}`;
