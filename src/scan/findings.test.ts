import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTree } from '../testing/tree.ts';
import { checkProject } from './project.ts';

async function targetsOf(dockerfile: string, rule: string): Promise<(string | undefined)[]> {
  const cwd = makeTree({
    Dockerfile: dockerfile,
    'plimsoll.yaml': 'rules: { image-labels: { labels: { version: text } } }\n',
  });
  const { verdict } = await checkProject({
    cwd,
    flags: {},
    paths: ['.'],
    now: new Date('2026-06-01'),
    env: {},
    shellcheck: false,
  });
  return verdict.findings.filter((finding) => finding.rule === rule).map(({ at }) => at.target);
}

test('an only stage without a name is called so by no rule', async () => {
  const text = 'FROM debian:13\nCMD ["x"]\n';
  assert.deepEqual(await targetsOf(text, 'image-labels'), [undefined]);
  assert.deepEqual(await targetsOf(text, 'run-as-root'), [undefined]);
});

test('a stage is called by its name, or by its number where there are several', async () => {
  const named = 'FROM debian:13 AS web\nCMD ["x"]\n';
  assert.deepEqual(await targetsOf(named, 'image-labels'), ['web']);
  assert.deepEqual(await targetsOf(`${named}FROM debian:13\nCMD ["y"]\n`, 'image-labels'), ['web', '1']);
});
