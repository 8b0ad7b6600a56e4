import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Source } from '../core/source.ts';
import { reporter } from './json.ts';
import { finding, hostile, hostileText, inputOf, realistic, verdict } from './testdata/verdict.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/schema/report.json', import.meta.url), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);
const report = (input: Parameters<typeof reporter.render>[0]) => JSON.parse(reporter.render(input));

const source = new Source('Dockerfile', 'FROM alpine:3.22\nUSER root\n');
const small = () =>
  inputOf(
    verdict([
      finding({
        rule: 'run-as-root',
        source,
        on: 'USER root',
        message: 'USER is root',
        severity: 'high',
        target: '0',
        aliases: ['DL3002'],
        help: 'Write a number',
        also: ['FROM alpine:3.22'],
        fix: { title: 'write 65532', safe: false, edits: [{ span: { start: 22, end: 26 }, text: '65532' }] },
      }),
    ]),
    [source],
  );

test('a report has exactly this shape', () => {
  assert.deepEqual(report(small()), {
    version: 1,
    tool: { name: 'plimsoll', version: '0.1.0' },
    verdict: { pass: false, line: 'high', exit: 1, over: 1, under: 0, waived: 0, satisfied: 0 },
    findings: [
      {
        rule: 'run-as-root',
        aliases: ['DL3002'],
        severity: 'high',
        disposition: 'over',
        message: 'USER is root',
        help: 'Write a number',
        fingerprint: small().verdict.findings[0]?.fingerprint,
        at: { path: 'Dockerfile', start: { line: 2, column: 1 }, end: { line: 2, column: 10 }, target: '0' },
        also: [{ path: 'Dockerfile', start: { line: 1, column: 1 }, end: { line: 1, column: 17 } }],
        fix: {
          title: 'write 65532',
          safe: false,
          edits: [
            {
              path: 'Dockerfile',
              start: { line: 2, column: 6 },
              end: { line: 2, column: 10 },
              span: { start: 22, end: 26 },
              text: '65532',
            },
          ],
        },
        waiver: null,
        evidence: null,
      },
    ],
    gaps: [],
    files: ['Dockerfile'],
  });
});

test('reports keep to the published schema', () => {
  for (const input of [small(), realistic(), hostile(), inputOf(verdict([]), [])]) {
    assert.ok(validate(report(input)), JSON.stringify(validate.errors, null, 2));
  }
});

test('a place that a fact of the image stands at tells how it is known', () => {
  const judged = finding({ rule: 'run-as-root', source, on: 'USER', message: 'USER is root' });
  const fact = { known: 'predicted' as const, from: 'USER at line 2' };
  const told = report(inputOf(verdict([{ ...judged, also: [{ ...judged.at, fact }] }]), [source]));
  assert.deepEqual(told.findings[0].also[0].fact, fact);
  assert.ok(validate(told), JSON.stringify(validate.errors, null, 2));
});

test('a question is among the gaps, with its rule, target and fact', () => {
  const question = {
    path: 'pod.yaml',
    reason: 'line 6: the user of x is not known',
    kind: 'question' as const,
    rule: 'user-not-verifiable',
    target: 'Pod api',
    wants: 'the user of x',
  };
  const told = report(inputOf(verdict([], { gaps: [question, { path: 'x', reason: 'not readable' }] }), []));
  assert.deepEqual(told.gaps, [question, { path: 'x', reason: 'not readable', kind: 'gap' }]);
  assert.ok(validate(told), JSON.stringify(validate.errors, null, 2));
});

test('the schema refuses what version 1 does not have, anywhere', () => {
  const objects = (value: unknown): object[] =>
    value === null || typeof value !== 'object'
      ? []
      : [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(objects)];
  const whole = report(realistic());
  const found = objects(whole);
  assert.ok(found.length > 100);
  for (const object of found) {
    Object.assign(object, { surprise: true });
    assert.equal(validate(whole), false, JSON.stringify(object));
    Reflect.deleteProperty(object, 'surprise');
  }
  assert.ok(validate(whole));
});

test('the schema misses no property that is taken away', () => {
  const whole = report(small());
  for (const key of Object.keys(whole)) assert.equal(validate({ ...whole, [key]: undefined }), false, key);
  for (const key of Object.keys(whole.findings[0])) {
    const { [key]: _, ...rest } = whole.findings[0];
    assert.equal(validate({ ...whole, findings: [rest] }), false, key);
  }
});

test('a file that a fix creates has its edit at its head', () => {
  const judged = finding({
    rule: 'docker-ignore',
    source,
    on: 'FROM alpine:3.22',
    message: 'No .dockerignore',
    fix: {
      title: 'create it',
      safe: true,
      edits: [{ path: '.dockerignore', span: { start: 0, end: 0 }, text: '.git\n' }],
    },
  });
  const [edit] = report(inputOf(verdict([judged]), [source])).findings[0].fix.edits;
  assert.deepEqual(edit, {
    path: '.dockerignore',
    start: { line: 1, column: 1 },
    end: { line: 1, column: 1 },
    span: { start: 0, end: 0 },
    text: '.git\n',
  });
});

test('hostile text comes back unchanged, and no control character is in the output', () => {
  const text = reporter.render(hostile());
  assert.equal(JSON.parse(text).findings[0].message, hostileText);
  assert.doesNotMatch(text, /[\0-\x09\x0b-\x1f]/);
});

test('the same input gives the same bytes', () => {
  assert.equal(reporter.render(realistic()), reporter.render(realistic({ now: new Date(0), elapsedMs: 5 })));
});
