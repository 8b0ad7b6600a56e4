import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding, Verdict } from '../core/finding.ts';
import { dayBefore, daysBetween, isDay } from './days.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import type { PolicyFlags } from './types.ts';
import { recordTitle } from './waivers.ts';

const web = dockerfile(
  'web/Dockerfile',
  lines(
    'FROM node AS build',
    'RUN  cd /a',
    'RUN cd /b',
    'FROM node AS prod',
    'RUN apt-get install curl=1 git',
  ),
);
const dev = dockerfile('dev/Dockerfile', lines('FROM node', 'RUN cd /a'));
const at = (text: string): Partial<Finding> => {
  const start = web.source.text.indexOf(text);
  const span = { start, end: start + text.length };
  return {
    at: {
      path: web.source.path,
      span,
      start: web.source.position(start),
      end: web.source.position(span.end),
      target: 'prod',
    },
  };
};
const findings = [
  finding('run-as-root', web.source, 1, { target: 'build' }),
  finding('workdir-not-cd', web.source, 2, { target: 'build' }),
  finding('workdir-not-cd', web.source, 3, { target: 'build' }),
  finding('run-as-root', web.source, 4, { target: 'prod' }),
  finding('declare-health', web.source, 4, { target: 'prod' }),
  finding('pin-packages', web.source, 5, at('curl=1')),
  finding('pin-packages', web.source, 5, at('git')),
  finding('run-as-root', dev.source, 1),
  finding('workdir-not-cd', dev.source, 2),
];

interface Case {
  readonly now?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: PolicyFlags;
  readonly whole?: boolean;
  readonly notRun?: readonly string[];
  readonly judged?: readonly (typeof web)[];
}

const judge = async (waiver: string, more: Case = {}): Promise<Verdict> => {
  const config = { '/r/plimsoll.yaml': lines('waivers:', ...waiver.split('\n').map((row) => `  ${row}`)) };
  const policy = await loadPolicy({
    cwd: '/r',
    rules,
    io: world({ ...config, ...more.files }),
    flags: more.flags ?? {},
  });
  const judged = more.judged ?? [web, dev];
  const paths = judged.map((file) => file.source.path);
  return policy.decide({
    files: judged,
    findings: findings.filter((one) => paths.includes(one.at.path)),
    gaps: [],
    now: new Date(`${more.now ?? '2026-11-21'}T23:59:59Z`),
    whole: more.whole ?? true,
    ...(more.notRun ? { notRun: more.notRun } : {}),
  });
};

const waived = ({ findings }: Verdict): string[] =>
  findings
    .filter((one) => one.disposition === 'waived')
    .map((one) => `${one.at.path.split('/')[0]}:${one.at.start.line} ${one.rule}`);
const complaints = ({ findings }: Verdict): string[] =>
  findings
    .filter((one) => one.rule.startsWith('waiver-'))
    .map((one) => `${one.at.path}:${one.at.start.line} ${one.rule}`);

