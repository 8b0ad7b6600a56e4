import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { parse as parseOptions, safeParse } from 'valibot';
import { parse as parseYaml } from 'yaml';
import type { Problem } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import type { Build } from '../dockerfile/build-types.ts';
import { parse } from '../dockerfile/parse.ts';
import { print } from '../dockerfile/print.ts';
import { applyEdits, compatible } from '../fix/apply.ts';
import { memoryContext } from '../testing/context.ts';
import { type Example, readPage } from '../testing/pages.ts';
import type { ImageSubject, Rule } from './rule.ts';

// RULE=name[,name] runs the pages of these rules only.
const only = process.env.RULE?.split(',');
const counts = { rules: 0, bad: 0, good: 0, fixed: 0 };

type AnyRule = Rule<never>;

for (const folder of ['dockerfile', 'image'] as const) {
  for (const name of namesIn(folder)) {
    if (only && !only.includes(name)) continue;
    // Each rule by itself, so that a broken one does not take the others along.
    const module = (await import(`./${folder}/${name}.ts`)) as Record<string, AnyRule>;
    const rule = module[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())]!;
    describe(`rule ${name}`, () => {
      it('is named as its file', () => assert.equal(rule.name, name));
      checkRule(folder, rule);
    });
  }
}

if (!only) {
  it('the index has every rule, once', async () => {
    const { dockerfileRules, imageRules } = await import('./index.ts');
    const listed = [dockerfileRules, imageRules].map((rules) => rules.map(({ name }) => name));
    assert.deepEqual(listed, [namesIn('dockerfile'), namesIn('image')]);
    assert.equal(new Set(listed.flat()).size, listed.flat().length);
  });
}

after(() =>
  console.log(
    `# ${counts.rules} rules: ${counts.bad} bad, ${counts.good} good, ${counts.fixed} fixed examples`,
  ),
);

function namesIn(folder: string): string[] {
  return readdirSync(new URL(`./${folder}`, import.meta.url))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

function checkRule(folder: string, rule: AnyRule): void {
  const path = new URL(`./${folder}/${rule.name}.md`, import.meta.url);
  if (!existsSync(path)) {
    it('has its page', () => assert.fail(`${path.pathname} is missing`));
    return;
  }
  const page = readPage(readFileSync(path, 'utf8'));
  const { examples } = page;
  const ofKind = (kind: Example['kind']) => examples.filter((example) => example.kind === kind);
  counts.rules++;
  for (const kind of ['bad', 'good', 'fixed'] as const) counts[kind] += ofKind(kind).length;

  it('is described', () => {
    assert.equal(page.title, rule.title, 'the page begins with `# ` and the title of the rule');
    assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(rule.help.length > 10 && !rule.help.includes('\n'), 'help is one line');
    assert.ok(ofKind('bad').length > 0, 'a bad example');
    assert.ok(ofKind('good').length > 0, 'a good example');
    assert.equal(
      ofKind('fixed').length > 0,
      rule.fixable,
      'a fixed example exactly when the rule is fixable',
    );
    if (rule.options) assert.ok(safeParse(rule.options, {}).success, '{} is valid for the options');
  });
  let bad: Example | undefined;
  for (const example of examples) {
    if (example.kind === 'fixed') {
      const before = bad;
      it(`mends the example at line ${example.pageLine} of its page`, () =>
        checkFixed(folder, rule, before, example));
    } else {
      if (example.kind === 'bad') bad = example;
      it(`${example.kind} example at line ${example.pageLine} of its page`, () =>
        checkExample(folder, rule, example));
    }
  }
}

function checkExample(folder: string, rule: AnyRule, example: Example): void {
  const build = buildFrom(example);
  assert.equal(print(build.dockerfile), example.text);
  if (!example.syntax)
    assert.deepEqual(
      build.dockerfile.problems.filter(({ code }) => code !== 'no-from'),
      [],
    );
  const problems = run(folder, rule, build, example);
  const lines = problems.map(({ at }) => build.source.lineOf(at.start));
  const told = problems.map(({ message }, i) => `line ${lines[i]}: ${message}`).join('\n');
  if (example.kind === 'good') {
    assert.equal(
      problems.length,
      0,
      `should be silent, but says
${told}`,
    );
    return;
  }
  assert.ok(problems.length > 0, 'should fire');
  if (example.lines)
    assert.deepEqual(
      lines.toSorted((a, b) => a - b),
      example.lines,
      told,
    );
  for (const problem of problems) checkProblem(rule, problem, build, example);
}

function checkProblem(rule: AnyRule, problem: Problem, build: Build, example: Example): void {
  const aliases = problem.aliases ?? rule.aliases;
  for (const alias of aliases)
    assert.ok(rule.aliases.includes(alias), `${alias} is not among the rule's aliases`);
  if (example.aliases) assert.deepEqual([...aliases].sort(), [...example.aliases].sort());
  if (example.severity) assert.equal(problem.severity ?? rule.severity, example.severity);
  const { start, end } = problem.at;
  assert.ok(0 <= start && start <= end && end <= build.source.text.length, 'the place lies in the file');
  assert.ok(problem.message.length > 0 && !/[\r\n]/.test(problem.message), 'the message is one line');
  if (problem.fix) {
    assert.ok(rule.fixable, 'a rule with a fix says fixable');
    assert.ok(compatible(problem.fix.edits), 'edits of one fix do not overlap');
    assert.ok(problem.fix.edits.length > 0, 'a fix has edits');
  }
}

function checkFixed(folder: string, rule: AnyRule, bad: Example | undefined, example: Example): void {
  assert.ok(bad, 'a fixed example follows a bad one');
  let text = bad.text;
  // As the fix engine does: fixes that overlap wait for the next round.
  for (let round = 0; round < 20; round++) {
    const problems = run(folder, rule, buildFrom({ ...bad, text }), bad);
    const edits = [];
    for (const { fix } of problems) {
      const own = (fix?.edits ?? []).filter(({ path }) => path === undefined);
      if (own.length > 0 && compatible([...edits, ...own])) edits.push(...own);
    }
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  assert.equal(text, example.text);
  const rest = run(folder, rule, buildFrom({ ...bad, text }), bad);
  if (!example.remains)
    assert.deepEqual(
      rest.map(({ message }) => message),
      [],
      'the rule is silent on what it mended',
    );
}

function buildFrom(example: Example): Build {
  return buildOf(parse(new Source('Dockerfile', example.text)), {
    args: example.args,
    targets: example.targets,
    ...(Object.keys(example.files).length > 0 ? { context: memoryContext(example.files) } : {}),
  });
}

function run(folder: string, rule: AnyRule, build: Build, example: Example): Problem[] {
  const given: unknown = example.options === undefined ? {} : (parseYaml(example.options) ?? {});
  const options = rule.options ? parseOptions(rule.options, given) : {};
  if (folder === 'dockerfile') return [...(rule as unknown as Rule<Build>).check(build, options)];
  return build.targets.flatMap((stage) => {
    const subject: ImageSubject = { facts: build.facts(stage), recipe: { build, stage } };
    return [...rule.check(subject as never, options)];
  });
}
