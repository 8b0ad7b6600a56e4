import { performance } from 'node:perf_hooks';
import { getDefaults } from 'valibot';
import { Source } from '../src/core/source.ts';
import { buildOf } from '../src/dockerfile/build.ts';
import { parse } from '../src/dockerfile/parse.ts';
import { dockerfileRules, imageRules } from '../src/rules/index.ts';
import type { Rule } from '../src/rules/rule.ts';
import { corpus } from './corpus.ts';

/**
 * Prints what each phase and each rule of a check costs over the corpus, in one process:
 * `node bench/check.ts [rounds]`. The first round is as cold as a run of the command line, the last one warm.
 */
const rounds = Number(process.argv[2] ?? 5);
const sources = corpus().map(({ path, text }) => new Source(path, text));

for (let round = 1; round <= rounds; round++) {
  const costs = check(sources);
  if (round > 1 && round < rounds) continue;
  const total = [...costs.values()].reduce((sum, ms) => sum + ms, 0);
  console.log(
    `\n${round === 1 ? 'first' : 'last'} round: ${total.toFixed(0)} ms for ${sources.length} files`,
  );
  const dearest = [...costs].toSorted(([, a], [, b]) => b - a).slice(0, 24);
  for (const [name, ms] of dearest) console.log(`${ms.toFixed(1).padStart(8)} ms  ${name}`);
}

/** Milliseconds by phase and by rule. What several rules share is paid by the phases before them. */
function check(files: readonly Source[]): Map<string, number> {
  const costs = new Map<string, number>();
  const timed = <Result>(name: string, work: () => Result): Result => {
    const began = performance.now();
    const result = work();
    costs.set(name, (costs.get(name) ?? 0) + performance.now() - began);
    return result;
  };
  for (const source of files) {
    const dockerfile = timed('(parse)', () => parse(source));
    const build = timed('(stages)', () => buildOf(dockerfile));
    timed('(shell)', () => build.commands());
    timed('(packages)', () => build.packages());
    timed('(facts)', () => build.targets.map((target) => build.facts(target)));
    for (const rule of dockerfileRules) timed(rule.name, () => exhaust(rule, build));
    for (const rule of imageRules) {
      timed(rule.name, () =>
        build.targets.map((stage) => exhaust(rule, { facts: build.facts(stage), recipe: { build, stage } })),
      );
    }
  }
  return costs;
}

function exhaust<Subject>(rule: Rule<Subject>, subject: Subject): number {
  const options = rule.options === undefined ? undefined : getDefaults(rule.options as never);
  return [...rule.check(subject, options as never)].length;
}
