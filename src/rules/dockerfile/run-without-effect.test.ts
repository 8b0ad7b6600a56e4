import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../../core/source.ts';
import { buildOf } from '../../dockerfile/build.ts';
import { parse } from '../../dockerfile/parse.ts';
import { runWithoutEffect } from './run-without-effect.ts';

test('what would become ENV is not repaired where it is a secret', () => {
  const text =
    'FROM debian:13\nRUN export API_TOKEN=$T\nRUN export A=b DB_PASSWORD=$P\nRUN export COLOUR=blue\n';
  const build = buildOf(parse(new Source('Dockerfile', text)));
  const found = [...runWithoutEffect.check(build, {})].map(({ help, fix }) => [help, fix?.title]);
  assert.deepEqual(found, [
    ['read it in the RUN that needs it, from --mount=type=secret,id=…,env=NAME', undefined],
    ['use ENV', undefined],
    ['use ENV', 'write ENV COLOUR=blue'],
  ]);
});
