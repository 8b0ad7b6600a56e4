import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deliveryHeads } from '../src/rules/delivery-heads.ts';
import { dockerfileRules, imageRules } from '../src/rules/index.ts';

// docs/cis-docker-5.md says which rule stands for which recommendation of chapter 5. It has to be so.

const heads = [...dockerfileRules, ...imageRules, ...deliveryHeads];
const rows = readFileSync(join(import.meta.dirname, '../docs/cis-docker-5.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, , rules, unseen] = line.split('|').map((cell) => cell.trim());
    return number && /^5\.\d+$/.test(number) ? [{ number, rules: rules!, unseen: unseen! }] : [];
  });

/** Names with whether they are marked as strict. */
const namedIn = (cell: string) =>
  [...cell.matchAll(/`([a-z][a-z-]+)`(\*?)/g)].map(([, name, star]) => ({
    name: name!,
    isStrict: star === '*',
  }));

test('every recommendation of the chapter has its row', () => {
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 32 }, (_, index) => `5.${index + 1}`),
  );
  for (const { number, rules, unseen } of rows)
    assert.ok(rules !== '' || unseen !== '', `${number} has neither a rule nor a reason`);
});

test('a row names exactly the rules that answer to its id, with their set', () => {
  for (const { number, rules } of rows) {
    const answering = heads
      .filter(({ aliases }) => aliases.includes(`CIS-${number}`))
      .map(({ name, set }) => ({ name, isStrict: set === 'strict' }));
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    assert.deepEqual(namedIn(rules).sort(byName), answering.sort(byName), number);
  }
});

test('rules that are told of beside them are there', () => {
  const names = new Set(heads.map(({ name }) => name));
  for (const { unseen } of rows)
    for (const { name } of namedIn(unseen)) if (name.includes('-')) assert.ok(names.has(name), name);
});
