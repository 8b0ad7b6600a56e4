import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileWildcard } from './wildcard.ts';

const table: [pattern: string, deep: boolean, yes: string[], no: string[]][] = [
  ['a/b', true, ['a/b'], ['a/bc', 'x/a/b', '']],
  ['*.go', false, ['a.go', '.go'], ['a/b.go', 'a.gox']],
  ['a?c', false, ['abc'], ['ac', 'a/c', 'abbc']],
  ['[a-c]x[^0-9]', false, ['bxy'], ['dxy', 'bx1', 'bx']],
  ['a\\*b', false, ['a*b'], ['aab']],
  ['**/b', true, ['b', 'a/b', 'a/c/b'], ['ab', 'b/a']],
  ['a/**', true, ['a/b', 'a/b/c'], ['a', 'ab']],
  ['a/**/b', true, ['a/b', 'a/x/b', 'a/x/y/b'], ['ab', 'a/xb']],
  ['a/**/**/b', true, ['a/b', 'a/x/y/b'], ['a/xb']],
  ['a**', true, ['a', 'ab', 'ab/c'], ['b']],
  ['a**b', false, ['ab', 'axb'], ['a/b']],
  ['**', true, ['', 'a', 'a/b'], []],
];

for (const [pattern, deep, yes, no] of table) {
  test(`${pattern}${deep ? '' : ' (one folder)'}`, () => {
    const matcher = compileWildcard(pattern, { deep });
    assert.ok(matcher);
    for (const path of yes) assert.ok(matcher(path), `${path} matches`);
    for (const path of no) assert.ok(!matcher(path), `${path} does not match`);
  });
}

test('a malformed pattern is none', () => {
  for (const pattern of ['[', '[a', '[a-', 'a\\']) {
    assert.equal(compileWildcard(pattern, { deep: true }), undefined, pattern);
  }
});

test('shells negate sets with an exclamation mark, and keep them within a folder', () => {
  const shell = compileWildcard('[!a]x', { deep: true, bang: true })!;
  assert.deepEqual([shell('bx'), shell('ax'), shell('/x')], [true, false, false]);
  const go = compileWildcard('[!a]x', { deep: true })!;
  assert.deepEqual([go('!x'), go('ax'), go('bx')], [true, true, false]);
});

test('a hostile pattern costs no more than pattern × path', () => {
  const matcher = compileWildcard(`${'*a'.repeat(200)}b`, { deep: true })!;
  assert.equal(matcher('a'.repeat(4000)), false);
  const folders = compileWildcard(`${'**/a/'.repeat(100)}b`, { deep: true })!;
  assert.equal(folders('a/'.repeat(2000)), false);
});