describe('a waiver', () => {
  const cases: [what: string, waiver: string, waived: string[]][] = [
    [
      'of a rule everywhere',
      '- { rule: workdir-not-cd, reason: x }',
      ['dev:2 workdir-not-cd', 'web:2 workdir-not-cd', 'web:3 workdir-not-cd'],
    ],
    ['of a peer’s id', '- { rule: AVD-DS-0013, path: dev/Dockerfile, reason: x }', ['dev:2 workdir-not-cd']],
    [
      'of several rules',
      '- { rule: [DL3003, run-as-root], path: dev, reason: x }',
      ['dev:1 run-as-root', 'dev:2 workdir-not-cd'],
    ],
    [
      'of all rules',
      '- { rule: "*", path: "d*/**", reason: x }',
      ['dev:1 run-as-root', 'dev:2 workdir-not-cd'],
    ],
    [
      'of an absence, by target',
      '- { rule: declare-health, path: web/Dockerfile, target: prod, reason: x }',
      ['web:4 declare-health'],
    ],
    [
      'of an absence, by stage, in any case',
      '- { rule: DS-0002, stage: BUILD, reason: x }',
      ['web:1 run-as-root'],
    ],
    ['by a glob of the target', '- { rule: run-as-root, target: "pr*", reason: x }', ['web:4 run-as-root']],
    [
      'of the only stage, by number',
      '- { rule: run-as-root, path: dev/Dockerfile, stage: 0, reason: x }',
      ['dev:1 run-as-root'],
    ],
    [
      'by the line',
      '- { rule: DL3003, path: web/Dockerfile, line: " RUN cd /a", reason: x }',
      ['web:2 workdir-not-cd'],
    ],
    ['by the package', '- { rule: pin-packages, package: curl, reason: x }', ['web:5 pin-packages']],
    ['of the wrong path', '- { rule: DL3003, path: Dockerfile, reason: x }', []],
    ['of the wrong target', '- { rule: run-as-root, target: other, reason: x }', []],
    ['of the wrong line', '- { rule: DL3003, line: RUN cd, reason: x }', []],
    ['of the wrong package', '- { rule: pin-packages, package: cur, reason: x }', []],
    [
      'of several paths',
      '- { rule: run-as-root, path: [web/*, dev/*], reason: x }',
      ['dev:1 run-as-root', 'web:1 run-as-root', 'web:4 run-as-root'],
    ],
  ];
  for (const [what, waiver, expected] of cases)
    it(what, async () => assert.deepEqual(waived(await judge(waiver)), expected));

  it('is told with the finding', async () => {
    const verdict = await judge(
      '- { rule: declare-health, reason: " probes ", owner: ops, until: 2027-06-30, record: docs/1.md }',
      {
        files: { '/r/docs/1.md': '# 1. Probes instead' },
      },
    );
    assert.deepEqual(verdict.findings.find((one) => one.disposition === 'waived')?.waiver, {
      reason: 'probes',
      owner: 'ops',
      until: '2027-06-30',
      record: { path: 'docs/1.md', title: '1. Probes instead' },
      source: 'plimsoll.yaml:2',
      kind: 'config',
    });
  });

  it('first of two is told, and both are used', async () => {
    const verdict = await judge(
      '- { rule: declare-health, reason: first }\n- { rule: DS-0026, reason: second }',
    );
    assert.equal(verdict.findings.find((one) => one.disposition === 'waived')?.waiver?.reason, 'first');
    assert.deepEqual(complaints(verdict), []);
  });
});

describe('the days of a waiver', () => {
  const cases: [now: string, until: string, holds: boolean, complaints: string[]][] = [
    ['2026-11-21', '2026-11-20', false, ['waiver-expired']],
    ['2026-11-21', '2026-11-21', true, ['waiver-expires-soon']],
    ['2026-11-21', '2026-11-22', true, ['waiver-expires-soon']],
    ['2026-11-21', '2026-12-05', true, ['waiver-expires-soon']],
    ['2026-11-21', '2026-12-06', true, []],
    ['2026-12-31', '2027-01-01', true, ['waiver-expires-soon']],
    ['2027-01-01', '2026-12-31', false, ['waiver-expired']],
    ['2028-02-29', '2028-02-28', false, ['waiver-expired']],
  ];
  for (const [now, until, holds, found] of cases) {
    it(`until ${until}, on ${now}`, async () => {
      const verdict = await judge(`- { rule: declare-health, reason: x, until: ${until} }`, { now });
      assert.equal(verdict.waived, holds ? 1 : 0);
      assert.deepEqual(
        complaints(verdict),
        found.map((rule) => `plimsoll.yaml:2 ${rule}`),
      );
    });
  }

  it('are counted', () => {
    assert.equal(daysBetween('2026-02-27', '2026-03-01'), 2);
    assert.equal(dayBefore('2028-03-01'), '2028-02-29');
    assert.ok(
      isDay('2028-02-29') &&
        !isDay('2027-02-29') &&
        !isDay('2027-13-01') &&
        !isDay('2027-1-1') &&
        !isDay('x'),
    );
  });
});

