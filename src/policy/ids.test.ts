import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestOf } from '../core/distance.ts';
import { rules } from './fixtures.ts';
import { findingKeys, idKey, isBuildkitId, ruleIds } from './ids.ts';

const ids = ruleIds(rules);
const names = (id: string): string[] => ids.resolve(id).map((rule) => rule.name);

describe('idKey', () => {
  for (const same of [
    ['DL3002', 'dl3002', 'DL-3002', ' DL3002 '],
    ['DS-0002', 'DS002', 'AVD-DS-0002', 'avd-ds-0002', 'ds-2'],
    ['CIS-DI-0001', 'cis-di-0001', 'CIS-DI-1'],
    ['JSONArgsRecommended', 'jsonargsrecommended'],
    ['SC1010', 'sc1010'],
  ]) {
    it(`is one for ${same.join(', ')}`, () => assert.equal(new Set(same.map(idKey)).size, 1));
  }

  it('tells other ids apart', () => {
    const other = [
      'DL3002',
      'DL3020',
      'DS-0002',
      'DS-0020',
      'KSV-01010',
      'KSV-0101',
      'SC3002',
      'run-as-root',
      '0',
      '*',
    ];
    assert.equal(new Set(other.map(idKey)).size, other.length);
  });

  it('is its own key', () => {
    for (const id of ['DS-0002', 'DL3002', 'run-as-root', 'CIS-DI-0010', '007'])
      assert.equal(idKey(idKey(id)), idKey(id));
  });
});

describe('ruleIds', () => {
  const cases: [id: string, rules: string[]][] = [
    ['run-as-root', ['run-as-root']],
    ['RUN-AS-ROOT', ['run-as-root']],
    ['dl3002', ['run-as-root']],
    ['DS002', ['run-as-root']],
    ['AVD-DS-0002', ['run-as-root']],
    ['CIS-DI-0001', ['run-as-root']],
    ['jsonargsrecommended', ['exec-form']],
    ['DL9001', ['first-shared', 'second-shared']],
    ['SC2086', ['shellcheck']],
    ['sc1010', ['shellcheck']],
    ['SC20', []],
    ['DL1234', []],
    ['', []],
    ['constructor', []],
  ];
  for (const [id, expected] of cases)
    it(`${id || '(nothing)'} is ${expected.join(' and ') || 'no rule'}`, () =>
      assert.deepEqual(names(id), expected));

  it('* is every rule', () => assert.equal(ids.resolve('*').length, rules.length));

  it('suggests the nearest', () => {
    assert.equal(ids.nearest('run-as-rot'), 'run-as-root');
    assert.equal(ids.nearest('DL3O02'), 'DL3002');
    assert.equal(ids.nearest('JSONArgRecommended'), 'JSONArgsRecommended');
    assert.equal(ids.nearest('something-else-entirely'), undefined);
    assert.equal(ids.nearest('x'.repeat(100_000)), undefined);
  });
});

it('nearestOf takes the nearest, and none that is far', () => {
  assert.equal(nearestOf('fail_on', ['fail-on', 'fail-on-gaps']), 'fail-on');
  assert.equal(nearestOf('zzz', ['fail-on', 'rules']), undefined);
});

it('isBuildkitId knows BuildKit’s words from codes', () => {
  for (const id of ['StageNameCasing', 'JSONArgsRecommended', 'UndefinedVar'])
    assert.ok(isBuildkitId(id), id);
  for (const id of ['DL3002', 'SC2086', 'DS-0002', 'CIS-DI-0001', 'run-as-root', 'KSV-0001'])
    assert.ok(!isBuildkitId(id), id);
});

it('findingKeys are the finding’s own aliases, not all of its rule’s', () => {
  const keys = findingKeys({ rule: 'exec-form', aliases: ['JSONArgsRecommended'] });
  assert.deepEqual([...keys].sort(), ['*', 'buildkit:*', 'exec-form', 'jsonargsrecommended']);
  assert.ok(!keys.has(idKey('DL3025')));
});
