import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Verdict } from '../core/finding.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import type { Policy, PolicyFlags } from './types.ts';

const file = dockerfile('a/Dockerfile', lines('FROM node', 'RUN cd /a', 'RUN apt-get install curl'));
const findings = [
  finding('run-as-root', file.source, 1),
  finding('workdir-not-cd', file.source, 2),
  finding('pin-packages', file.source, 3, { aliases: ['DL3008'] }),
];

const load = (
  files: Readonly<Record<string, string>>,
  more: { flags?: PolicyFlags; cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Policy> =>
  loadPolicy({ cwd: more.cwd ?? '/r', rules, io: world(files, more.env), flags: more.flags ?? {} });

const judge = async (
  files: Readonly<Record<string, string>>,
  more: { flags?: PolicyFlags; now?: string } = {},
): Promise<Verdict> =>
  (await load(files, more)).decide({
    files: [file],
    findings,
    gaps: [],
    now: new Date(`${more.now ?? '2026-11-21'}T00:00:00Z`),
    whole: true,
  });

const waived = ({ findings }: Verdict): string[] =>
  findings.filter((one) => one.disposition === 'waived').map((one) => one.rule);
const complaints = ({ findings }: Verdict): string[] =>
  findings
    .filter((one) => one.rule.startsWith('waiver-'))
    .map((one) => `${one.at.path}:${one.at.start.line}`);

describe('.hadolint.yaml', () => {
  it('waives what it ignores, with its comments for reasons', async () => {
    const text = lines(
      'ignored:',
      '  - DL3003 # style',
      '  # packages are pinned by the mirror',
      '  - DL3008',
      '  - DL9999',
    );
    const verdict = await judge({ '/r/.hadolint.yaml': text });
    assert.deepEqual(waived(verdict), ['workdir-not-cd', 'pin-packages']);
    assert.deepEqual(
      verdict.findings.flatMap((one) => one.waiver ?? []),
      [
        { reason: 'style', source: '.hadolint.yaml:2', kind: 'peer' },
        { reason: 'packages are pinned by the mirror', source: '.hadolint.yaml:4', kind: 'peer' },
      ],
    );
    assert.deepEqual(complaints(verdict), []);
  });

  it('matches the finding’s own aliases, not its rule’s', async () => {
    assert.deepEqual(waived(await judge({ '/r/.hadolint.yaml': 'ignored: [DL3018]' })), []);
  });

  const thresholds: [text: string, line: string][] = [
    ['failure-threshold: error', 'high'],
    ['failure-threshold: warning', 'medium'],
    ['failure-threshold: info', 'low'],
    ['failure-threshold: style', 'info'],
    ['failure-threshold: ignore', 'info'],
    ['failure-threshold: none', 'info'],
    ['no-fail: true', 'none'],
    ['no-fail: false', 'high'],
    ['', 'high'],
  ];
  for (const [text, line] of thresholds) {
    it(`${text || '(nothing)'} draws the line at ${line}`, async () =>
      assert.equal((await load({ '/r/.hadolint.yaml': text })).line, line));
  }

  it('draws the line only where we do not', async () => {
    const files = {
      '/r/.hadolint.yaml': 'failure-threshold: style',
      '/r/plimsoll.yaml': 'fail-on: critical',
    };
    assert.equal((await load(files)).line, 'critical');
    assert.equal((await load(files, { flags: { failOn: 'low' } })).line, 'low');
    assert.equal((await load({ ...files, '/r/plimsoll.yaml': 'rules: strict' })).line, 'info');
  });

  it('gives severities, and ours win over them', async () => {
    const files = {
      '/r/.hadolint.yaml': lines(
        'override:',
        '  error: [DL3003]',
        '  style:',
        '    - DL3008',
        '    - DL3002',
      ),
    };
    const severity = ({ findings }: Verdict) => findings.map((one) => one.severity);
    assert.deepEqual(severity(await judge(files)), ['info', 'high', 'info']);
    const ours = { ...files, '/r/plimsoll.yaml': 'rules: { workdir-not-cd: low }' };
    assert.deepEqual(severity(await judge(ours)), ['info', 'low', 'info']);
  });

  it('has no say where our configuration turns a rule on', async () => {
    const files = {
      '/r/.hadolint.yaml': 'ignored: [DL3003, DL3008]',
      '/r/plimsoll.yaml': 'rules: { workdir-not-cd: on }',
    };
    assert.deepEqual(waived(await judge(files)), ['pin-packages']);
    assert.deepEqual(waived(await judge({ ...files, '/r/plimsoll.yaml': 'peers: false' })), []);
  });

  it('gives trusted registries to the rule that asks for them, and ours win', async () => {
    const files = { '/r/.hadolint.yaml': 'trustedRegistries: [ghcr.io, docker.io]' };
    const options = async (more: Readonly<Record<string, string>>) =>
      (await load({ ...files, ...more })).settingsFor('a').rule('trusted-registries').options;
    assert.deepEqual(await options({}), { registries: ['ghcr.io', 'docker.io'], strict: false });
    assert.deepEqual(
      await options({ '/r/plimsoll.yaml': 'rules: { trusted-registries: { registries: [quay.io] } }' }),
      { registries: ['quay.io'], strict: false },
    );
    assert.deepEqual(await options({ '/r/.hadolint.yaml': 'trustedRegistries:' }), {
      registries: [],
      strict: false,
    });
  });

  it('gives label schemas to the rule that asks for them', async () => {
    const options = async (text: string) =>
      (await load({ '/r/.hadolint.yaml': text })).settingsFor('a').rule('image-labels').options;
    assert.deepEqual(await options('label-schema: { owner: text, docs: url }\nstrict-labels: true\n'), {
      labels: { owner: 'text', docs: 'url' },
      only: true,
    });
    assert.deepEqual(await options('label-schema: { owner: what }\n'), { labels: {}, only: false });
  });

  it('is passed over where it says nothing to us', async () => {
    const text = lines(
      'format: json',
      'no-color: true',
      'label-schema: { a: text }',
      'ignored:',
      'nonsense: 1',
    );
    assert.deepEqual(waived(await judge({ '/r/.hadolint.yaml': text })), []);
  });

  const misfits: [text: string, place: string, wants: string][] = [
    ['ignored: DL3003', '1:10', 'ignored takes a list of rules'],
    ['ignored: [DL3003, [DL3008]]', '1:19', 'ignored takes a list of rules'],
    ['override: [a]', '1:11', 'override takes keys with values'],
    ['override:\n  error: DL3003', '2:10', 'override.error takes a list of rules'],
    ['failure-threshold: [x]', '1:20', 'failure-threshold takes one of error, warning,'],
    ['failure-threshold: what', '1:20', 'failure-threshold takes one of error, warning,'],
    ['trustedRegistries: { a: b }', '1:20', 'trustedRegistries takes a list of names'],
    ['strict-labels: maybe', '1:16', 'strict-labels takes true or false'],
    ['- DL3003', '1:1', 'has to be keys with values'],
  ];
  for (const [text, place, wants] of misfits)
    it(`is a complaint where hadolint has one: ${JSON.stringify(text)}`, () =>
      assert.rejects(load({ '/r/.hadolint.yaml': text }), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'config');
        assert.ok(error.message.startsWith(`.hadolint.yaml:${place}: ${wants}`), error.message);
        return true;
      }));

  it('is a complaint when it is broken', async () => {
    await assert.rejects(load({ '/r/.hadolint.yaml': 'ignored: [a\n' }), {
      code: 'config',
      message: /^\.hadolint\.yaml:\d:\d: cannot be read as YAML/,
    });
  });

  const places: [what: string, files: string[], cwd: string, sources: string[]][] = [
    ['beside the working directory', ['/r/.hadolint.yaml'], '/r', ['.hadolint.yaml']],
    ['by its other name', ['/r/.hadolint.yml'], '/r', ['.hadolint.yml']],
    ['at the root of the repository', ['/r/.git/HEAD', '/r/.hadolint.yaml'], '/r/a', ['../.hadolint.yaml']],
    ['nearest first', ['/r/.git/HEAD', '/r/.hadolint.yaml', '/r/a/.hadolint.yml'], '/r/a', ['.hadolint.yml']],
    ['in the user’s folder', ['/home/u/.config/hadolint.yaml'], '/r', ['../home/u/.config/hadolint.yaml']],
    [
      'in the user’s own folder',
      ['/x/hadolint.yaml', '/home/u/.config/hadolint.yaml'],
      '/r',
      ['../x/hadolint.yaml'],
    ],
    ['none', [], '/r', []],
  ];
  for (const [what, files, cwd, sources] of places) {
    it(`is found ${what}`, async () => {
      const env: Record<string, string> = {
        HOME: '/home/u',
        ...(what.includes('own') ? { XDG_CONFIG_HOME: '/x' } : {}),
      };
      const policy = await load(Object.fromEntries(files.map((path) => [path, ''])), { cwd, env });
      assert.deepEqual(policy.sources, sources);
    });
  }
});

