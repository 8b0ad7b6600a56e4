import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressOn } from './progress.ts';

const world = (stream: { isTTY?: boolean; columns?: number }) => {
  const written: string[] = [];
  let time = 0;
  const progress = progressOn({ ...stream, write: (text) => written.push(text) }, 'Checking', {
    now: () => time,
  });
  return { written, progress, at: (ms: number) => (time = ms) };
};

test('nothing is shown in the first half second, and nothing is cleared', () => {
  const { written, progress, at } = world({ isTTY: true });
  at(499);
  progress.update(1, 2000, 'a');
  progress.end();
  assert.deepEqual(written, []);
});

test('a long run has a line, drawn not too often, cleared at the end', () => {
  const { written, progress, at } = world({ isTTY: true });
  at(500);
  progress.update(312, 2000, 'web/Dockerfile');
  at(510);
  progress.update(313, 2000, 'web/Dockerfile');
  at(600);
  progress.update(390, 2000);
  progress.end();
  progress.update(391, 2000);
  progress.end();
  assert.deepEqual(written, [
    '\r\x1b[KChecking  312 of 2,000 files  web/Dockerfile',
    '\r\x1b[KChecking  390 of 2,000 files',
    '\r\x1b[K',
  ]);
});

test('the line stays narrower than the terminal and shows no control character', () => {
  const { written, progress, at } = world({ isTTY: true, columns: 48 });
  at(1000);
  progress.update(1, 20, `${'deep/'.repeat(40)}\x1b[31mDockerfile`);
  at(2000);
  progress.update(2, 20, '漢字'.repeat(40));
  assert.equal(written[0], '\r\x1b[KChecking  1 of 20 files  …/deep/␛[31mDockerfile');
  assert.equal(written[0]?.slice(4).length, 47);
  assert.equal(written[1], '\r\x1b[KChecking  2 of 20 files  …漢字漢字漢字漢字漢字');
});

test('off a terminal nothing is ever written', () => {
  const { written, progress, at } = world({});
  at(5000);
  progress.update(1, 2);
  progress.end();
  assert.deepEqual(written, []);
});
