import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { Source } from '../core/source.ts';
import { reporter } from './sarif.ts';
import { finding, hostile, hostileText, inputOf, realistic, ruleInfo, verdict } from './testdata/verdict.ts';

const {
  $schema: _,
  id,
  ...schema
} = JSON.parse(readFileSync(new URL('testdata/sarif-2.1.0.schema.json', import.meta.url), 'utf8'));
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile({ ...schema, $id: id });
const runOf = (input: Parameters<typeof reporter.render>[0]) => JSON.parse(reporter.render(input)).runs[0];

test('logs are valid against the schema of SARIF 2.1.0', () => {
  for (const input of [realistic({ now: new Date(86_400_000) }), hostile(), inputOf(verdict([]), [])]) {
    assert.ok(validate(JSON.parse(reporter.render(input))), JSON.stringify(validate.errors, null, 2));
  }
  assert.equal(validate({ version: '2.1.0', runs: [{}] }), false);
});

test('a result points at its region, its rule and its target', () => {
  const source = new Source('a b/Docker#file', 'FROM alpine:3.22\nUSER root\n');
  const judged = finding({
    rule: 'run-as-root',
    source,
    on: 'root',
    message: 'USER is root',
    severity: 'high',
    target: 'cli',
    also: ['FROM alpine:3.22'],
  });
  const [result] = runOf(inputOf(verdict([judged]), [source])).results;
  assert.deepEqual(result, {
    ruleId: 'run-as-root',
    ruleIndex: 0,
    level: 'error',
    message: { text: 'USER is root' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/Docker%23file', uriBaseId: '%SRCROOT%' },
          region: { startLine: 2, startColumn: 6, endLine: 2, endColumn: 10, snippet: { text: 'root' } },
        },
        logicalLocations: [{ name: 'cli', fullyQualifiedName: 'a b/Docker#file#cli' }],
      },
    ],
    relatedLocations: [
      {
        id: 1,
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/Docker%23file', uriBaseId: '%SRCROOT%' },
          region: {
            startLine: 1,
            startColumn: 1,
            endLine: 1,
            endColumn: 17,
            snippet: { text: 'FROM alpine:3.22' },
          },
        },
        message: { text: 'See also here' },
      },
    ],
    partialFingerprints: { 'plimsoll/v1': judged.fingerprint },
    properties: { severity: 'high', disposition: 'over', aliases: [] },
  });
});

test('every result names a rule that is there, at its index', () => {
  const { results, tool } = runOf(realistic());
  assert.equal(results.length, 18);
  for (const { ruleId, ruleIndex } of results) assert.equal(tool.driver.rules[ruleIndex].id, ruleId);
});

test('a rule has its words, its level and its page', () => {
  const source = new Source('Dockerfile', 'USER root');
  const judged = finding({ rule: 'run-as-root', source, on: 'root', message: 'm', severity: 'medium' });
  const info = ruleInfo(judged, {
    title: 'Run as a user other than root',
    help: 'set a numeric USER',
    severity: 'high',
    aliases: ['DL3002'],
    page: '# Run as a user\n\nWhy.',
  });
  const { tool } = runOf(inputOf(verdict([judged]), [source], { rules: new Map([['run-as-root', info]]) }));
  assert.deepEqual(tool.driver.rules, [
    {
      id: 'run-as-root',
      name: 'RunAsRoot',
      shortDescription: { text: 'Run as a user other than root.' },
      fullDescription: { text: 'Run as a user other than root. Set a numeric USER.' },
      help: { text: 'set a numeric USER', markdown: '# Run as a user\n\nWhy.' },
      helpUri: 'https://example.com/rules/run-as-root',
      defaultConfiguration: { level: 'error' },
      properties: {
        tags: ['security', 'container', 'recommended'],
        precision: 'high',
        severity: 'high',
        'security-severity': '8.0',
        aliases: ['DL3002'],
      },
    },
  ]);
});