describe('a waiver that matches nothing', () => {
  const named = '- { rule: DL3003, path: dev/Dockerfile, line: RUN gone, reason: x }';
  const globbed = '- { rule: DL3003, path: "dev/*", line: RUN gone, reason: x }';
  const anywhere = '- { rule: DL3003, line: RUN gone, reason: x }';
  const cases: [what: string, waiver: string, more: Case, told: boolean][] = [
    ['in a file that was judged', named, { whole: false }, true],
    ['in a file that was not judged', named, { whole: false, judged: [web] }, false],
    ['in a file that is gone', named, { judged: [web] }, true],
    ['by a glob, of the whole project', globbed, {}, true],
    ['by a glob, of some files', globbed, { whole: false }, false],
    ['anywhere, of the whole project', anywhere, {}, true],
    ['anywhere, of some files', anywhere, { whole: false }, false],
    ['of a rule that is off', '- { rule: pin-base-image, reason: x }', {}, false],
    ['of a rule that could not run', '- { rule: SC2086, reason: x }', { notRun: ['shellcheck'] }, false],
    ['of a rule that ran', '- { rule: SC2086, reason: x }', {}, true],
    ['when single rules were asked for', anywhere, { flags: { only: ['DL3003', 'waiver-unused'] } }, false],
    ['when single targets were asked for', anywhere, { flags: { targets: ['prod'] } }, false],
  ];
  for (const [what, waiver, more, told] of cases) {
    it(`${what} is ${told ? 'told' : 'not told'}`, async () =>
      assert.deepEqual(complaints(await judge(waiver, more)), told ? ['plimsoll.yaml:2 waiver-unused'] : []));
  }

  it('is only expired when it is both', async () =>
    assert.deepEqual(complaints(await judge('- { rule: DL3003, line: x, reason: x, until: 2020-01-01 }')), [
      'plimsoll.yaml:2 waiver-expired',
    ]));

  it('is still needed when evidence discharges its finding', async () => {
    const policy = await loadPolicy({
      cwd: '/r',
      rules,
      io: world({ '/r/plimsoll.yaml': 'waivers: [{ rule: declare-health, reason: x }]' }),
    });
    const satisfied = finding('declare-health', dev.source, 1, { evidence: 'readinessProbe in the chart' });
    const verdict = policy.decide({
      files: [dev],
      findings: [satisfied],
      gaps: [],
      now: new Date(),
      whole: true,
    });
    assert.deepEqual(
      verdict.findings.map((one) => one.disposition),
      ['satisfied'],
    );
  });
});

describe('a decision record', () => {
  it('that is not there is a finding, and the waiver holds', async () => {
    const verdict = await judge('- { rule: declare-health, reason: x, record: docs/9.md }');
    assert.deepEqual(complaints(verdict), ['plimsoll.yaml:2 waiver-record-missing']);
    assert.equal(verdict.waived, 1);
    assert.match(
      verdict.findings.find((one) => one.rule === 'waiver-record-missing')!.message,
      /docs\/9\.md/,
    );
  });

  const titles: [markdown: string, title: string][] = [
    ['# Root in dev\n\ntext', 'Root in dev'],
    ['\uFEFF# Root #\r\n', 'Root'],
    ['text\n\n## Not this\n# This', 'This'],
    ['---\nstatus: x\ntitle: "Root in dev"\n---\n# Other', 'Root in dev'],
    ['---\nstatus: x\n---\n# Other', 'Other'],
    ['---\ntitle: Open', 'open.md'],
    ['', 'open.md'],
    [`# ${'#'.repeat(500_000)}x`, 'open.md'],
  ];
  for (const [markdown, title] of titles) {
    it(`is titled ${title}`, () => assert.equal(recordTitle(markdown, 'docs/open.md'), title));
  }
});

it('findings about waivers can be turned off, and their severity set', async () => {
  const text = lines('waivers: [{ rule: DL3003, line: x, reason: x }]', 'rules: { waiver-unused: off }');
  const run = { files: [web, dev], findings, gaps: [], now: new Date('2026-11-21'), whole: true };
  const off = await loadPolicy({ cwd: '/r', rules, io: world({ '/r/plimsoll.yaml': text }) });
  assert.deepEqual(complaints(off.decide(run)), []);
  const high = await loadPolicy({
    cwd: '/r',
    rules,
    io: world({ '/r/plimsoll.yaml': text.replace('off', 'high') }),
  });
  assert.deepEqual(
    high.decide(run).findings.find((one) => one.rule === 'waiver-unused')?.disposition,
    'over',
  );
});

it('ten thousand waivers and findings are matched in little time', async () => {
  const text = `waivers:\n${Array.from({ length: 4000 }, (_, i) => `  - { rule: DL3003, path: p${i}, reason: x }\n`).join('')}`;
  const policy = await loadPolicy({ cwd: '/r', rules, io: world({ '/r/plimsoll.yaml': text }) });
  const many = Array.from({ length: 1000 }, () => finding('workdir-not-cd', dev.source, 2));
  assert.equal(policy.decide({ files: [dev], findings: many, gaps: [], now: new Date() }).waived, 0);
});
