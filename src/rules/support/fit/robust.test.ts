import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { safeParse } from 'valibot';
import { isQuestion } from '../../../core/finding.ts';
import { subjectsOf } from '../../../scan/delivery/judge.ts';
import { partsOf } from '../../../testing/check-delivery-page.ts';
import { readPage } from '../../../testing/pages.ts';
import { deliveryRules } from '../../delivery.ts';
import type { AnySitedRule } from '../../rule.ts';

const folders = ['fit', 'workload'] as const;
const examples = folders.flatMap((folder) => {
  const home = new URL(`../../${folder}/`, import.meta.url);
  return readdirSync(home)
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => readPage(readFileSync(new URL(file, home), 'utf8')).examples);
});

/** What every rule on fits and workloads says of a delivery. */
function toldOf(files: Record<string, string>) {
  const parts = partsOf(files);
  return folders.flatMap((folder) =>
    [...subjectsOf(folder, parts)].flatMap(({ subject }) =>
      (deliveryRules[folder] as readonly unknown[] as readonly AnySitedRule[]).flatMap((rule) => {
        const options = rule.options ? safeParse(rule.options, {}).output : {};
        return [...rule.check(subject as never, options as never)].map((told) => ({ rule: rule.name, told }));
      }),
    ),
  );
}

/** Lines of one text taken out, doubled, and put in from another. */
const damaged = fc
  .tuple(
    fc.constantFrom(...examples),
    fc.constantFrom(...examples),
    fc.array(fc.tuple(fc.nat(60), fc.nat(60), fc.constantFrom('take', 'double', 'put', 'value')), {
      maxLength: 6,
    }),
    fc.constantFrom(
      '',
      '$(A)',
      '${B}',
      '-1',
      '0',
      '1e9',
      '[]',
      '{}',
      '""',
      'null',
      '&a *a',
      '\u0000',
      '-Xmx',
      ':',
    ),
  )
  .map(([example, other, edits, value]) => {
    const lines = example.text.split('\n');
    const more = other.text.split('\n');
    for (const [at, from, what] of edits) {
      const i = at % lines.length;
      if (what === 'take') lines.splice(i, 1);
      else if (what === 'double') lines.splice(i, 0, lines[i] ?? '');
      else if (what === 'put') lines.splice(i, 0, more[from % more.length]!);
      else lines[i] = (lines[i] ?? '').replace(/(:\s*).*$/, (_, colon: string) => colon + value);
      if (lines.length === 0) lines.push('');
    }
    const text = lines.join('\n');
    const path = /^services:/m.test(text) ? 'compose.yaml' : 'manifest.yaml';
    return { ...example.files, [path]: text };
  });

test('rules on fits and workloads do not throw, whatever the manifests, and point into them', () => {
  let found = 0;
  fc.assert(
    fc.property(damaged, (files) => {
      for (const { rule, told } of toldOf(files)) {
        found++;
        if (isQuestion(told)) {
          assert.doesNotMatch(told.wants, /[\r\n]/, rule);
          continue;
        }
        assert.doesNotMatch(told.message, /[\r\n]|undefined|NaN|\[object/, `${rule}: ${told.message}`);
        for (const { source, span } of [told.at, ...(told.also ?? [])])
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= source.text.length, rule);
        for (const { span, path } of told.fix?.edits ?? [])
          assert.ok(
            span.start <= span.end && span.end <= (files[path ?? ''] ?? told.at.source.text).length,
            rule,
          );
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(found > 200, `${found} findings`);
});
