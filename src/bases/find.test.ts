import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { listCycles } from './end-of-life.ts';
import { tableDate } from './end-of-life-table.ts';
import { findBase, listBases } from './find.ts';
import { hasProgram } from './program.ts';
import type { BaseFacts } from './types.ts';

const rows = readFileSync(new URL('./testdata/facts.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t') as [reference: string, expected: string]);

/** `12`, or everything when nothing is said; `-` is that there is none. */
const matches = (expected: string | undefined, actual: string | undefined) =>
  expected === undefined || (expected === '-' ? actual === undefined : actual === expected);

const [present, absent, unknown] = ['+', '-', '?'];

/** One word of the table against the facts; undefined when they agree, else what was found. */
function disagree(word: string, facts: BaseFacts): unknown {
  const [first = ''] = word;
  if (first === present || first === absent || first === unknown) {
    const found = hasProgram(facts, word.slice(1));
    const wanted = first === present ? 'present' : first === absent ? 'absent' : 'unknown';
    return found === wanted ? undefined : found;
  }
  if (word === 'closed' || word === 'open')
    return (facts.closed === true) === (word === 'closed') ? undefined : `closed ${facts.closed}`;
  if (word === 'dev' || word === 'nodev')
    return (facts.development === true) === (word === 'dev') ? undefined : `development ${facts.development}`;
  const user = /^([\w-]+):(\d+)$/.exec(word);
  if (user) return facts.users?.[user[1]!] === Number(user[2]) ? undefined : (facts.users ?? 'no users');
  const equals = word.indexOf('=');
  const [key, value] = [word.slice(0, equals), word.slice(equals + 1)];
  const [name = '', version] = value.split('@');
  const list = (items: readonly string[] | undefined) => {
    const agrees = value === '-' ? !items : value === 'none' ? items?.length === 0 : items?.includes(value);
    return agrees ? undefined : (items ?? 'unknown');
  };
  const same = (actual: unknown) =>
    matches(value, actual === undefined ? undefined : String(actual)) ? undefined : `${actual}`;
  switch (key) {
    case 'system':
      return matches(name, facts.system?.id) && matches(version, facts.system?.version)
        ? undefined
        : (facts.system ?? 'none');
    case 'libc':
      if (name === '-') return facts.libc;
      return facts.libc?.family === name && matches(version, facts.libc.version)
        ? undefined
        : (facts.libc ?? 'none');
    case 'run':
      return facts.runtime?.name === name && matches(version, facts.runtime.version)
        ? undefined
        : (facts.runtime ?? 'none');
    case 'end':
      return same(facts.system?.endOfLife);
    case 'eol':
      return same(facts.endOfLife);
    case 'user':
      return facts.user?.text === value ? undefined : (facts.user ?? 'none');
    case 'uid':
      return same(facts.user?.uid);
    case 'entry':
      return same(argumentsOf(facts.entrypoint));
    case 'cmd':
      return same(argumentsOf(facts.command));
    case 'port':
      return list(facts.ports);
    case 'volume':
      return list(facts.volumes);
    case 'env':
      return matches(version, facts.environment?.[name]) ? undefined : (facts.environment ?? 'none');
    case 'health':
      return same(facts.health);
    case 'family':
      return same(facts.family);
    case 'kind':
      return same(facts.kind);
    case 'size':
      return same(facts.sizeClass);
    case 'signal':
      return same(facts.stopSignal === null ? 'none' : facts.stopSignal);
    case 'workdir':
      return same(facts.workdir);
    default:
      return `no such word: ${word}`;
  }
}

/** The words of an entrypoint or command; `none` where there certainly is none. */
const argumentsOf = (words: readonly string[] | null | undefined) =>
  words === null || words?.length === 0 ? 'none' : words?.join('|');

test('what is known of base images', () => {
  assert.ok(rows.length >= 150, `${rows.length} rows`);
  const wrong: string[] = [];
  for (const [reference, expected] of rows) {
    const facts = findBase(reference);
    if (!facts) wrong.push(`${reference}: unknown`);
    else
      for (const word of expected.split(' ')) {
        const found = disagree(word, facts);
        if (found !== undefined) wrong.push(`${reference}: ${word}, but ${JSON.stringify(found)}`);
      }
  }
  assert.deepEqual(wrong, []);
});

test('a table with a wrong row is seen', () => {
  const facts = findBase('python:3.13-slim-bookworm');
  assert.ok(facts);
  for (const word of [
    '+curl',
    '-python3',
    '?sh',
    'open',
    'dev',
    'system=alpine',
    'libc=glibc@2.31',
    'user=1000',
    'node:1000',
    'eol=-',
    'port=80/tcp',
  ])
    assert.notEqual(disagree(word, facts), undefined, word);
});

test('what is not known is undefined', () => {
  for (const reference of [
    'acme/app:1',
    'registry.example.com/python:3.13',
    'localhost:5000/python',
    'mirror.example.com/library/node:22',
    'mirror.gcr.io/python:3.13',
    'public.ecr.aws/docker/python:3.13',
    'python3',
    'ghcr.io/acme/node:22',
    'Python:3.13',
    '${BASE}',
    '',
    'debian:12:13',
    'constructor',
    '__proto__',
    'toString/valueOf',
  ])
    assert.equal(findBase(reference), undefined, reference);
});

test('every family says which files it was compared with, or that it is general knowledge', () => {
  const families = listBases();
  for (const { family, source, checked } of families)
    assert.match(
      source,
      checked ? /^\w.+ \(stored copies, read 20\d\d-\d\d\)/ : /^General knowledge; not checked against \w/,
      family,
    );
  const checked = families.filter((each) => each.checked).length;
  assert.ok(checked > 90 && checked < families.length, `${checked} of ${families.length} checked`);
  for (const { family, source, examples } of families)
    for (const example of examples) assert.equal(findBase(example)?.source, source, `${family}: ${example}`);
});

