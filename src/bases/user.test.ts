import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRootUser } from './user.ts';

test('root by name, by number, or by default', () => {
  for (const text of [
    '',
    'root',
    'root:root',
    'root:app',
    '0',
    '0:0',
    '0:1000',
    '00',
    '+0',
    ':0',
    'ContainerAdministrator',
  ])
    assert.equal(isRootUser(text), true, text);
});

test('everybody else', () => {
  for (const text of [
    '1000',
    '10',
    'nonroot',
    '65532:0',
    'ROOT',
    'rooty',
    'toor',
    '0x0',
    '1000:root',
    '$UID',
    'ContainerUser',
  ])
    assert.equal(isRootUser(text), false, text);
});
