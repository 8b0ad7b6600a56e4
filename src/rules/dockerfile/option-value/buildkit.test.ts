import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { refusal } from '../../../testing/refusal.ts';

// What BuildKit itself does with each of these is on record; bench/options.ts asks it anew.

const record = readFileSync(new URL('testdata/buildkit.txt', import.meta.url), 'utf8');
const lines = record.split('\n').filter((line) => line !== '' && !line.startsWith('# '));

test('an option is refused where BuildKit refuses it, and nowhere else', () => {
  const apart: string[] = [];
  let refused = 0;
  for (const line of lines) {
    const [, answer, text] = /^(refused|taken) +(.*)$/.exec(line)!;
    const reason = refusal(JSON.parse(`"${text}\\n"`) as string);
    if (answer === 'refused') refused++;
    if ((reason === undefined) !== (answer === 'taken')) apart.push(`${line} · ${reason ?? 'not refused'}`);
  }
  assert.deepEqual(apart, []);
  assert.ok(refused > 1000 && lines.length - refused > 500, 'the record has many of both');
});
