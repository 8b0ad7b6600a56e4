import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { main } from '../../src/commands/main.ts';
import { makeTree } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

// Which files make one Compose project: what is said, what Compose takes by itself, what these include and extend.

const files = {
  'compose.yaml': 'services:\n  web:\n    image: example/web:1.0\n    privileged: true\n',
  'compose.override.yaml': 'services:\n  web:\n    pid: host\n',
  'compose.prod.yaml': 'services:\n  web:\n    privileged: false\n',
  'odd/name.txt.yml': 'services: {web: {ipc: host}}\n',
};

interface Finding {
  readonly rule: string;
  readonly at: { readonly path: string; readonly start: { readonly line: number } };
}

interface Report {
  readonly findings: readonly Finding[];
  readonly gaps: readonly { readonly path: string; readonly reason: string }[];
}

async function check(tree: Readonly<Record<string, string>>, ...args: string[]) {
  const world = fakeWorld(makeTree(tree), { now: new Date('2026-06-01T12:00:00Z') });
  const exit = await main(['check', '--no-shellcheck', '--format', 'json', ...args], world);
  const { findings, gaps } = exit === 2 ? { findings: [], gaps: [] } : (JSON.parse(world.out()) as Report);
  return {
    exit,
    err: world.err(),
    findings: findings.map(({ rule, at }) => `${rule} ${at.path}:${at.start.line}`).sort(),
    gaps: gaps.map(({ path, reason }) => `${path}: ${reason}`),
  };
}

const rules = ['--rule', 'no-privileged,no-host-namespaces,compose-invalid'];
const named = (...paths: string[]) => paths.flatMap((path) => ['--compose-file', path]);

test('Compose files that are named are one project, and no others of theirs are read', async () => {
  const { findings } = await check(files, ...rules);
  assert.deepEqual(findings, ['no-host-namespaces compose.override.yaml:3', 'no-privileged compose.yaml:4']);
  const merged = await check(
    files,
    ...rules,
    ...named('compose.yaml', 'compose.prod.yaml', 'odd/name.txt.yml'),
  );
  assert.deepEqual(merged.findings, ['no-host-namespaces odd/name.txt.yml:1']);
  assert.deepEqual(merged.gaps, [
    'compose.override.yaml: it goes over compose.yaml, which is read with other files, as you said: it was not judged',
  ]);
  const missing = await check(files, ...rules, ...named('compose.yaml', 'no.yaml'));
  assert.equal(missing.exit, 2);
  assert.match(missing.err, /--compose-file no\.yaml: it does not exist/);
});

test('the configuration names several projects, and the command line goes over it', async () => {
  const config =
    'compose:\n  - [compose.yaml, compose.prod.yaml]\n  - [compose.yaml, odd/name.txt.yml, no.yaml]\n';
  const tree = { ...files, 'plimsoll.yaml': config };
  const { findings, gaps } = await check(tree, ...rules);
  assert.deepEqual(findings, ['no-host-namespaces odd/name.txt.yml:1', 'no-privileged compose.yaml:4']);
  assert.ok(gaps.some((gap) => gap.startsWith('no.yaml: the configuration names it under compose: ')));
  const one = await check(tree, ...rules, ...named('compose.yaml', 'compose.prod.yaml'));
  assert.deepEqual(one.findings, []);
});

test('where COMPOSE_FILE is set, those files are what is run', async () => {
  const stacked = {
    'compose.yaml': files['compose.yaml'],
    'compose.safe.yaml': 'services:\n  web:\n    image: example/web:1.1\n    privileged: false\n',
  };
  assert.deepEqual((await check(stacked, ...rules)).findings, ['no-privileged compose.yaml:4']);
  for (const names of ['compose.yaml:compose.safe.yaml', './compose.yaml;compose.safe.yaml'])
    assert.deepEqual((await check({ ...stacked, '.env': `COMPOSE_FILE=${names}\n` }, ...rules)).findings, []);
  const other = { ...stacked, '.env': 'COMPOSE_PATH_SEPARATOR=,\nCOMPOSE_FILE=compose.yaml,no.yaml\n' };
  assert.deepEqual((await check(other, ...rules)).findings, ['no-privileged compose.yaml:4']);
});

const parts = {
  'compose.yaml':
    'include: [parts/db.yaml, parts/flow.yaml]\nservices:\n  web:\n    extends: {file: common.yaml, service: base}\n    ports: !override ["127.0.0.1:80:80"]\n',
  'common.yaml': 'services:\n  base:\n    image: example/web:1.0\n    ports: ["5432:5432"]\n    pid: host\n',
  'parts/db.yaml': 'services:\n  db:\n    image: postgres:17\n    ports: ["5432:5432"]\n',
  'parts/flow.yaml': 'services: {cache: {image: "redis:7", privileged: true}}\n',
};

test('what is included and extended is judged as it runs, once, with its text in the report', async () => {
  const rule = ['--rule', 'no-privileged,no-host-namespaces,published-ports'];
  const { findings } = await check(parts, ...rule);
  assert.deepEqual(findings, [
    'no-host-namespaces common.yaml:5',
    'no-privileged parts/flow.yaml:1',
    'published-ports parts/db.yaml:4',
  ]);
  const world = fakeWorld(makeTree(parts));
  await main(['check', '--no-shellcheck', ...rule], world);
  assert.match(world.out(), /1 │ services: \{cache: \{image: "redis:7", privileged: true\}\}/);
  const map = fakeWorld(makeTree(parts));
  await main(['map'], map);
  assert.equal(map.out().match(/service db/g)?.length, 1);
  assert.doesNotMatch(map.out(), /service base/);
});

test('what is included is repaired where it is written', async () => {
  const world = fakeWorld(makeTree(parts));
  await main(['fix', '--dry-run', '--unsafe', '--rule', 'published-ports', '--no-config'], world);
  assert.match(world.out(), /^\+ {4}ports: \["127\.0\.0\.1:5432:5432"\]$/m);
});

test('what is included from the working tree is repaired, wherever it stands; what lies beyond is told why not', async () => {
  const open = (image: string) => `services: {${image}: {image: example/${image}:1.0, privileged: true}}\n`;
  const root = makeTree({
    'repo/app/compose.yaml': `include: [../shared/flow.yaml, ../../beyond.yaml]
services:
  web:
    image: example/web:1.0
`,
    'repo/shared/flow.yaml': open('db'),
    'beyond.yaml': open('far'),
  });
  mkdirSync(join(root, 'repo/.git'));
  const world = fakeWorld(join(root, 'repo/app'));
  assert.equal(await main(['fix', '--unsafe', '--rule', 'no-privileged'], world), 0);
  const text = (path: string) => readFileSync(join(root, path), 'utf8');
  assert.equal(text('repo/shared/flow.yaml'), open('db').replace('true', 'false'));
  assert.equal(text('beyond.yaml'), open('far'));
  assert.match(
    world.out(),
    /^\.\.\/\.\.\/beyond\.yaml\n.*no-privileged.*\n +not made: \.\.\/\.\.\/beyond\.yaml lies outside of the working tree/m,
  );
  assert.match(world.out(), /1 repaired in 1 file · 1 not made/);
});
