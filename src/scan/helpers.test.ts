import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeTree } from '../testing/tree.ts';
import { Helpers } from './helpers.ts';
import { judgeEach } from './judge-each.ts';
import { openProject } from './project.ts';
import type { CheckRequest } from './types.ts';

const count = 330;

const root = makeTree(
  Object.fromEntries(
    Array.from({ length: count }, (_, number) => [
      `app-${number}/Dockerfile`,
      `# Töpfe ${number}\nFROM debian:12.${number % 9}\nRUN cd /srv-${number} && apt-get install -y curl\n`,
    ]),
  ),
);

const request: CheckRequest = {
  cwd: root,
  paths: ['.'],
  flags: {},
  config: false,
  shellcheck: false,
  now: new Date('2026-11-25T00:00:00Z'),
  env: {},
};

test('several threads find what one finds', async () => {
  const seen: number[] = [];
  let long = 0;
  const project = await openProject({
    ...request,
    onProgress: ({ done }) => seen.push(done),
    onLong: () => long++,
  });
  const together = await new Helpers(project.request).judge(project);
  assert.equal(together.size, count);
  assert.ok(long <= 1, 'it becomes long once at most');
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  let next = 0;
  const alone = judgeEach(project, project.files, () => next++);
  for (const [number, judged] of alone) assert.deepEqual(together.get(number), judged);
});

test('what a thread that fails leaves undone is done here', async () => {
  const project = await openProject(request);
  // A function cannot be handed to a thread.
  const broken = { ...project, request: { ...request, flags: { buildArgs: { A: () => '' } as never } } };
  const judged = await new Helpers(broken.request).judge(broken);
  assert.equal(judged.size, count);
});
