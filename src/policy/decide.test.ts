import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Gap } from '../core/gap.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import type { PolicyFlags } from './types.ts';

const a = dockerfile('a/Dockerfile', lines('FROM x', 'RUN cd /', 'CMD y'));
const b = dockerfile('b/Dockerfile', lines('FROM x'));
const now = new Date('2026-11-21');
const load = (flags: PolicyFlags = {}, config = '') =>
  loadPolicy({ cwd: '/r', rules, flags, io: world({ '/r/plimsoll.yaml': config }) });
const findings = [
  finding('workdir-not-cd', a.source, 2),
  finding('run-as-root', b.source, 1),
  finding('run-as-root', a.source, 1),
  finding('declare-health', a.source, 1, { evidence: 'readinessProbe at deploy/chart:88' }),
];

describe('dispositions', () => {
  const cases: [line: string, over: number, under: number][] = [
    ['critical', 0, 3],
    ['high', 2, 1],
    ['medium', 3, 0],
    ['info', 3, 0],
    ['none', 0, 3],
  ];
  for (const [failOn, over, under] of cases) {
    it(`with the line at ${failOn}`, async () => {
      const verdict = (await load({ failOn })).decide({ files: [a, b], findings, gaps: [], now });
      assert.deepEqual(
        [
          verdict.over,
          verdict.under,
          verdict.satisfied,
          verdict.waived,
          verdict.exit,
          verdict.pass,
          verdict.line,
        ],
        [over, under, 1, 0, over > 0 ? 1 : 0, over === 0, failOn],
      );
    });
  }

  it('come in order of path, place and rule', async () => {
    const verdict = (await load()).decide({ files: [b, a], findings, gaps: [], now });
    assert.deepEqual(
      verdict.findings.map((one) => `${one.at.path}:${one.at.start.line} ${one.rule} ${one.disposition}`),
      [
        'a/Dockerfile:1 declare-health satisfied',
        'a/Dockerfile:1 run-as-root over',
        'a/Dockerfile:2 workdir-not-cd under',
        'b/Dockerfile:1 run-as-root over',
      ],
    );
    assert.deepEqual(verdict.files, ['b/Dockerfile', 'a/Dockerfile']);
  });

  it('are the same for the same run', async () => {
    const policy = await load({}, 'waivers: [{ rule: run-as-root, path: b, reason: x }]');
    const run = { files: [a, b], findings, gaps: [], now, whole: true };
    assert.deepEqual(policy.decide(run), policy.decide(run));
    assert.deepEqual(
      policy.decide({ ...run, findings: findings.toReversed() }).findings,
      policy.decide(run).findings,
    );
  });

  it('go by the line of the file', async () => {
    const verdict = (await load({}, 'overrides: { b: { fail-on: none } }')).decide({
      files: [a, b],
      findings,
      gaps: [],
      now,
    });
    assert.deepEqual(
      verdict.findings.map((one) => one.disposition),
      ['satisfied', 'over', 'under', 'under'],
    );
  });

  it('leave everything else of a finding as it was', async () => {
    const fixed = finding('run-as-root', a.source, 1, {
      fix: { title: 'add USER', safe: true, edits: [] },
      also: [findings[0]!.at],
    });
    const [judged] = (await load()).decide({ files: [a], findings: [fixed], gaps: [], now }).findings;
    assert.deepEqual(judged, { ...fixed, disposition: 'over' });
  });

  it('of a rule that the policy does not know go by its own severity', async () => {
    const other = { ...findings[1]!, rule: 'other', aliases: [] };
    assert.equal((await load()).decide({ files: [b], findings: [other], gaps: [], now }).over, 1);
  });

  it('of a file that is none of those judged are made all the same', async () => {
    assert.equal((await load()).decide({ files: [], findings, gaps: [], now }).over, 2);
  });
});

describe('gaps', () => {
  const gap: Gap = { path: 'c', reason: 'unreadable' };
  const told: Gap = { path: 'shellcheck', reason: 'absent', kind: 'info' };
  const question: Gap = {
    path: 'a/Dockerfile',
    reason: 'the user is not known',
    kind: 'question',
    rule: 'r',
  };
  const cases: [what: string, config: string, flags: PolicyFlags, gaps: Gap[], exit: number][] = [
    ['are told by default', '', {}, [gap, gap], 0],
    ['fail by true', 'fail-on-gaps: true', {}, [gap], 4],
    ['none do not fail', 'fail-on-gaps: true', {}, [], 0],
    ['that only inform do not fail', 'fail-on-gaps: true', {}, [told], 0],
    ['that are questions do not fail', 'fail-on-gaps: true', {}, [question], 0],
    ['fail from a number on', 'fail-on-gaps: 2', {}, [gap, gap, told], 4],
    ['do not fail below it', 'fail-on-gaps: 2', {}, [gap, told], 0],
    ['fail by the command line', '', { failOnGaps: true }, [gap], 4],
    ['do not fail by the command line', 'fail-on-gaps: 1', { failOnGaps: false }, [gap], 0],
  ];
  for (const [what, config, flags, gaps, exit] of cases) {
    it(what, async () => {
      const verdict = (await load(flags, config)).decide({ files: [a], findings: [], gaps, now });
      assert.deepEqual([verdict.exit, verdict.pass, verdict.gaps], [exit, exit === 0, gaps]);
    });
  }

  it('count less than what is over the line', async () => {
    assert.equal(
      (await load({ failOnGaps: true })).decide({ files: [a, b], findings, gaps: [gap], now }).exit,
      1,
    );
  });
});

it('what the policy finds itself has stable fingerprints and places', async () => {
  const config = lines(
    'waivers:',
    '  - { rule: DL3003, path: x, reason: x }',
    '  - { rule: DL3003, path: x, reason: x }',
  );
  const run = { files: [a], findings: [], gaps: [], now, whole: true };
  const { findings: found } = (await load({}, config)).decide(run);
  assert.deepEqual(
    found.map((one) => [one.rule, one.at.path, one.at.start, one.disposition]),
    [
      ['waiver-unused', 'plimsoll.yaml', { line: 2, column: 5 }, 'under'],
      ['waiver-unused', 'plimsoll.yaml', { line: 3, column: 5 }, 'under'],
    ],
  );
  assert.equal(new Set(found.map((one) => one.fingerprint)).size, 2);
  const moved = (await load({}, `# moved\n${config}`)).decide(run).findings;
  assert.deepEqual(
    moved.map((one) => one.fingerprint),
    found.map((one) => one.fingerprint),
  );
});
