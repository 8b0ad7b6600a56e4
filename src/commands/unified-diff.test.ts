import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { unifiedDiff } from './unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-diff-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a change has its place and three lines around', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\n';
  const text = unifiedDiff('web/Dockerfile', before, before.replace('e\n', 'E\nEE\n'));
  assert.equal(
    text,
    '--- a/web/Dockerfile\n+++ b/web/Dockerfile\n@@ -2,7 +2,8 @@\n b\n c\n d\n-e\n+E\n+EE\n f\n g\n h\n',
  );
});

test('changes that are apart make hunks of their own; those that touch make one', () => {
  const lines = Array.from({ length: 30 }, (_, i) => `${i}\n`);
  const changed = (...at: number[]) => lines.map((line, i) => (at.includes(i) ? `x${line}` : line)).join('');
  assert.equal(unifiedDiff('f', lines.join(''), changed(3, 20)).match(/^@@/gm)?.length, 2);
  assert.equal(unifiedDiff('f', lines.join(''), changed(3, 9)).match(/^@@/gm)?.length, 1);
});

test('names with blanks and quotes are told so that they are read back', () => {
  const text = (letter: string) => Array.from({ length: 3000 }, () => `${letter}\n`).join('');
  for (const [before, after] of [
    ['a\n', 'b\n'],
    [text('a'), text('b')],
  ] as const) {
    const head = (path: string) => unifiedDiff(path, before, after).split('\n').slice(0, 2);
    assert.deepEqual(head('/srv/c'), ['--- a/srv/c', '+++ b/srv/c']);
    assert.deepEqual(head('a b/c'), ['--- a/a b/c\t', '+++ b/a b/c\t']);
    assert.deepEqual(head('a"b\nc'), ['--- "a/a\\"b\\nc"', '+++ "b/a\\"b\\nc"']);
  }
});

test('the same is no diff, and a missing last line ending is told', () => {
  assert.equal(unifiedDiff('f', 'a\n', 'a\n'), '');
  assert.equal(
    unifiedDiff('f', 'a\nb', 'a\nb\n'),
    '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n',
  );
});

test('git applies every diff, and what comes out is the other text', {
  skip: !hasGit() && 'git is not here',
}, () => {
  const line = fc.constantFrom('a', 'b', 'c', '', 'x\r', '-', '+', '@@');
  const text = fc
    .tuple(fc.array(line, { maxLength: 25 }), fc.boolean())
    .map(([lines, end]) => lines.join('\n') + (end && lines.length > 0 ? '\n' : ''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      writeFileSync(join(folder, 'f'), before);
      writeFileSync(join(folder, 'p'), unifiedDiff('f', before, after));
      execFileSync('git', ['apply', '--whitespace=nowarn', 'p'], { cwd: folder });
      assert.equal(readFileSync(join(folder, 'f'), 'utf8'), after);
    }),
    { numRuns: 60 },
  );
});

test('texts that have nothing in common cost no quadratic time', () => {
  const text = (letter: string) => Array.from({ length: 20_000 }, (_, i) => `${letter}${i}\n`).join('');
  const diff = unifiedDiff('f', text('a'), text('b'));
  assert.match(diff, /^@@ -1,20000 \+1,20000 @@$/m);
});

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
