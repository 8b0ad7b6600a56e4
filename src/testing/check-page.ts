import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse as parseOptions, safeParse } from 'valibot';
import { parse as parseYaml } from 'yaml';
import type { Problem } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import type { Build } from '../dockerfile/build-types.ts';
import { parse } from '../dockerfile/parse.ts';
import { print } from '../dockerfile/print.ts';
import { applyEdits, compatible } from '../fix/apply.ts';
import type { AnySitedRule, ContentRule, ImageSubject, Rule } from '../rules/rule.ts';
import { type DeliveryFolder, deliveryFolders } from '../scan/delivery/judge.ts';
import { checkContentExample } from './check-content-page.ts';
import { checkDeliveryExample, checkDeliveryFixed } from './check-delivery-page.ts';
import { memoryContext } from './context.ts';
import { type Example, type Page, readPage } from './pages.ts';

/** A rule on whatever subject. */
export type AnyRule = Rule<never>;

/** A rule with its page. */
export interface RuleWithPage {
  readonly folder: RuleFolder;
  readonly rule: AnyRule;
  readonly page: Page;
}

/** Where rules are, by what they judge. */
export const ruleFolders = ['dockerfile', 'image', ...deliveryFolders, 'content'] as const;
export type RuleFolder = (typeof ruleFolders)[number];
type RecipeFolder = Exclude<RuleFolder, DeliveryFolder | 'content'>;

const isDelivery = (folder: RuleFolder): folder is DeliveryFolder =>
  (deliveryFolders as readonly string[]).includes(folder);

const home = new URL('../rules/', import.meta.url);

/** The names of the rules that have a file in a folder. */
export function ruleNames(folder: RuleFolder): string[] {
  if (!existsSync(new URL(folder, home))) return [];
  return readdirSync(new URL(folder, home))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/**
 * Loads a rule from its own file, so that one that is broken does not take others along.
 * @throws Error when the rule or its page is not there
 */
export async function loadRule(folder: RuleFolder, name: string): Promise<RuleWithPage> {
  const module = (await import(`../rules/${folder}/${name}.ts`)) as Record<string, AnyRule>;
  const rule = module[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
  assert.ok(rule, `${name}.ts has no rule of its name`);
  return { folder, rule, page: readPage(readFileSync(new URL(`${folder}/${name}.md`, home), 'utf8')) };
}

/** One thing that a page asks of its rule. */
export interface PageCheck {
  readonly name: string;
  /** @throws AssertionError when the rule does not do it */
  run(): void;
}

/** Everything that a page asks of its rule: every example is a check. */
export function pageChecks({ folder, rule, page }: RuleWithPage): PageCheck[] {
  const checks: PageCheck[] = [{ name: 'is described', run: () => checkDescription(rule, page) }];
  let bad: Example | undefined;
  for (const example of page.examples) {
    const at = `at line ${example.pageLine} of its page`;
    if (example.kind === 'fixed') {
      const before = bad;
      checks.push({ name: `mends the example ${at}`, run: () => checkFixed(folder, rule, before, example) });
    } else {
      if (example.kind === 'bad') bad = example;
      checks.push({ name: `${example.kind} example ${at}`, run: () => checkExample(folder, rule, example) });
    }
  }
  return checks;
}

function checkDescription(rule: AnyRule, { title, examples }: Page): void {
  const has = (kind: Example['kind']) => examples.some((example) => example.kind === kind);
  assert.equal(title, rule.title, 'the page begins with `# ` and the title of the rule');
  assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  assert.ok(rule.help.length > 10 && !rule.help.includes('\n'), 'help is one line');
  assert.ok(has('bad'), 'a bad example');
  assert.ok(has('good'), 'a good example');
  assert.equal(has('fixed'), rule.fixable, 'a fixed example exactly when the rule is fixable');
  if (rule.options) assert.ok(safeParse(rule.options, {}).success, '{} is valid for the options');
}

function checkExample(folder: RuleFolder, rule: AnyRule, example: Example): void {
  if (isDelivery(folder)) {
    checkDeliveryExample(folder, rule as unknown as AnySitedRule, example);
    return;
  }
  if (folder === 'content') {
    checkContentExample(rule as unknown as ContentRule, example);
    return;
  }
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

function checkFixed(folder: RuleFolder, rule: AnyRule, bad: Example | undefined, example: Example): void {
  assert.ok(bad, 'a fixed example follows a bad one');
  if (isDelivery(folder)) {
    checkDeliveryFixed(folder, rule as unknown as AnySitedRule, bad, example);
    return;
  }
  let text = bad.text;
  // As the fix engine does: fixes that overlap wait for the next round.
  for (let round = 0; round < 20; round++) {
    const problems = run(folder as RecipeFolder, rule, buildFrom({ ...bad, text }), bad);
    const edits = [];
    for (const { fix } of problems) {
      const own = (fix?.edits ?? []).filter(({ path }) => path === undefined);
      if (own.length > 0 && compatible([...edits, ...own])) edits.push(...own);
    }
    if (edits.length === 0) break;
    text = applyEdits(text, edits);
  }
  assert.equal(text, example.text);
  const rest = run(folder as RecipeFolder, rule, buildFrom({ ...bad, text }), bad);
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

function run(folder: RecipeFolder, rule: AnyRule, build: Build, example: Example): Problem[] {
  const given: unknown = example.options === undefined ? {} : (parseYaml(example.options) ?? {});
  const options = rule.options ? parseOptions(rule.options, given) : {};
  if (folder === 'dockerfile') return [...(rule as unknown as Rule<Build>).check(build, options)];
  return build.targets.flatMap((stage) => {
    const subject: ImageSubject = { facts: build.facts(stage), recipe: { build, stage } };
    return [...rule.check(subject as never, options)];
  });
}
