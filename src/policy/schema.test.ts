import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { PlimsollError } from '../core/errors.ts';
import { Source } from '../core/source.ts';
import { configSchema, parseConfig } from './config.ts';
import { rules } from './fixtures.ts';
import { ruleIds } from './ids.ts';
import type { JsonSchema } from './kinds.ts';
import { plain, readYaml } from './yaml.ts';

const schema = configSchema(rules, (rule) =>
  rule.options ? (toJsonSchema(rule.options, { errorMode: 'ignore' }) as JsonSchema) : undefined,
);
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });
addFormats.default(ajv);
const valid: ValidateFunction = ajv.compile(schema);

const agrees = async (text: string): Promise<[schema: boolean, reader: boolean]> => {
  const source = new Source('x', text);
  const value = await readYaml(source);
  const read = await parseConfig(source, ruleIds(rules)).then(
    () => true,
    (error) => (error instanceof PlimsollError ? false : Promise.reject(error)),
  );
  return [valid(value && plain(value)), read];
};

describe('the published schema', () => {
  const good = [
    '{}',
    '$schema: x',
    'rules: strict',
    'rules: { set: strict, run-as-root: off, exec-form: low, pin-base-image: true, DL3008: medium }',
    'rules: { trusted-registries: { severity: low, registries: [a], strict: true } }',
    'rules: { DL3008: { severity: low } }',
    'fail-on: none',
    'fail-on-gaps: 3',
    'fail-on-gaps: false',
    'overrides: { "a/*": { fail-on: low, rules: strict } }',
    'overrides: [{ files: a, fail-on: low }, { targets: [b], rules: { exec-form: off } }]',
    'waivers: [{ rule: DL3002, reason: x }, { rule: [run-as-root, "*"], path: [a], stage: b, line: c, package: d, reason: e, owner: f, until: 2027-01-31, record: g }]',
    'exclude: [a, b]',
    'targets: a',
    'build-args: { A: x, B: 1, C: true }',
    'context: .',
    'baseline: a.json',
    'peers: false',
  ];
  for (const text of good)
    it(`takes ${text}`, async () =>
      assert.deepEqual(await agrees(text), [true, true], JSON.stringify(valid.errors)));

  const bad = [
    'fail_on: low',
    'fail-on: lowest',
    'fail-on-gaps: 0',
    'rules: strickt',
    'rules: { set: a }',
    'rules: { run-as-root: maybe }',
    'rules: { run-as-root: { a: 1 } }',
    'rules: { trusted-registries: { registries: a } }',
    'rules: { trusted-registries: { registry: [a] } }',
    'overrides: a',
    'overrides: { a: { files: b } }',
    'overrides: [{ files: [] , fail-on: lowest }]',
    'waivers: [{ rule: DL3002 }]',
    'waivers: [{ reason: x }]',
    'waivers: [{ rule: DL3002, reason: "" }]',
    'waivers: [{ rule: DL3002, reason: x, until: 2027-02-30 }]',
    'waivers: [{ rule: DL3002, reason: x, because: y }]',
    'exclude: { a: b }',
    'build-args: { A: [] }',
    'peers: yes please',
  ];
  for (const text of bad)
    it(`refuses ${text}`, async () => assert.deepEqual(await agrees(text), [false, false]));

  it('is a JSON Schema that says what every rule is for', () => {
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    const text = JSON.stringify(schema);
    for (const rule of rules)
      assert.ok(text.includes(`"${rule.name}"`) && text.includes(rule.title), rule.name);
  });
});
