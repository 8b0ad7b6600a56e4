import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseBaseline, recordBaseline } from './baseline.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import type { PolicyFlags } from './types.ts';

const file = dockerfile('a/Dockerfile', lines('FROM x', 'RUN cd /', 'RUN cd /', 'RUN cd /b'));
const cd = (line: number) => finding('workdir-not-cd', file.source, line);
const root = finding('run-as-root', file.source, 1);
const now = new Date('2026-11-21');

const writeBaseline = (findings: Parameters<typeof recordBaseline>[0], cwd: string, root: string): string =>
  recordBaseline(findings, { cwd, root }).text;

const judge = async (
  findings: Parameters<typeof recordBaseline>[0] | readonly ReturnType<typeof cd>[],
  baseline?: string,
  flags: PolicyFlags = {},
  more = {},
) => {
  const io = world({ ...(baseline === undefined ? {} : { '/r/plimsoll-baseline.json': baseline }), ...more });
  const policy = await loadPolicy({ cwd: '/r', rules, flags: { failOn: 'medium', ...flags }, io });
  return policy.decide({ files: [file], findings, gaps: [], now });
};

describe('a baseline', () => {
  it('is sorted, one finding to a line, equal ones counted', async () => {
    const text = writeBaseline((await judge([cd(4), cd(3), root, cd(2)])).findings, '/r', '/r');
    assert.equal(
      text,
      lines(
        '{',
        '  "version": 1,',
        '  "findings": [',
        '    {"path":"a/Dockerfile","rule":"run-as-root","fingerprint":"run-as-root:FROM x","count":1},',
        '    {"path":"a/Dockerfile","rule":"workdir-not-cd","fingerprint":"workdir-not-cd:RUN cd /","count":2},',
        '    {"path":"a/Dockerfile","rule":"workdir-not-cd","fingerprint":"workdir-not-cd:RUN cd /b","count":1}',
        '  ]',
        '}',
      ),
    );
    assert.equal(parseBaseline(text, 'x', '/r').counts.size, 3);
  });

  it('of nothing is one too', () => {
    const text = writeBaseline([], '/r', '/r');
    assert.equal(text, '{\n  "version": 1,\n  "findings": []\n}\n');
    assert.equal(parseBaseline(text, 'x', '/r').counts.size, 0);
  });

  it('lets only new findings fail', async () => {
    const text = writeBaseline((await judge([cd(2), root])).findings, '/r', '/r');
    const same = await judge([cd(2), root], text);
    assert.deepEqual([same.waived, same.over, same.exit], [2, 0, 0]);
    assert.deepEqual(same.findings[0]?.waiver, {
      reason: 'known when the baseline was recorded',
      source: 'plimsoll-baseline.json',
      kind: 'baseline',
    });
    const more = await judge([cd(2), cd(3), cd(4), root], text);
    assert.deepEqual(
      more.findings.map((one) => [one.at.start.line, one.disposition]),
      [
        [1, 'waived'],
        [2, 'waived'],
        [3, 'over'],
        [4, 'over'],
      ],
    );
  });

  it('is drawn anew in each run', async () => {
    const text = writeBaseline((await judge([root])).findings, '/r', '/r');
    const policy = await loadPolicy({ cwd: '/r', rules, io: world({ '/r/plimsoll-baseline.json': text }) });
    for (let i = 0; i < 2; i++)
      assert.equal(policy.decide({ files: [file], findings: [root], gaps: [], now }).waived, 1);
  });

  it('recorded over a baseline keeps what that accepts, but not what a waiver does', async () => {
    const before = writeBaseline((await judge([cd(2)])).findings, '/r', '/r');
    const config = { '/r/plimsoll.yaml': 'waivers: [{ rule: run-as-root, reason: x }]' };
    const satisfied = finding('declare-health', file.source, 1, { evidence: 'probe' });
    const text = writeBaseline(
      (await judge([cd(2), root, satisfied], before, {}, config)).findings,
      '/r',
      '/r',
    );
    assert.equal(text, before);
  });

  it('is relative to its own folder', async () => {
    const text = writeBaseline((await judge([root])).findings, '/r/sub', '/r');
    assert.match(text, /"path":"sub\/a\/Dockerfile"/);
  });

  it('is found by name, by the configuration, by the command line, or not', async () => {
    const text = writeBaseline((await judge([root])).findings, '/r', '/r');
    assert.equal((await judge([root], text, { baseline: false })).waived, 0);
    assert.equal((await judge([root], undefined, { baseline: 'b.json' }, { '/r/b.json': text })).waived, 1);
    assert.equal(
      (await judge([root], undefined, {}, { '/r/b.json': text, '/r/plimsoll.yaml': 'baseline: b.json' }))
        .waived,
      1,
    );
    await assert.rejects(judge([root], undefined, {}, { '/r/plimsoll.yaml': 'baseline: gone.json' }), {
      code: 'config',
      message: /^gone\.json: there is no such baseline/,
    });
  });

  it('keeps what was not looked at, and says what has become of the rest', async () => {
    const entry = (path: string, rule: string, count: number) =>
      JSON.stringify({ path, rule, fingerprint: `${rule}:x`, count });
    const row = (path: string, rule: string, line: string, count: number) =>
      JSON.stringify({ path, rule, fingerprint: `${rule}:${line}`, count });
    const before = `{"version":1,"findings":[${[
      row('a/Dockerfile', 'workdir-not-cd', 'RUN cd /', 3),
      entry('a/Dockerfile', 'gone', 2),
      entry('a/Dockerfile', 'not-run', 1),
      entry('b/Dockerfile', 'run-as-root', 4),
    ].join()}]}`;
    const { findings } = await judge([cd(2), cd(3), cd(4), root]);
    const recorded = recordBaseline(findings, {
      cwd: '/r',
      root: '/r',
      before: { text: before, path: 'x' },
      lookedAt: ({ path, rule }) => path.startsWith('a/') && rule !== 'not-run',
    });
    assert.equal(
      recorded.text,
      lines(
        '{',
        '  "version": 1,',
        '  "findings": [',
        `    ${entry('a/Dockerfile', 'not-run', 1)},`,
        `    ${row('a/Dockerfile', 'run-as-root', 'FROM x', 1)},`,
        `    ${row('a/Dockerfile', 'workdir-not-cd', 'RUN cd /', 2)},`,
        `    ${row('a/Dockerfile', 'workdir-not-cd', 'RUN cd /b', 1)},`,
        `    ${entry('b/Dockerfile', 'run-as-root', 4)}`,
        '  ]',
        '}',
      ),
    );
    const { total, added, removed, kept } = recorded;
    assert.deepEqual({ total, added, removed, kept }, { total: 9, added: 2, removed: 3, kept: 5 });
  });

  it('takes what is found in a place that was not looked at on top', async () => {
    const { findings } = await judge([cd(2), cd(3)]);
    const recording = { cwd: '/r', root: '/r', lookedAt: () => false };
    const { text } = recordBaseline(findings, recording);
    for (const kept of [text, text.replace('"count":2', '"count":1')]) {
      const again = recordBaseline(findings, { ...recording, before: { text: kept, path: 'x' } });
      assert.equal(again.text, text);
    }
  });

  it('is not made over what is none', () => {
    const before = { text: '{', path: 'x.json' };
    assert.throws(() => recordBaseline([], { cwd: '/r', root: '/r', before }), { code: 'config' });
  });

  const broken: [text: string, message: RegExp][] = [
    ['', /plimsoll-baseline\.json is not a baseline: /],
    ['{', /is not a baseline: /],
    ['null', /its version is not 1/],
    ['[]', /its version is not 1/],
    ['{"version":2,"findings":[]}', /its version is not 1/],
    ['{"version":1}', /it has no list of findings/],
    ['{"version":1,"findings":[{"path":"a"}]}', /finding 1 has no path, rule, fingerprint and count/],
    ['{"version":1,"findings":[{"path":"a","rule":"b","fingerprint":"c","count":0}]}', /finding 1 has no/],
    ['{"version":1,"findings":[null]}', /finding 1 has no/],
  ];
  for (const [text, message] of broken)
    it(`is a complaint: ${text}`, async () => assert.rejects(judge([], text), { code: 'config', message }));
});
