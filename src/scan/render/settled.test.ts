import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from './settled.ts';

test('random texts of a template are replaced by fixed ones of their length', () => {
  for (const [template, expected] of [
    ['name: a-{{ randAlphaNum 5 | lower }}', 'name: a-{{ (repeat 5 "x") | lower }}'],
    ['pin: {{ randNumeric 4 }}{{- randAlpha 2 -}}', 'pin: {{ (repeat 4 "1") }}{{- (repeat 2 "x") -}}'],
    ['id: {{ uuidv4 | quote }}', 'id: {{ "00000000-0000-4000-8000-000000000000" | quote }}'],
  ])
    assert.equal(settled(template!), expected);
});

test('what is not a call with a length, or no action at all, is left', () => {
  for (const template of [
    'a: randAlphaNum 5',
    '{{ randAlphaNum .Values.length }}',
    '{{ randAlphaNum 5.0 }}',
    '{{ .Values.randAlpha }} {{',
    '',
  ])
    assert.equal(settled(template), template);
});

test('it takes time in proportion to the text', () => {
  for (const text of ['{{ randAlpha ', '{{', '}', '{{ randNumeric 1 }']) settled(text.repeat(100_000));
});