test('docs/bases.md tells it of every family', () => {
  const page = readFileSync(new URL('../../docs/bases.md', import.meta.url), 'utf8');
  const stale = listBases().filter(
    ({ family, examples, checked, source }) =>
      !page.includes(`| ${family} | \`${examples[0]}\` | ${checked ? 'yes' : 'no'} | ${source} |\n`),
  );
  assert.deepEqual(
    stale.map(({ family }) => family),
    [],
    'run: npm run generate',
  );
});

test('images to build upon say what they do not set', () => {
  for (const { family, kind, examples } of listBases()) {
    if (!['scratch', 'distribution', 'language', 'distroless'].includes(kind)) continue;
    // Red Hat's language images expose ports; which of them is not recorded.
    if (family === 'ubi/application') continue;
    for (const example of examples) {
      const facts = findBase(example);
      for (const key of ['ports', 'volumes', 'stopSignal', 'health'] as const)
        assert.notEqual(facts?.[key], undefined, `${example}: ${key}`);
    }
  }
});

test('every family has examples of its own, and lists that are complete where it says so', () => {
  const families = listBases();
  assert.ok(families.length >= 120, `${families.length} families`);
  assert.equal(new Set(families.map(({ family }) => family)).size, families.length);
  for (const { family, kind, examples } of families) {
    assert.ok(examples.length > 0, family);
    for (const example of examples) {
      const facts = findBase(example);
      assert.equal(facts?.family, family, example);
      assert.equal(facts?.kind, kind, example);
      if (facts?.closed) assert.ok(facts.shells && facts.packageManagers && facts.tools, example);
      for (const date of [facts?.endOfLife, facts?.system?.endOfLife])
        if (date !== undefined) assertDate(date);
      assert.equal(new Set(facts?.tools).size, facts?.tools?.length ?? 0, `${example}: a tool twice`);
    }
  }
});

test('every cycle ends on a date, or on none that is known', () => {
  const cycles = listCycles();
  assert.ok(cycles.length > 300, `${cycles.length} cycles`);
  const dated = cycles.flatMap(({ eol }) => eol ?? []);
  assert.ok(dated.length > 280, `${dated.length} dates`);
  for (const eol of dated) assertDate(eol);
  assertDate(tableDate);
});

test('a release that is newer than the table is not given an end, but told to be newer', () => {
  const newer = `not known to the table of ${tableDate}, which ends at `;
  const open = `no end of support is known to the table of ${tableDate}`;
  const cases: readonly (readonly [
    reference: string,
    product?: string | undefined,
    system?: string | undefined,
  ])[] = [
    ['golang:1.25', undefined],
    ['golang:1.27.1', open],
    ['golang:1.28', `${newer}1.27`],
    ['golang:2', `${newer}1.27`],
    ['golang:1', undefined],
    ['golang:1.9', undefined],
    ['golang:latest', undefined],
    ['node:27-alpine', `${newer}26`],
    ['python:3', undefined],
    ['python:4', `${newer}3.15`],
    ['redis:7.4', open],
    ['redis:9', `${newer}8.6`],
    ['valkey/valkey:9.2', `${newer}9.1`],
    ['tomcat:12', `${newer}11.0`],
    ['postgres:19', `${newer}18`],
    ['fedora:44', undefined, undefined],
    ['fedora:45', undefined, `${newer}44`],
    ['ubuntu:26.10', undefined, undefined],
    ['ubuntu:27.04', undefined, `${newer}26.10`],
    ['debian:forky', undefined, `${newer}13`],
    ['debian:sid', undefined, undefined],
    ['alpine:3.99', undefined, `${newer}3.24`],
    ['mcr.microsoft.com/windows/servercore:ltsc2028', undefined, undefined],
    ['mcr.microsoft.com/azurelinux/base/core:3.0', undefined, open],
  ];
  for (const [reference, product, system] of cases) {
    const facts = findBase(reference);
    assert.equal(facts?.endOfLifeUnknown, product, reference);
    assert.equal(facts?.system?.endOfLifeUnknown, system, reference);
    if (product !== undefined) assert.equal(facts?.endOfLife, undefined, reference);
    if (system !== undefined) assert.equal(facts?.system?.endOfLife, undefined, reference);
  }
});

test('the pages say when the table of ends was read', () => {
  for (const page of ['../../docs/bases.md', '../rules/dockerfile/base-end-of-life.md'])
    assert.ok(readFileSync(new URL(page, import.meta.url), 'utf8').includes(tableDate), page);
});

test('the same reference gives the same facts, and any text is answered', () => {
  assert.equal(findBase('python:3.13-slim'), findBase('python:3.13-slim'));
  const names = [
    'python',
    'node',
    'gcr.io/distroless/cc-debian12',
    'debian',
    'nvidia/cuda',
    'mcr.microsoft.com/dotnet/aspnet',
    'redhat/ubi9',
  ];
  const parts = [
    '3.13',
    '22',
    'slim',
    'alpine',
    'alpine3.20',
    'bookworm',
    'debian',
    '12',
    'ubi9',
    'minimal',
    'windowsservercore',
    'ltsc2022',
    'latest',
    'x',
    '',
    '9'.repeat(30),
  ];
  const tag = fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((found) => found.join('-'));
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(tag, fc.string()), (name, text) => {
      const facts = findBase(`${name}:${text}`);
      if (facts) assert.ok(facts.family !== '' && facts.source !== '');
    }),
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void findBase(text)));
});

function assertDate(date: string): void {
  assert.match(date, /^\d{4}-\d\d-\d\d$/);
  assert.equal(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10), date);
}