test('a fix is replacements, and removing inserts nothing', () => {
  const source = new Source('Dockerfile', 'USER root\n');
  const judged = finding({
    rule: 'r',
    source,
    on: 'root',
    message: 'm',
    fix: {
      title: 'two edits',
      safe: true,
      edits: [
        { span: { start: 5, end: 9 }, text: '1' },
        { span: { start: 9, end: 10 }, text: '' },
        { path: 'new file', span: { start: 0, end: 0 }, text: 'x' },
      ],
    },
  });
  const [result] = runOf(inputOf(verdict([judged]), [source])).results;
  assert.deepEqual(result.fixes, [
    {
      description: { text: 'two edits' },
      artifactChanges: [
        {
          artifactLocation: { uri: 'Dockerfile', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 10 },
              insertedContent: { text: '1' },
            },
            { deletedRegion: { startLine: 1, startColumn: 10, endLine: 2, endColumn: 1 } },
          ],
        },
        {
          artifactLocation: { uri: 'new%20file', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
              insertedContent: { text: 'x' },
            },
          ],
        },
      ],
      properties: { safe: true },
    },
  ]);
});

test('waived and satisfied results are suppressed with their reasons; the others say that they are not', () => {
  const { results } = runOf(realistic());
  const by = (disposition: string) =>
    results.filter(
      (result: { properties: { disposition: string } }) => result.properties.disposition === disposition,
    );
  for (const { suppressions } of [...by('over'), ...by('under')]) assert.deepEqual(suppressions, []);
  assert.deepEqual(by('satisfied')[0].suppressions, [
    {
      kind: 'external',
      status: 'accepted',
      justification: 'readinessProbe in deploy/chart/templates/deployment.yaml:88',
    },
  ]);
  const waived = by('waived').map(({ suppressions }: { suppressions: object[] }) => suppressions[0]);
  assert.equal(waived.length, 4);
  assert.deepEqual(waived[1], {
    kind: 'inSource',
    status: 'accepted',
    justification: 'Rebuilt every night',
    properties: { source: 'dev/Containerfile:2' },
  });
  assert.equal(
    waived[0].justification,
    'The development container stays root so that it can bind-mount the work tree of any user (docs/decisions/0878.md: Development containers run as root), by platform team, until 2027-05-30',
  );
});

test('where nothing is suppressed no result speaks of it', () => {
  const source = new Source('Dockerfile', 'USER root');
  const judged = finding({ rule: 'r', source, on: 'root', message: 'm' });
  assert.ok(!('suppressions' in runOf(inputOf(verdict([judged]), [source])).results[0]));
});

test('gaps are notifications; times are told when given', () => {
  const [plain] = runOf(realistic()).invocations;
  assert.equal(plain.exitCode, 1);
  assert.ok(!('endTimeUtc' in plain));
  assert.deepEqual(plain.toolExecutionNotifications[0], {
    descriptor: { id: 'not-seen', index: 0 },
    level: 'warning',
    message: {
      text: 'ghcr.io/acme/api:1.4.0: MANIFEST_UNKNOWN (not published yet; the Dockerfile was judged instead)',
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'ghcr.io/acme/api%3A1.4.0', uriBaseId: '%SRCROOT%' } },
      },
    ],
  });
  assert.equal(plain.toolExecutionNotifications[1].level, 'note');
  assert.ok(!('locations' in plain.toolExecutionNotifications[1]));
  const [timed] = runOf(realistic({ now: new Date(1000), elapsedMs: 400 })).invocations;
  assert.equal(timed.startTimeUtc, '1970-01-01T00:00:00.600Z');
  assert.equal(timed.endTimeUtc, '1970-01-01T00:00:01.000Z');
});

test('absolute paths are file URIs without a base', () => {
  const source = new Source('/srv/a%b/Dockerfile', 'USER root');
  const judged = finding({ rule: 'r', source, on: 'root', message: 'm' });
  const [result] = runOf(inputOf(verdict([judged]), [source])).results;
  assert.deepEqual(result.locations[0].physicalLocation.artifactLocation, {
    uri: 'file:///srv/a%25b/Dockerfile',
  });
});

test('hostile text comes back unchanged, but never as a link', () => {
  const { results } = runOf(hostile());
  assert.equal(results[0].message.text, hostileText.replace('[x](', '\\[x]('));
});
