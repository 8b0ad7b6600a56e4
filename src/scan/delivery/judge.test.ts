import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitRule } from '../../rules/rule.ts';
import { unanswered } from '../../rules/support/fit/unanswered.ts';
import { partsOf } from '../../testing/check-delivery-page.ts';
import { type DeliveryRules, judgeParts } from './judge.ts';

const curious = fitRule({
  name: 'curious',
  title: 'Ask',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: '',
  fixable: false,
  *check(fit) {
    yield unanswered(fit, 'the user', fit.facts.user);
    yield { at: fit.container.at, message: 'found' };
  },
});

const rules: DeliveryRules = { workload: [], kubernetes: [], compose: [], fit: [curious], workflow: [] };

const compose = `services:
  web:
    image: example.com/acme/web:1
  again:
    image: example.com/acme/web:1
`;

const judge = (enabled: boolean) =>
  judgeParts(
    partsOf({ 'compose.yaml': compose }),
    rules,
    () => ({ rule: () => ({ enabled }) }) as never,
    ({ path }) => path,
  );

test('what a rule cannot decide is a gap of its own kind, beside what it finds', () => {
  const { findings, gaps } = judge(true);
  assert.deepEqual(
    findings.map(({ message }) => message),
    ['found', 'found'],
  );
  assert.deepEqual(
    gaps.map(({ path, kind, rule, target, wants }) => [path, kind, rule, target, wants]),
    ['web', 'again'].map((service) => [
      'compose.yaml',
      'question',
      'curious',
      service,
      'the user of example.com/acme/web:1',
    ]),
  );
  assert.match(
    gaps[0]!.reason,
    /^line 2: curious cannot be decided for web: the user of .* is not known \(.+\)$/,
  );
});

test('a rule that is off asks nothing', () => {
  assert.deepEqual(judge(false), { findings: [], gaps: [] });
});