describe('.trivyignore', () => {
  it('waives its ids in every spelling, with the comments for reasons', async () => {
    const text = lines(
      '# accepted by ops',
      '# until the rewrite',
      'AVD-DS-0013',
      '',
      '# for another',
      '',
      'DS002 # dev only',
      'KSV-0001',
      'CVE-2024-1234',
    );
    const verdict = await judge({ '/r/.trivyignore': text });
    assert.deepEqual(
      verdict.findings.flatMap((one) => one.waiver ?? []),
      [
        { reason: 'dev only', source: '.trivyignore:7', kind: 'peer' },
        { reason: 'accepted by ops until the rewrite', source: '.trivyignore:3', kind: 'peer' },
      ],
    );
  });

  const expiries: [row: string, waived: number, complaints: string[]][] = [
    ['DS-0013 exp:2026-11-22', 1, []],
    ['DS-0013 exp:2026-11-21', 0, ['.trivyignore:1']],
    ['DS-0013 exp:2020-01-01', 0, ['.trivyignore:1']],
    ['DS-0013 exp:soon', 0, []],
    ['CVE-2024-1 exp:2020-01-01', 0, []],
  ];
  for (const [row, count, found] of expiries) {
    it(row, async () => {
      const verdict = await judge({ '/r/.trivyignore': row });
      assert.deepEqual([verdict.waived, complaints(verdict)], [count, found]);
    });
  }

  it('is read with a byte-order mark and CRLF', async () => {
    assert.deepEqual(waived(await judge({ '/r/.trivyignore': '\uFEFFDS-0013\r\nDS-0002\r\n' })), [
      'run-as-root',
      'workdir-not-cd',
    ]);
  });
});

