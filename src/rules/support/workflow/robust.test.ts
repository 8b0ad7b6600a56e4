import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeParse } from 'valibot';
import { Source } from '../../../core/source.ts';
import { readPage } from '../../../testing/pages.ts';
import { bakeWorkflow } from '../../../workflow/bake.ts';
import { readGithub } from '../../../workflow/github.ts';
import { readGitlab } from '../../../workflow/gitlab.ts';
import { deliveryRules } from '../../delivery.ts';
import type { SitedRule, WorkflowSubject } from '../../rule.ts';

const home = new URL('../../workflow/', import.meta.url);
const examples = readdirSync(home)
  .filter((file) => file.endsWith('.md'))
  .flatMap((file) => readPage(readFileSync(new URL(file, home), 'utf8')).examples)
  .map(({ text }) => text);
const lines = [...new Set(examples.flatMap((text) => text.split('\n')))];

const rules = deliveryRules.workflow as unknown as readonly SitedRule<WorkflowSubject>[];
const delivery = { projects: [], objects: [], workloads: [] };

/** Every problem of every rule on a text, read as each format. */
function problemsIn(text: string) {
  const source = new Source('.github/workflows/x.yaml', text);
  const workflows = [readGithub(source), readGitlab(source), bakeWorkflow([source])];
  return workflows.flatMap((workflow) =>
    rules.flatMap((rule) => {
      const options = rule.options ? safeParse(rule.options, {}).output : {};
      return [...rule.check({ workflow, delivery }, options as never)];
    }),
  );
}

test('rules on workflows do not throw, whatever the text, and point into it', () => {
  assert.ok(rules.length > 20 && examples.length > 60, `${rules.length} rules, ${examples.length} examples`);
  let found = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...examples),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('drop', 'double', 'other'), fc.constantFrom(...lines)), {
        maxLength: 4,
      }),
      (example, changes) => {
        const text = example.split('\n');
        for (const [at, change, line] of changes) {
          const index = at % text.length;
          if (change === 'drop') text.splice(index, 1);
          else text.splice(index, 0, change === 'double' ? text[index]! : line);
        }
        const changed = text.join('\n');
        for (const { at, also = [], fix, message } of problemsIn(changed)) {
          found++;
          assert.ok(!message.includes('\n') && !/undefined|\[object/.test(message), message);
          for (const { span } of [at, ...also])
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= changed.length);
          for (const { span } of fix?.edits ?? []) assert.ok(span.end <= changed.length);
        }
      },
    ),
    { numRuns: 1000 },
  );
  assert.ok(found > 500, `${found} problems`);
});

test('an image that runs on into the next line is no reference', () => {
  const text = [
    'default:',
    '  image: docker:28',
    '    and more',
    'a:',
    '  script:',
    '    - docker push acme/app',
  ];
  const spread = problemsIn(`${text.join('\n')}\n`).filter(({ message }) => message.includes('and more'));
  assert.deepEqual(spread, []);
  assert.match(
    problemsIn(`${text.toSpliced(2, 1).join('\n')}\n`)
      .map(({ message }) => message)
      .join('\n'),
    /docker:28 can be pushed anew/,
  );
});

test('rules on workflows take time in proportion to the text', () => {
  // Ten thousand steps, and a job that needs every job before it: whatever is quadratic here does not come back.
  const step =
    '      - run: docker build -t acme/app:${{ matrix.x }} . && docker push acme/app:${{ matrix.x }}\n';
  problemsIn(`on: push\njobs:\n  a:\n    steps:\n${step.repeat(300)}`);
  const jobs = Array.from(
    { length: 150 },
    (_, i) =>
      `  j${i}:\n    needs: [${Array.from({ length: i }, (_, j) => `j${j}`).join(', ')}]\n    steps:\n      - run: docker push acme/app\n`,
  );
  problemsIn(`on: [push, pull_request]\njobs:\n${jobs.join('')}`);
});
