import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretName } from './names.ts';

test('passwords, tokens and private keys are strong names, words of many meanings weak ones', () => {
  for (const name of [
    'DB_PASSWORD',
    'dbPassword',
    'GITHUB_TOKEN',
    'AWS_SECRET_ACCESS_KEY',
    'JWT_KEY',
    'CREDENTIALS',
  ])
    assert.equal(secretName(name), 'strong', name);
  for (const name of ['BASIC_AUTH', 'PWD', 'SORT_KEY', 'PASS']) assert.equal(secretName(name), 'weak', name);
});

test('what is about a secret and not one is none', () => {
  for (const name of [
    'POSTGRES_PASSWORD_FILE',
    'TOKEN_TTL',
    'HSM_TOKEN_LABEL',
    'SECRET_NAME',
    'PUBLIC_KEY',
    'KAFKA_SSL_KEYSTORE_CREDENTIALS',
    'HOME',
  ])
    assert.equal(secretName(name), undefined, name);
});
