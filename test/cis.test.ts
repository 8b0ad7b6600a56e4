import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { whyUnseen } from '../src/policy/unseen-ids.ts';
import { contentRules } from '../src/rules/content.ts';
import { deliveryHeads } from '../src/rules/delivery-heads.ts';
import { dockerfileRules, imageRules } from '../src/rules/index.ts';
import { rulesNamed } from '../src/scan/catalogue.ts';

// docs/cis-docker-4.md and -5.md say which rule stands for which recommendation of the chapter. It has to be so.

const heads = [...dockerfileRules, ...imageRules, ...deliveryHeads];
const rowsOf = (chapter: number) =>
  readFileSync(join(import.meta.dirname, `../docs/cis-docker-${chapter}.md`), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, number, , rules, unseen] = line.split('|').map((cell) => cell.trim());
      return number && /^\d\.\d+$/.test(number) ? [{ number, rules: rules!, unseen: unseen! }] : [];
    });
const rows = [...rowsOf(4), ...rowsOf(5)];

/** Names with whether they are marked as strict. */
const namedIn = (cell: string) =>
  [...cell.matchAll(/`([a-z][a-z-]+)`(\*?)/g)].map(([, name, star]) => ({
    name: name!,
    isStrict: star === '*',
  }));

test('every recommendation of the chapters has its row', () => {
  const numbers = (chapter: number, length: number) =>
    Array.from({ length }, (_, index) => `${chapter}.${index + 1}`);
  assert.deepEqual(
    rows.map(({ number }) => number),
    [...numbers(4, 12), ...numbers(5, 32)],
  );
  for (const { number, rules, unseen } of rows)
    assert.ok(rules !== '' || unseen !== '', `${number} has neither a rule nor a reason`);
});

test('what has no rule is told why, wherever its id is named', async () => {
  for (const { number, rules } of rows) {
    const why = whyUnseen(`CIS-${number}`);
    assert.equal(why !== undefined, rules === '', number);
    if (why !== undefined)
      await assert.rejects(rulesNamed(`CIS-${number}`), {
        message: `no rule answers to CIS-${number}: ${why}`,
      });
  }
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

test('every checkpoint that Dockle has of images has a rule that judges built images, or a reason', () => {
  const onImages = [...imageRules, ...contentRules].flatMap(({ aliases }) => aliases);
  const numbered = (prefix: string, length: number) =>
    Array.from({ length }, (_, index) => `${prefix}-${String(index + 1).padStart(4, '0')}`);
  const ids = [...numbered('CIS-DI', 11), ...numbered('DKL-DI', 6), ...numbered('DKL-LI', 3)];
  const open = ids.filter((id) => !onImages.includes(id) && whyUnseen(id) === undefined);
  assert.deepEqual(open, []);
});
