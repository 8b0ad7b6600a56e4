import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOf } from '../dockerfile/build.ts';
import { parse } from '../dockerfile/parse.ts';
import { scriptsOf } from './shellcheck-scripts.ts';

const textsOf = (text: string): string[] => scriptsOf(buildOf(parse(text), {})).map((script) => script.text);

const directiveOf = (text: string): string => textsOf(text)[0]!.split('\n', 1)[0]!;

test('sh is what it is in the base image', () => {
  const run = (base: string, before = '') => directiveOf(`FROM ${base}\n${before}RUN set -o pipefail\n`);
  assert.equal(run('debian:13'), '# shellcheck shell=dash');
  assert.equal(run('registry.access.redhat.com/ubi9/ubi'), '# shellcheck shell=bash');
  assert.match(run('alpine:3.22'), /^# shellcheck shell=dash disable=.*\bSC3040\b/);
  assert.equal(run('registry.example.com/unknown'), '# shellcheck shell=dash disable=SC3040');
  assert.equal(run('alpine:3.22', 'SHELL ["/bin/bash", "-c"]\n'), '# shellcheck shell=bash');
});

test('scripts of shells that are none of its own, and of programs, are left out', () => {
  assert.deepEqual(textsOf('FROM a\nSHELL ["pwsh", "-c"]\nRUN x\n'), []);
  assert.deepEqual(textsOf('FROM a\nRUN ["x"]\nRUN <<E\n#!/usr/bin/env python3\nE\n'), []);
  assert.deepEqual(textsOf('FROM a\nRUN <<-E\n\t#!/usr/bin/env python3\n\tx\n\tE\n'), []);
});

test('what ARG and ENV set is assigned', () => {
  const [script] = scriptsOf(
    buildOf(parse('FROM debian:13\nARG V=1\nRUN echo "$V$W" \\\n  # note\n  && x\n'), {}),
  );
  assert.deepEqual(script!.text.split('\n').slice(1), ['export V=x', 'echo "$V$W"   && x', '']);
  assert.equal(script!.preamble, 2);
});
