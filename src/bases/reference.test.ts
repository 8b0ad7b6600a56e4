import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseReference, repositoryName } from './reference.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

const valid: readonly (readonly [
  text: string,
  parts: { name: string; tag?: string; digest?: string; registry?: string },
])[] = [
  ['python', { name: 'docker.io/library/python' }],
  ['python:3.13-slim', { name: 'docker.io/library/python', tag: '3.13-slim' }],
  ['library/python', { name: 'docker.io/library/python' }],
  ['docker.io/python', { name: 'docker.io/library/python', registry: 'docker.io' }],
  ['docker.io/library/python:3', { name: 'docker.io/library/python', registry: 'docker.io', tag: '3' }],
  ['index.docker.io/library/python', { name: 'docker.io/library/python', registry: 'index.docker.io' }],
  [`python@${digest}`, { name: 'docker.io/library/python', digest }],
  [`python:3.13@${digest}`, { name: 'docker.io/library/python', tag: '3.13', digest }],
  ['oven/bun:1', { name: 'docker.io/oven/bun', tag: '1' }],
  [
    'gcr.io/distroless/cc-debian12:nonroot',
    { name: 'gcr.io/distroless/cc-debian12', registry: 'gcr.io', tag: 'nonroot' },
  ],
  ['localhost/app', { name: 'localhost/app', registry: 'localhost' }],
  ['localhost:5000/app', { name: 'localhost:5000/app', registry: 'localhost:5000' }],
  ['localhost:5000', { name: 'docker.io/library/localhost', tag: '5000' }],
  [
    'registry.example.com:8443/a/b/c:v1',
    { name: 'registry.example.com:8443/a/b/c', registry: 'registry.example.com:8443', tag: 'v1' },
  ],
  ['10.0.0.1:5000/app:v1', { name: '10.0.0.1:5000/app', registry: '10.0.0.1:5000', tag: 'v1' }],
  ['[2001:db8::1]:5000/app', { name: '[2001:db8::1]:5000/app', registry: '[2001:db8::1]:5000' }],
  ['[2001:db8::1]/app', { name: '[2001:db8::1]/app', registry: '[2001:db8::1]' }],
  ['REGISTRY/app', { name: 'REGISTRY/app', registry: 'REGISTRY' }],
  ['xn--n3h.com/app', { name: 'xn--n3h.com/app', registry: 'xn--n3h.com' }],
  ['a/b/c', { name: 'docker.io/a/b/c' }],
  ['foo__bar/a-b---c.d_e', { name: 'docker.io/foo__bar/a-b---c.d_e' }],
  ['docker.io', { name: 'docker.io/library/docker.io' }],
  ['a:_under', { name: 'docker.io/library/a', tag: '_under' }],
  ['a:UPPER.Tag-1', { name: 'docker.io/library/a', tag: 'UPPER.Tag-1' }],
  [`a:${'t'.repeat(128)}`, { name: 'docker.io/library/a', tag: 't'.repeat(128) }],
  [`a@sha512:${'a'.repeat(128)}`, { name: 'docker.io/library/a', digest: `sha512:${'a'.repeat(128)}` }],
  [`a@sha384:${'a'.repeat(96)}`, { name: 'docker.io/library/a', digest: `sha384:${'a'.repeat(96)}` }],
  [`example.com/${'a'.repeat(255)}`, { name: `example.com/${'a'.repeat(255)}`, registry: 'example.com' }],
];

const invalid = [
  '',
  ' ',
  ':tag',
  `@${digest}`,
  'a:',
  'a@',
  'a@sha256:abc',
  `a@sha256:${'A'.repeat(64)}`,
  `a@md5:${'a'.repeat(32)}`,
  `a@${digest}@${digest}`,
  'a:b:c',
  'a b',
  'Python',
  'python:3 ',
  'a//b',
  '/a',
  'a/',
  'a/b/',
  '-a',
  'a-',
  '_a',
  'a_',
  'a___b',
  'a..b',
  'a._b',
  'example.com/A',
  'example..com/a',
  '-example.com/a',
  'example.com:/a',
  'example.com:port/a',
  'https://example.com/a',
  'example.com./a',
  'a:-tag',
  'a:.tag',
  'a:tag/b:',
  `a:${'t'.repeat(129)}`,
  `example.com/${'a'.repeat(256)}`,
  '${BASE}',
  'a:${TAG}',
  'é',
  '[::1/a',
  '[zz]/a',
  'a'.repeat(2000),
  '0123456789abcdef'.repeat(4),
  'python\n',
];

test('valid references come apart as distribution/reference has it', () => {
  for (const [text, parts] of valid) {
    const reference = parseReference(text);
    assert.ok(reference, text);
    const { name, registry, tag, digest: found } = reference;
    assert.deepEqual(
      { name, registry, tag, digest: found },
      { name: parts.name, registry: parts.registry, tag: parts.tag, digest: parts.digest },
      text,
    );
  }
});

test('what is no reference is undefined', () => {
  for (const text of invalid) assert.equal(parseReference(text), undefined, JSON.stringify(text));
});

test('the canonical form names registry, library and latest', () => {
  assert.equal(parseReference('python')?.canonical, 'docker.io/library/python:latest');
  assert.equal(parseReference(`python@${digest}`)?.canonical, `docker.io/library/python@${digest}`);
  assert.equal(parseReference(`a/b:1@${digest}`)?.canonical, `docker.io/a/b:1@${digest}`);
});

test('the canonical form is valid and its own canonical form', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,5}$/);
  const shape = fc.tuple(fc.array(part, { minLength: 1, maxLength: 3 }), fc.option(part), fc.boolean());
  fc.assert(
    fc.property(shape, ([path, tag, pinned]) => {
      const text = `${path.join('/')}${tag === null ? '' : `:${tag}`}${pinned ? `@${digest}` : ''}`;
      const canonical = parseReference(text)?.canonical;
      assert.ok(canonical, text);
      assert.equal(parseReference(canonical)?.canonical, canonical);
    }),
  );
});

test('any text is read without an error', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseReference(text)));
});

test('the repository of a reference whose tag is known at run time only', () => {
  const name = 'ghcr.io/acme/app';
  const same = [
    name,
    `${name}:1`,
    `${name}:\${{ github.ref == 'a/b' && 'x' || 'y:z' }}`,
    `${name}:v1-$SHA`,
    `${name}:$SHA`,
    `${name}@$DIGEST`,
    `${name}:1@\${{ steps.build.outputs.digest }}`,
    `${name}@${digest}`,
  ];
  for (const text of same) assert.equal(repositoryName(text), name, text);
  assert.equal(repositoryName('localhost:5000/app:$TAG'), 'localhost:5000/app');
  for (const text of [
    '$NAME',
    '${REGISTRY}/app:1',
    `${name}$SUFFIX`,
    'ghcr.io:$PORT/app',
    '',
    'A b',
    ':$TAG',
  ])
    assert.notEqual(repositoryName(text), name, text);
  for (const text of ['$NAME', '${REGISTRY}/app:1', `${name}$SUFFIX`, 'A b', ':$TAG', '@$D'])
    assert.equal(repositoryName(text), undefined, text);
});
