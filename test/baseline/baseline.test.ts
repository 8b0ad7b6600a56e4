import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { main } from '../../src/commands/main.ts';
import { runBuilt } from '../../src/testing/child.ts';
import { copyTree, writeInto } from '../../src/testing/tree.ts';
import { fakeWorld } from '../../src/testing/world.ts';

// A project as this program is meant to hold it: production images that are clean, and a few decisions.

const origin = join(import.meta.dirname, 'project');
const production = ['', '-gpu', '-tools'].map((kind) => `docker/Dockerfile.production${kind}`);
const now = new Date('2026-06-01T12:00:00Z');

const project = (): string => copyTree(origin);

interface Report {
  verdict: { pass: boolean; exit: number; over: number; under: number; waived: number };
  findings: {
    rule: string;
    aliases: string[];
    severity: string;
    disposition: string;
    at: { path: string; start: { line: number }; target?: string };
    waiver: null | {
      reason: string;
      owner: string | null;
      until: string | null;
      record: null | { path: string; title: string };
    };
  }[];
  gaps: { kind: string }[];
  files: string[];
}

async function plimsoll(root: string, args: readonly string[], day = now) {
  const world = fakeWorld(root, { now: day });
  const exit = await main(args, world);
  return { exit, out: world.out(), err: world.err() };
}

async function checked(root: string, day?: Date): Promise<Report> {
  const { exit, out, err } = await plimsoll(root, ['check', '--format', 'json'], day);
  assert.equal(err, '');
  const report = JSON.parse(out) as Report;
  assert.equal(report.verdict.exit, exit);
  return report;
}

const places = (report: Report, disposition: string) =>
  report.findings
    .filter((finding) => finding.disposition === disposition)
    .map(({ rule, at }) => `${at.path}:${at.start.line} ${at.target ?? '-'} ${rule}`);

function edit(root: string, path: string, change: (text: string) => string): void {
  const before = readFileSync(join(root, path), 'utf8');
  const after = change(before);
  assert.notEqual(after, before, `${path} was to be changed`);
  writeInto(root, path, after);
}

const withoutWaivers = (text: string): string => text.slice(0, text.indexOf('waivers:'));

