import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { parse as parseOptions } from 'valibot';
import { parse as parseYaml } from 'yaml';
import { isQuestion, type Question, type SitedProblem } from '../core/finding.ts';
import { Source } from '../core/source.ts';
import { buildOf } from '../dockerfile/build.ts';
import type { Build } from '../dockerfile/build-types.ts';
import { parse } from '../dockerfile/parse.ts';
import { applyEdits, compatible } from '../fix/apply.ts';
import type { AnySitedRule } from '../rules/rule.ts';
import { type DeliveryFolder, subjectsOf } from '../scan/delivery/judge.ts';
import { kindOfText, manifestKindOfPath } from '../scan/delivery/kinds.ts';
import type { BuildHow } from '../scan/delivery/link.ts';
import { type OpenManifest, openParts, type Parts } from '../scan/delivery/open.ts';
import { kindOfName } from '../scan/names.ts';
import { memoryContext } from './context.ts';
import type { Example } from './pages.ts';

/** Runs a rule on the delivery that an example and its files are. @throws AssertionError when it is not as the page says */
export function checkDeliveryExample(folder: DeliveryFolder, rule: AnySitedRule, example: Example): void {
  const files = filesOf(folder, example);
  const parts = partsOf(files);
  const all = ask(folder, rule, parts, example);
  const problems = all.filter((each): each is SitedProblem => !isQuestion(each));
  checkQuestions(all.filter(isQuestion), example);
  const told = problems.map((problem) => `${placeOf(problem)}: ${problem.message}`).join('\n');
  if (example.kind === 'good') {
    assert.equal(problems.length, 0, `should be silent, but says\n${told}`);
    return;
  }
  assert.ok(problems.length > 0, `should fire; gaps: ${JSON.stringify(parts.gaps)}`);
  const main = mainPath(folder, example);
  if (example.lines) {
    const lines = problems.map(({ at }) => at.source.lineOf(at.span.start)).sort((a, b) => a - b);
    assert.deepEqual(lines, example.lines, told);
    assert.ok(
      problems.every(({ at }) => at.source.path === main || files[at.source.path] !== undefined),
      told,
    );
  }
  for (const problem of problems) checkProblem(rule, problem, example);
  if (!example.aliasesEach) return;
  const inOrder = problems.toSorted(
    (a, b) => a.at.source.lineOf(a.at.span.start) - b.at.source.lineOf(b.at.span.start),
  );
  assert.deepEqual(
    inOrder.map((problem) => [...(problem.aliases ?? rule.aliases)].sort()),
    example.aliasesEach.map((ids) => [...ids].sort()),
  );
}

/** Repairs a bad example until the rule is silent, and compares every file with what the page says. */
export function checkDeliveryFixed(
  folder: DeliveryFolder,
  rule: AnySitedRule,
  bad: Example,
  fixed: Example,
): void {
  const files = { ...filesOf(folder, bad) };
  for (let round = 0; round < 20; round++) {
    const problems = problemsIn(folder, rule, partsOf(files), bad);
    const edits = new Map<string, { span: { start: number; end: number }; text: string }[]>();
    for (const { fix, at } of problems) {
      const own = (fix?.edits ?? []).map((edit) => ({ ...edit, path: edit.path ?? at.source.path }));
      const fits = [...new Set(own.map(({ path }) => path))].every((path) =>
        compatible([...(edits.get(path) ?? []), ...own.filter((edit) => edit.path === path)]),
      );
      if (!fits) continue;
      for (const edit of own) edits.set(edit.path, [...(edits.get(edit.path) ?? []), edit]);
    }
    if (edits.size === 0) break;
    for (const [path, some] of edits) files[path] = applyEdits(files[path] ?? '', some);
  }
  const wanted = { ...filesOf(folder, bad), ...fixed.fixedFiles, [mainPath(folder, bad)]: fixed.text };
  assert.deepEqual(files, wanted);
  const rest = problemsIn(folder, rule, partsOf(files), bad);
  if (!fixed.remains)
    assert.deepEqual(
      rest.map(({ message }) => message),
      [],
      'the rule is silent on what it mended',
    );
}

