import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anyGlob, glob, isGlob } from './glob.ts';

describe('glob', () => {
  const cases: [pattern: string, matches: string[], others: string[]][] = [
    ['Dockerfile', ['Dockerfile', './Dockerfile'], ['a/Dockerfile', 'Dockerfile.dev', 'dockerfile']],
    ['./Dockerfile', ['Dockerfile'], ['a/Dockerfile']],
    [
      'docker/Dockerfile.production*',
      ['docker/Dockerfile.production', 'docker/Dockerfile.production-x'],
      ['Dockerfile.production', 'a/docker/Dockerfile.production'],
    ],
    ['**/Dockerfile', ['Dockerfile', 'a/Dockerfile', 'a/b/Dockerfile'], ['a/Dockerfile.dev']],
    ['dev/**', ['dev', 'dev/a', 'dev/.hidden/b'], ['devel/a']],
    ['dev', ['dev', 'dev/a/b'], ['devel']],
    ['dev/', ['dev', 'dev/a'], ['x/dev']],
    ['**', ['a', '.a/b'], []],
    ['*', ['a', 'a/b', '.env'], []],
    ['*.Dockerfile', ['web.Dockerfile', '.Dockerfile'], ['a/web.Dockerfile']],
    ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['a/b/c/y', 'z']],
    ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/z/c', 'a/b/b/c'], ['a/c', 'a/b/d']],
    ['Dockerfile.?', ['Dockerfile.a'], ['Dockerfile.', 'Dockerfile.ab']],
    ['Dockerfile.[ab]', ['Dockerfile.a'], ['Dockerfile.c']],
    ['Dockerfile.[!ab]', ['Dockerfile.c'], ['Dockerfile.a']],
    ['v[0-9]', ['v5'], ['vx']],
    ['v[]x]', ['v]', 'vx'], ['v[']],
    ['v[', ['v['], ['v']],
    ['{web,api}/Dockerfile', ['web/Dockerfile', 'api/Dockerfile'], ['db/Dockerfile']],
    ['{a,{b,c}d}/x', ['a/x', 'bd/x', 'cd/x'], ['b/x']],
    ['{a}', ['{a}'], ['a']],
    ['\\*', ['*'], ['a']],
    ['a\\[b', ['a[b'], ['ab']],
    ['../up/*', ['../up/x'], ['up/x']],
  ];
  for (const [pattern, matches, others] of cases) {
    it(pattern, () => {
      for (const path of matches) assert.equal(glob(pattern)(path), true, path);
      for (const path of others) assert.equal(glob(pattern)(path), false, path);
    });
  }

  it('stays quick whatever the pattern', () => {
    assert.equal(glob(`${'*a'.repeat(1000)}b`)('a'.repeat(3000)), false);
    assert.equal(glob(`${'**/a/'.repeat(500)}b`)(`${'a/'.repeat(2000)}c`), false);
    assert.equal(glob('{a,b}'.repeat(30))('a'.repeat(30)), false);
    assert.equal(glob('['.repeat(1_000_000))('['), false);
  });
});

it('anyGlob of none matches nothing', () => assert.equal(anyGlob([])('a'), false));

it('isGlob knows one path from many', () => {
  for (const pattern of ['*', 'a?', '[a]', '{a,b}', 'dev/', 'a\\b']) assert.ok(isGlob(pattern), pattern);
  assert.ok(!isGlob('docker/Dockerfile.dev'));
});