describe('the baseline holds', () => {
  test('production files are clean at medium, and every decision is told with its reason', async () => {
    const report = await checked(project());
    assert.deepEqual(report.files, ['dev/Containerfile', ...production]);
    assert.deepEqual(
      report.gaps.filter(({ kind }) => kind === 'gap'),
      [],
    );
    assert.deepEqual([report.verdict.exit, report.verdict.pass], [0, true]);
    assert.deepEqual(places(report, 'over'), []);
    assert.deepEqual(places(report, 'under'), []);
    assert.deepEqual(places(report, 'waived'), [
      'dev/Containerfile:2 - healthcheck-missing',
      'dev/Containerfile:2 - run-as-root',
      'docker/Dockerfile.production:12 build workdir-not-cd',
      'docker/Dockerfile.production:13 build workdir-not-cd',
      'docker/Dockerfile.production:20 cli healthcheck-missing',
      'docker/Dockerfile.production:25 server healthcheck-missing',
      'docker/Dockerfile.production-gpu:7 build workdir-not-cd',
      'docker/Dockerfile.production-gpu:8 build workdir-not-cd',
      'docker/Dockerfile.production-gpu:10 gpu healthcheck-missing',
      'docker/Dockerfile.production-tools:9 reference-pictures workdir-not-cd',
      'docker/Dockerfile.production-tools:10 reference-pictures workdir-not-cd',
      'docker/Dockerfile.production-tools:12 tools healthcheck-missing',
    ]);
  });

  test('the development container stays root by a decision that is written down', async () => {
    const { findings } = await checked(project());
    const root = findings.find(({ rule }) => rule === 'run-as-root')!;
    assert.equal(root.severity, 'high');
    assert.deepEqual(root.waiver, {
      reason: 'The development container stays root on purpose, and is never deployed.',
      owner: 'platform',
      until: '2027-05-30',
      record: {
        path: 'docs/decisions/0002-development-container-stays-root.md',
        title: 'The development container stays root',
      },
      source: 'plimsoll.yaml:14',
      kind: 'config',
    });
  });

  test('exactly six steps that begin with cd, accepted by the id that hadolint has for them', async () => {
    const { findings } = await checked(project());
    const style = findings.filter(({ aliases }) => aliases.includes('DL3003'));
    assert.equal(style.length, 6);
    for (const { rule, disposition, waiver } of style) {
      assert.deepEqual([rule, disposition], ['workdir-not-cd', 'waived']);
      assert.match(waiver!.reason, /^Accepted as style/);
    }
  });

  test('what is absent is waived where it is absent: once per target', async () => {
    const { findings } = await checked(project());
    const absent = findings.filter(({ rule }) => rule === 'healthcheck-missing');
    assert.deepEqual(
      absent.map(({ at }) => at.target),
      [undefined, 'cli', 'server', 'gpu', 'tools'],
    );
    for (const { waiver } of absent) assert.match(waiver!.reason, /readiness and a liveness probe/);
  });

  test('the reports are valid, and SARIF suppresses what is waived', async () => {
    const root = project();
    const { exit } = await plimsoll(root, ['check', '--format', 'sarif=a.sarif', '--format', 'json=a.json']);
    assert.equal(exit, 0);
    const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
    assertValid(validator('src/report/testdata/sarif-2.1.0.schema.json'), read('a.sarif'));
    assertValid(validator('docs/schema/report.json'), read('a.json'));
    const { results } = read('a.sarif').runs[0];
    assert.equal(results.length, 12);
    for (const { suppressions } of results) {
      assert.equal(suppressions.length, 1);
      assert.equal(suppressions[0].status, 'accepted');
      assert.ok(suppressions[0].justification.length > 20);
    }
    const prints = results.map(({ partialFingerprints }: never) => JSON.stringify(partialFingerprints));
    assert.equal(new Set(prints).size, 12);
  });

  test('as a person runs it, from the built command line', async () => {
    const root = project();
    // The real clock reads these.
    edit(root, 'plimsoll.yaml', (text) => text.replace('2027-05-30', '2999-12-31'));
    const passed = await runBuilt(['check', '--format', 'sarif=out/a.sarif'], { cwd: root });
    assert.deepEqual([passed.exit, passed.err], [0, '']);
    assert.match(passed.out, /^PASS {2}nothing over the line \(high\) · 12 waived/m);
    assert.match(passed.out, /0002-development-container-stays-root\.md/);
    const log = JSON.parse(readFileSync(join(root, 'out/a.sarif'), 'utf8'));
    assertValid(validator('src/report/testdata/sarif-2.1.0.schema.json'), log);
    rmSync(join(root, 'plimsoll.yaml'));
    const failed = await runBuilt(['check'], { cwd: root });
    assert.deepEqual([failed.exit, failed.err], [1, '']);
    assert.match(failed.out, /run-as-root[\s\S]*^FAIL /m);
  });
});