function checkProblem(rule: AnySitedRule, problem: SitedProblem, example: Example): void {
  const aliases = problem.aliases ?? rule.aliases;
  for (const alias of aliases)
    assert.ok(rule.aliases.includes(alias), `${alias} is not among the rule's aliases`);
  if (example.aliases) assert.deepEqual([...aliases].sort(), [...example.aliases].sort());
  assert.equal(problem.evidence !== undefined, example.evidence, 'whether it is discharged');
  if (example.severity) assert.equal(problem.severity ?? rule.severity, example.severity);
  for (const { source, span } of [problem.at, ...(problem.also ?? [])])
    assert.ok(
      0 <= span.start && span.start <= span.end && span.end <= source.text.length,
      'the place lies in the file',
    );
  assert.ok(problem.message.length > 0 && !/[\r\n]/.test(problem.message), 'the message is one line');
  if (problem.fix) {
    assert.ok(rule.fixable, 'a rule with a fix says fixable');
    assert.ok(problem.fix.edits.length > 0, 'a fix has edits');
  }
}

/** An example that says how much of it cannot be decided is held to that. */
function checkQuestions(questions: readonly Question[], { unknown }: Example): void {
  const listed = questions.map(({ wants, why }) => `${wants} (${why ?? ''})`);
  if (unknown !== undefined) assert.equal(questions.length, unknown, `cannot tell: ${listed.join('; ')}`);
  for (const text of listed) assert.ok(!/[\r\n]/.test(text), 'what is wanted is one line');
}

/** What the rule finds in a delivery. */
export const problemsIn = (...of: Parameters<typeof ask>): SitedProblem[] =>
  ask(...of).filter((each): each is SitedProblem => !isQuestion(each));

/** What the rule finds, and what it cannot tell. */
function ask(
  folder: DeliveryFolder,
  rule: AnySitedRule,
  parts: Parts,
  example: Pick<Example, 'options'>,
): (SitedProblem | Question)[] {
  const given: unknown = example.options === undefined ? {} : (parseYaml(example.options) ?? {});
  const options = rule.options ? parseOptions(rule.options, given) : {};
  return [...subjectsOf(folder, parts)].flatMap(({ subject }) => [...rule.check(subject as never, options)]);
}

const placeOf = ({ at }: SitedProblem): string =>
  at.source ? `${at.source.path}:${at.source.lineOf(at.span.start)}` : 'nowhere';

/** Where the example itself stands. */
function mainPath(folder: DeliveryFolder, { path, text, language }: Example): string {
  if (path) return path;
  if (language === 'dockerfile') return 'Dockerfile';
  if (language === 'hcl') return 'docker-bake.hcl';
  if (folder === 'workflow') return '.github/workflows/publish.yaml';
  return kindOfText(text) === 'compose' || folder === 'compose' ? 'compose.yaml' : 'manifest.yaml';
}

/** The files of a delivery that an example is, with those that its page has beside it. */
export const filesOf = (folder: DeliveryFolder, example: Example): Record<string, string> => ({
  ...example.files,
  [mainPath(folder, example)]: example.text,
});

/** The parts of a delivery that is in memory: path → text. */
export function partsOf(files: Readonly<Record<string, string>>): Parts {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new Source(path, text)]));
  const manifests = [...sources.values()].flatMap((source): OpenManifest[] => {
    const kind = manifestKindOfPath(source.path);
    const certain = kind === 'perhaps' ? kindOfText(source.text) : kind;
    return certain ? [{ kind: certain, source }] : [];
  });
  const paths = [...sources.keys()].filter((path) => kindOfName(posix.basename(path)) === 'dockerfile');
  const build = (source: Source, { args, target, context }: BuildHow): Build =>
    buildOf(parse(source), {
      args,
      targets: target ? [target] : [],
      context: memoryContext(below(files, posix.normalize(context ?? posix.dirname(source.path)))),
    });
  return openParts({
    manifests,
    recipes: {
      paths,
      open: (path, how) => {
        const source = sources.get(posix.normalize(path));
        return source && build(source, how);
      },
      inline: (text, name, how) => build(new Source(`${name} (inline)`, text), how),
    },
    read: (path) => sources.get(posix.normalize(path)),
    env: {},
  });
}

/** The files of a folder, by their path in it. */
function below(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  if (folder === '.') return { ...files };
  const prefix = `${folder}/`;
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), text]] : [],
    ),
  );
}