describe('.trivyignore.yaml', () => {
  const text = lines(
    'vulnerabilities:',
    '  - id: CVE-2024-1234',
    'misconfigurations:',
    '  - id: AVD-DS-0002',
    '    paths: ["a/*"]',
    '    statement: needs root',
    '    expired_at: 2026-12-01',
    '  - id: DS-0013',
    '    paths: [other/Dockerfile]',
    '  - statement: no id',
    '  - id: DS-0013',
    '    expired_at: bad',
  );

  it('waives misconfigurations by id and path', async () => {
    const verdict = await judge({ '/r/.trivyignore.yaml': text });
    assert.deepEqual(
      verdict.findings.flatMap((one) => one.waiver ?? []),
      [{ reason: 'needs root', until: '2026-11-30', source: '.trivyignore.yaml:4', kind: 'peer' }],
    );
  });

  it('no longer on the day of expiry', async () => {
    assert.equal((await judge({ '/r/.trivyignore.yaml': text }, { now: '2026-11-30' })).waived, 1);
    const verdict = await judge({ '/r/.trivyignore.yaml': text }, { now: '2026-12-01' });
    assert.deepEqual([verdict.waived, complaints(verdict)], [0, ['.trivyignore.yaml:4']]);
  });

  it('of another shape says nothing', async () => {
    for (const other of ['a', '[]', 'misconfigurations: a', 'misconfigurations: [a, [b], { id: [c] }]']) {
      assert.deepEqual(waived(await judge({ '/r/.trivyignore.yaml': other })), [], other);
    }
  });
});

it('all peers’ files count together, and none with --no-config', async () => {
  const files = {
    '/r/.hadolint.yaml': 'ignored: [DL3008]',
    '/r/.trivyignore': 'DS-0013',
    '/r/.trivyignore.yaml': 'misconfigurations: [{ id: DS-0002 }]',
    '/r/plimsoll.yaml': 'fail-on: low',
  };
  assert.equal((await judge(files)).waived, 3);
  const none = await loadPolicy({ cwd: '/r', rules, io: world(files), noConfig: true });
  assert.deepEqual([none.sources, none.waivers, none.line], [[], [], 'high']);
});
