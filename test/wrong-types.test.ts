import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isPair, parseDocument, visit } from 'yaml';
import { deliveryRules } from '../src/rules/delivery.ts';
import { judgeParts } from '../src/scan/delivery/judge.ts';
import { kindOfText } from '../src/scan/delivery/kinds.ts';
import { partsOf } from '../src/testing/check-delivery-page.ts';
import { type Example, readPage } from '../src/testing/pages.ts';

const values = [
  'null',
  '7',
  '[]',
  '[[], 1, null]',
  '{}',
  '{a: {b: 1}}',
  'constructor',
  JSON.stringify('\u0024{{a}}$A'.repeat(500)),
  '.inf',
  'true',
  '2001-01-01',
];
const folders = ['workload', 'compose', 'fit', 'workflow'] as const;

/** Where the values of the first document of a text stand. */
function placesIn(text: string): [start: number, end: number][] {
  const places: [number, number][] = [];
  visit(parseDocument(text.split(/^---$/m)[0]!), (key, node) => {
    const range = isPair(node) || key === 'key' ? undefined : (node as { range?: [number, number] }).range;
    if (range) places.push([range[0], range[1]]);
  });
  return places;
}

const pathOf = (folder: (typeof folders)[number], { path, text }: Example): string => {
  if (path) return path;
  if (folder === 'workflow') return '.github/workflows/publish.yaml';
  return kindOfText(text) === 'compose' || folder === 'compose' ? 'compose.yaml' : 'manifest.yaml';
};

test('any value of any example may be of another kind: no rule throws, or tells of what is inside', () => {
  let runs = 0;
  let place = 0;
  for (const folder of folders) {
    const home = new URL(`../src/rules/${folder}/`, import.meta.url);
    for (const file of readdirSync(home).filter((name) => name.endsWith('.md')))
      for (const example of readPage(readFileSync(new URL(file, home), 'utf8')).examples) {
        if (example.language !== 'yaml' || example.kind === 'fixed') continue;
        for (const [start, end] of placesIn(example.text)) {
          // Every third place keeps the test short; the number of values has no part in common with three.
          if (place++ % 3 > 0) continue;
          const old = example.text.slice(start, end);
          const value = values[runs++ % values.length]! + (old.includes('\n') ? '\n' : '');
          judged({
            ...example.files,
            [pathOf(folder, example)]: example.text.slice(0, start) + value + example.text.slice(end),
          });
        }
      }
  }
  assert.ok(runs > 1000, `${runs} runs`);
});

function judged(files: Readonly<Record<string, string>>): void {
  const settings = () => ({ rule: () => ({ enabled: true }) }) as never;
  const { gaps, findings } = judgeParts(partsOf(files), deliveryRules, settings, ({ path }) => path);
  const told = [
    ...findings.map(({ rule, message }) => `${rule}: ${message}`),
    ...gaps.map(({ reason }) => reason),
  ];
  for (const text of told)
    assert.doesNotMatch(text, /bug in plimsoll|undefined|\[object|NaN|native code/, JSON.stringify(files));
}
