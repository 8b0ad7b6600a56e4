import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { masked } from './spans.ts';

const hidden: readonly (readonly [string, string])[] = [
  ['ENV DB_PASSWORD=hunter22', 'ENV DB_PASSWORD=********'],
  ['ENV DB_PASSWORD hunter22', 'ENV DB_PASSWORD ********'],
  ['ARG TOKEN="s3cret value"', 'ARG TOKEN="************"'],
  ['      DB_PASSWORD: hunter22', '      DB_PASSWORD: ********'],
  ['  - DB_PASSWORD=hunter22', '  - DB_PASSWORD=********'],
  ['  DB_PASSWORD: ${DB_PASSWORD:-hunter22}', '  DB_PASSWORD: ${DB_PASSWORD:-********}'],
  ['- name: DB_PASSWORD\n  value: "hunter22"', '- name: DB_PASSWORD\n  value: "********"'],
  ['- {name: DB_PASSWORD, value: hunter22}', '- {name: DB_PASSWORD, value: ********}'],
  ['{"DB_PASSWORD": "hunter22", "A": "b"}', '{"DB_PASSWORD": "********", "A": "b"}'],
  ['mysql --password hunter22 -u root', 'mysql --password ******** -u root'],
  ['postgres://app:hunter22@db/app', 'postgres://app:********@db/app'],
  ['x AKIAIOSFODNN7REALKEY y', 'x ******************** y'.replace('x ', 'x ')],
  [
    '-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----',
    '***************************\n******\n-----END PRIVATE KEY-----',
  ],
];

for (const [text, shown] of hidden)
  test(`hides what is secret in ${JSON.stringify(text)}`, () => assert.equal(masked(text), shown));

const plain = [
  'DB_PASSWORD_FILE: /run/secrets/db',
  'DB_PASSWORD: ${DB_PASSWORD}',
  'password: changeme-example',
  'tokenizer: bert',
  'FROM node:24 AS build',
  'key: value',
  'https://example.com:8080/path',
  'name: DB_PASSWORD\nvalueFrom:\n  secretKeyRef: {name: db, key: password}',
];

for (const text of plain)
  test(`leaves ${JSON.stringify(text)} as it is`, () => assert.equal(masked(text), text));

test('offsets and lines stay, whatever the text', () => {
  const part = fc.constantFrom(
    'PASSWORD',
    '=',
    ': ',
    'hunter22',
    '\n',
    '"',
    "'",
    '$',
    '{',
    '}',
    'name',
    'value',
    '://',
    '@',
    ' ',
    '--token',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const shown = masked(text);
      assert.equal(shown.length, text.length);
      assert.deepEqual(
        [...shown.matchAll(/\n/g)].map(({ index }) => index),
        [...text.matchAll(/\n/g)].map(({ index }) => index),
      );
    }),
  );
});

test('takes time in proportion to the text', () => {
  for (const piece of [
    'PASSWORD',
    'PASSWORD=',
    '--a ',
    'a://b:',
    '"PASSWORD": "',
    'name: A\nvalue: b\n',
    'ENV A ',
  ])
    masked(piece.repeat(200_000));
});
