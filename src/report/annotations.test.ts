import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Source } from '../core/source.ts';
import { reporter as github } from './github.ts';
import { reporter as gitlab } from './gitlab.ts';
import { finding, hostile, inputOf, realistic, verdict } from './testdata/verdict.ts';

const source = new Source('a,b:c%d/Dockerfile', 'FROM alpine:3.22\nUSER root\nRUN a \\\n  b\n');
const judged = (more: Partial<Parameters<typeof finding>[0]> = {}) =>
  finding({
    rule: 'run-as-root',
    source,
    on: 'root',
    message: 'USER is 100% `root`',
    severity: 'high',
    help: 'Write a number',
    ...more,
  });

test('github: a command with its properties escaped', () => {
  const input = inputOf(verdict([judged({ target: 'cli', aliases: ['DL3002', 'DS-0002'] })]), [source]);
  assert.equal(
    github.render(input),
    '::error file=a%2Cb%3Ac%25d/Dockerfile,line=2,endLine=2,col=6,endColumn=10,title=high%3A run-as-root (cli)::' +
      'USER is 100%25 `root`%0ATo repair: Write a number%0AAlso known as DL3002, DS-0002\n' +
      'FAIL  1 over the line (high)\n',
  );
});

test('github: columns only within one line', () => {
  const text = github.render(inputOf(verdict([judged({ on: 'RUN a \\\n  b', severity: 'low' })]), [source]));
  assert.match(text, /^::notice file=[^,]+,line=3,endLine=4,title=/);
});

test('github: over the line first, gaps told, decided findings left out', () => {
  const lines = github.render(realistic()).trimEnd().split('\n');
  const kinds = lines.map((line) => /^::(\w+) /.exec(line)?.[1]);
  assert.deepEqual(kinds.slice(0, 4), ['error', 'error', 'error', 'notice']);
  assert.equal(lines.length, 3 + 10 + 2 + 1);
  assert.equal(
    lines.at(-3),
    '::warning title=Not seen::ghcr.io/acme/api:1.4.0: MANIFEST_UNKNOWN (not published yet; the Dockerfile was judged instead)',
  );
  assert.ok(!lines.some((line) => line.includes('Containerfile')));
});

test('github: quiet says only what is over the line', () => {
  const lines = github
    .render(realistic({ quiet: true }))
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, 4);
  assert.equal(lines.at(-1)?.startsWith('FAIL  3 over the line (high)'), true);
});

test('github: hostile text starts no command and holds no control character', () => {
  const text = github.render(hostile());
  assert.doesNotMatch(text, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  const lines = text.trimEnd().split('\n');
  assert.equal(lines.length, 4);
  for (const line of lines.slice(0, -1))
    assert.match(line, /^::(?:error|notice|warning) [^:]*(?:title=[^:]*)::/);
});

test('gitlab: an entry for each open finding, with a fingerprint of its own', () => {
  const twice = judged({ on: 'RUN a \\\n  b', severity: 'critical' });
  const waiver = { reason: 'r', source: 's', kind: 'config' } as const;
  const entries = JSON.parse(
    gitlab.render(inputOf(verdict([judged(), twice, twice, judged({ waiver })]), [source])),
  );
  assert.deepEqual(entries[0], {
    description: 'USER is 100% `root`',
    check_name: 'run-as-root',
    fingerprint: judged().fingerprint,
    severity: 'critical',
    categories: ['Security'],
    content: { body: 'Write a number' },
    location: { path: 'a,b:c%d/Dockerfile', lines: { begin: 2, end: 2 } },
  });
  assert.equal(entries.length, 3);
  assert.deepEqual(entries[1].location.lines, { begin: 3, end: 4 });
  assert.equal(entries[1].severity, 'blocker');
  assert.equal(new Set(entries.map((entry: { fingerprint: string }) => entry.fingerprint)).size, 3);
});

test('gitlab: nothing found is an empty list; a place that ends with its line stays on it', () => {
  assert.equal(gitlab.render(inputOf(verdict([]), [])), '[]\n');
  const [entry] = JSON.parse(gitlab.render(inputOf(verdict([judged({ on: 'USER root\n' })]), [source])));
  assert.deepEqual(entry.location.lines, { begin: 2, end: 2 });
});