describe('the gate closes', () => {
  test('without the configuration', async () => {
    const root = project();
    rmSync(join(root, 'plimsoll.yaml'));
    const report = await checked(root);
    assert.equal(report.verdict.exit, 1);
    assert.ok(places(report, 'over').includes('dev/Containerfile:2 - run-as-root'));
    assert.equal(report.verdict.waived, 0);
  });

  test('without the waivers: the override makes medium count in production, and there alone', async () => {
    const root = project();
    edit(root, 'plimsoll.yaml', withoutWaivers);
    const report = await checked(root);
    assert.equal(report.verdict.exit, 1);
    assert.deepEqual(places(report, 'over'), [
      'dev/Containerfile:2 - run-as-root',
      'docker/Dockerfile.production:20 cli healthcheck-missing',
      'docker/Dockerfile.production:25 server healthcheck-missing',
      'docker/Dockerfile.production-gpu:10 gpu healthcheck-missing',
      'docker/Dockerfile.production-tools:12 tools healthcheck-missing',
    ]);
    assert.equal(places(report, 'under').filter((place) => place.endsWith('workdir-not-cd')).length, 6);
    assert.ok(places(report, 'under').includes('dev/Containerfile:2 - healthcheck-missing'));
  });

  test('when a waiver is over', async () => {
    const lastDay = await checked(project(), new Date('2027-05-30T23:00:00Z'));
    assert.equal(lastDay.verdict.exit, 0);
    assert.ok(lastDay.findings.some(({ rule }) => rule === 'waiver-expires-soon'));
    const dayAfter = await checked(project(), new Date('2027-05-31T00:30:00Z'));
    assert.equal(dayAfter.verdict.exit, 1);
    assert.deepEqual(places(dayAfter, 'over'), ['dev/Containerfile:2 - run-as-root']);
    assert.ok(
      dayAfter.findings.some(({ rule, at }) => rule === 'waiver-expired' && at.path === 'plimsoll.yaml'),
    );
  });

  test('when a new finding comes that no waiver has in view', async () => {
    const root = project();
    edit(root, 'docker/Dockerfile.production', (text) =>
      text.replace('AS server\n', 'AS server\nUSER root\n'),
    );
    const report = await checked(root);
    assert.equal(report.verdict.exit, 1);
    assert.ok(places(report, 'over').some((place) => place.endsWith('server run-as-root')));
  });

  test('and tells of decisions that have gone stale', async () => {
    const root = project();
    rmSync(join(root, 'docs'), { recursive: true });
    edit(root, 'docker/Dockerfile.production', (text) => text.replaceAll('RUN cd /src && ', 'RUN '));
    for (const file of production.slice(1)) {
      edit(root, file, (text) => text.replaceAll(/cd \S+(?: &&|;) /g, ''));
    }
    const told = (await checked(root)).findings.filter(({ at }) => at.path === 'plimsoll.yaml');
    assert.deepEqual(
      told.map(({ rule, at }) => `${at.start.line} ${rule}`),
      ['14 waiver-record-missing', '25 waiver-unused'],
    );
  });
});

describe('plimsoll waive writes the same decisions', () => {
  test('one command for each, and the next check passes', async () => {
    const root = project();
    edit(root, 'plimsoll.yaml', withoutWaivers);
    rmSync(join(root, 'docs'), { recursive: true });
    assert.equal((await checked(root)).verdict.exit, 1);
    const commands = [
      [
        ...['run-as-root', 'dev/Containerfile', '--record', '--owner', 'platform', '--until', '2027-05-30'],
        ...['--reason', 'The development container stays root on purpose, and is never deployed.'],
      ],
      ['healthcheck-missing', '--owner', 'operations', '--reason', 'The chart probes them.'],
      ['DL3003', 'docker', '--reason', 'Accepted as style.'],
    ];
    for (const args of commands) {
      const { exit, err } = await plimsoll(root, ['waive', ...args]);
      assert.deepEqual([exit, err], [0, '']);
    }
    const report = await checked(root);
    assert.deepEqual([report.verdict.exit, report.verdict.waived, report.verdict.under], [0, 12, 0]);
    const [record] = readdirSync(join(root, 'docs/decisions'));
    assert.equal(record, '0001-accept-run-as-root-in-dev-containerfile.md');
    const { waiver } = report.findings.find(({ rule }) => rule === 'run-as-root')!;
    assert.deepEqual(
      [waiver!.owner, waiver!.until, waiver!.record],
      [
        'platform',
        '2027-05-30',
        { path: `docs/decisions/${record}`, title: 'Accept run-as-root in dev/Containerfile' },
      ],
    );
    const text = readFileSync(join(root, 'docs/decisions', record!), 'utf8');
    assert.match(text, /DS-0002/);
    assert.match(text, /FROM debian:12\.8/);
  });
});

function validator(path: string): ValidateFunction {
  const { $schema, id, ...schema } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../..', path), 'utf8'),
  ) as Record<string, unknown>;
  assert.ok($schema);
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(id === undefined ? schema : { ...schema, $id: id });
}

function assertValid(validate: ValidateFunction, value: unknown): void {
  assert.ok(validate(value), JSON.stringify(validate.errors, null, 2));
}
