import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pointerOf, readReference } from './reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test('references come apart as the ecosystem writes them', () => {
  const cases: [text: string, registry: string, repository: string, pointer: string][] = [
    ['nginx', 'docker.io', 'library/nginx', 'latest'],
    ['index.docker.io/nginx:1', 'docker.io', 'library/nginx', '1'],
    ['docker://nginx', 'docker.io', 'library/nginx', 'latest'],
    [`ghcr.io/a/b:1@${digest}`, 'ghcr.io', 'a/b', digest],
    [`a/b@${digest}`, 'docker.io', 'a/b', digest],
    ['localhost:5000/x', 'localhost:5000', 'x', 'latest'],
    ['[::1]:5000/x', '[::1]:5000', 'x', 'latest'],
  ];
  for (const [text, registry, repository, pointer] of cases) {
    const read = readReference(text);
    assert.deepEqual(
      [read.registry, read.repository, pointerOf(read)],
      [registry, repository, pointer],
      text,
    );
  }
});

test('what is no reference is told why', () => {
  const cases: [text: string, message: RegExp][] = [
    ['', /it is empty/],
    ['Nginx', /lower case: nginx/],
    ['ghcr.io/Owner/App:1', /lower case: ghcr\.io\/owner\/app/],
    ['https://ghcr.io/a', /leave the scheme out/],
    ['a b', /white space/],
    ['a:-x', /a tag is/],
    ['a@sha256:12', /no digest/],
    ['a'.repeat(2000), /too long/],
    [digest.slice(7), /identifier of a local image/],
    [`a@sha384:${'a'.repeat(96)}`, /sha384, which cannot be verified/],
    ['a//b', /write it as/],
  ];
  for (const [text, message] of cases)
    assert.throws(() => readReference(text), { code: 'usage', message }, text.slice(0, 50));
});

test('any text is a reference or an error that can be printed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        readReference(text);
      } catch (error) {
        assert.match((error as Error).message, /^“[\x20-\x7e…]*” /);
      }
    }),
  );
});
