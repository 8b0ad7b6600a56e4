import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlimsollError } from '../core/errors.ts';
import { Source } from '../core/source.ts';
import { findConfig, parseConfig, readConfig } from './config.ts';
import { lines, rules, world } from './fixtures.ts';
import { ruleIds } from './ids.ts';

const ids = ruleIds(rules);
const parse = (text: string) => parseConfig(new Source('plimsoll.yaml', text), ids);

const complaint = async (text: string): Promise<string> => {
  try {
    await parse(text);
  } catch (error) {
    assert.ok(error instanceof PlimsollError, String(error));
    assert.equal(error.code, 'config');
    return error.message;
  }
  return assert.fail('no complaint');
};

describe('findConfig', () => {
  const cases: [what: string, files: string[], cwd: string, found: string | undefined][] = [
    ['in the working directory', ['/r/plimsoll.yaml'], '/r', '/r/plimsoll.yaml'],
    ['by its other names', ['/r/.plimsoll.yaml'], '/r', '/r/.plimsoll.yaml'],
    [
      'plimsoll.yaml first',
      ['/r/.plimsoll.yaml', '/r/plimsoll.yml', '/r/plimsoll.yaml'],
      '/r',
      '/r/plimsoll.yaml',
    ],
    [
      'above, within the repository',
      ['/r/.git/HEAD', '/r/plimsoll.yml', '/r/a/b/x'],
      '/r/a/b',
      '/r/plimsoll.yml',
    ],
    ['the nearest', ['/r/.git/HEAD', '/r/plimsoll.yaml', '/r/a/plimsoll.yaml'], '/r/a', '/r/a/plimsoll.yaml'],
    ['not above the repository', ['/plimsoll.yaml', '/r/.git/HEAD', '/r/a/x'], '/r/a', undefined],
    [
      'in a worktree, whose .git is a file',
      ['/r/.git', '/r/plimsoll.yaml', '/r/a/x'],
      '/r/a',
      '/r/plimsoll.yaml',
    ],
    ['not above, outside a repository', ['/r/plimsoll.yaml', '/r/a/x'], '/r/a', undefined],
    ['none', ['/r/x'], '/r', undefined],
  ];
  for (const [what, files, cwd, found] of cases) {
    it(what, () =>
      assert.equal(findConfig(cwd, world(Object.fromEntries(files.map((path) => [path, ''])))), found),
    );
  }
});

describe('readConfig', () => {
  it('names a file that is not there', async () => {
    await assert.rejects(readConfig('/r/x.yaml', 'x.yaml', ids, world({})), {
      code: 'config',
      message: /^x\.yaml: there is no such file/,
    });
  });

  it('refuses a file of 10 MB without reading it', async () => {
    const io = { ...world({}), size: () => 10_000_000, read: () => assert.fail('it was read') };
    await assert.rejects(readConfig('/r/x.yaml', 'x.yaml', ids, io), {
      code: 'config',
      message: /larger than 1 MiB/,
    });
  });
});

describe('a configuration', () => {
  it('of nothing has every default', async () => {
    for (const text of ['', '# nothing\n', '---\n', '{}', '\uFEFF', 'waivers:\noverrides:\nrules:\n']) {
      const { source: _, rules: __, ...config } = await parse(text);
      assert.deepEqual(
        config,
        {
          overrides: [],
          waivers: [],
          exclude: [],
          targets: [],
          buildArgs: {},
          links: [],
          compose: [],
          helm: { values: [], set: {} },
          podTemplates: [],
          peers: true,
        },
        text,
      );
    }
  });

  it('is read whole', async () => {
    const config = await parse(
      lines(
        '$schema: ./schema.json',
        'rules:',
        '  set: strict',
        '  pin-base-image: off',
        '  DL3008: low',
        '  exec-form: true',
        '  trusted-registries: { severity: critical, registries: [ghcr.io] }',
        'fail-on: medium',
        'fail-on-gaps: 3',
        'overrides:',
        '  - files: [dev/**, test]',
        '    targets: builder',
        '    fail-on: none',
        '    rules: { run-as-root: info }',
        'waivers:',
        '  - rule: [run-as-root, DL3003]',
        '    path: dev/Dockerfile',
        '    stage: builder',
        '    line: RUN cd /',
        '    package: curl',
        '    reason: "  because "',
        '    owner: ops',
        '    until: 2027-02-28',
        '    record: docs/1.md',
        'exclude: vendor/**',
        'targets: [a, b]',
        'build-args: { A: x, B: 1.10, C: true }',
        'context: ..',
        'baseline: old.json',
        'peers: false',
      ),
    );
    assert.equal(config.rules?.set, 'strict');
    assert.deepEqual(
      config.rules?.entries.map(({ at: _, ...entry }) => entry),
      [
        { key: 'pin-base-image', state: 'off' },
        { key: 'dl-3008', state: 'on', severity: 'low' },
        { key: 'exec-form', state: 'on' },
        {
          key: 'trusted-registries',
          state: 'on',
          severity: 'critical',
          options: { rule: 'trusted-registries', values: { registries: ['ghcr.io'] } },
        },
      ],
    );
    assert.equal(config.failOn, 'medium');
    assert.equal(config.failOnGaps, 3);
    assert.deepEqual(config.overrides[0]?.files, ['dev/**', 'test']);
    assert.deepEqual(config.overrides[0]?.targets, ['builder']);
    assert.equal(config.overrides[0]?.failOn, 'none');
    assert.deepEqual(config.waivers[0]?.value, {
      rules: ['run-as-root', 'DL3003'],
      paths: ['dev/Dockerfile'],
      target: 'builder',
      line: 'RUN cd /',
      package: 'curl',
      reason: '  because ',
      owner: 'ops',
      until: '2027-02-28',
      record: 'docs/1.md',
    });
    assert.deepEqual(config.exclude, ['vendor/**']);
    assert.deepEqual(config.targets, ['a', 'b']);
    assert.deepEqual(config.buildArgs, { A: 'x', B: '1.10', C: 'true' });
    assert.equal(config.context, '..');
    assert.equal(config.baseline, 'old.json');
    assert.equal(config.peers, false);
  });

  it('takes the short form of rules', async () => {
    assert.deepEqual((await parse('rules: strict')).rules, { set: 'strict', entries: [] });
  });

  it('takes the compact form of overrides', async () => {
    const { overrides } = await parse(
      'overrides:\n  docker/Dockerfile.production*:\n    fail-on: medium\n  dev/*: { rules: strict }\n',
    );
    assert.deepEqual(
      overrides.map(({ files, failOn }) => [files, failOn]),
      [
        [['docker/Dockerfile.production*'], 'medium'],
        [['dev/*'], undefined],
      ],
    );
  });

  it('takes anchors, aliases and merge keys', async () => {
    const { waivers } = await parse(
      lines(
        'waivers:',
        '  - &first { rule: DL3002, reason: &why why, path: a }',
        '  - { <<: *first, path: b }',
        '  - { rule: DL3003, reason: *why }',
      ),
    );
    assert.deepEqual(
      waivers.map(({ value }) => [value.rules[0], value.paths?.[0], value.reason]),
      [
        ['DL3002', 'a', 'why'],
        ['DL3002', 'b', 'why'],
        ['DL3003', undefined, 'why'],
      ],
    );
  });

  it('takes YAML 1.1 and CRLF', async () => {
    assert.equal(
      (await parse('%YAML 1.1\n---\nrules: { exec-form: off }\n')).rules?.entries[0]?.state,
      'off',
    );
    assert.equal((await parse('fail-on: low\r\npeers: false\r\n')).failOn, 'low');
    assert.equal(
      (await parse('%YAML 1.1\n---\nwaivers: [{ rule: "*", reason: x, until: 2027-01-31 }]\n')).waivers[0]
        ?.value.until,
      '2027-01-31',
    );
  });
});

describe('a complaint', () => {
  const cases: [what: string, text: string, message: RegExp][] = [
    ['broken YAML', 'rules: [a\nfail-on: x\n', /^plimsoll\.yaml:2:1: cannot be read as YAML: /],
    [
      'an unclosed quote',
      'context: "a\n',
      /^plimsoll\.yaml:\d:\d+: cannot be read as YAML: Missing closing "quote/,
    ],
    ['a tab', 'rules:\n\tset: strict\n', /^plimsoll\.yaml:2:1: cannot be read as YAML: Tabs/],
    [
      'two documents',
      'fail-on: low\n---\nfail-on: high\n',
      /^plimsoll\.yaml:[23]:\d+: a second YAML document/,
    ],
    ['no keys', '- a\n', /^plimsoll\.yaml:1:1: keys and values were expected, not a list$/],
    ['a text', 'strict', /^plimsoll\.yaml:1:1: keys and values were expected, not “strict”$/],
    [
      'an unknown key',
      'fail-on: low\nfail_on_gaps: 1\n',
      /^plimsoll\.yaml:2:1: unknown key “fail_on_gaps”; did you mean “fail-on-gaps”\?$/,
    ],
    ['a key that is like none', 'zzzzzz: 1\n', /unknown key “zzzzzz”; known: \$schema, rules, fail-on/],
    ['a key named as JavaScript’s own', '__proto__: 1\n', /unknown key “__proto__”/],
    [
      'a key twice',
      'fail-on: low\nfail-on: high\n',
      /^plimsoll\.yaml:2:1: the key “fail-on” stands here twice$/,
    ],
    ['a key that is no word', '? [a]\n: b\n', /^plimsoll\.yaml:1:3: a key has to be a word$/],
    [
      'an unknown severity',
      'fail-on: hihg\n',
      /^plimsoll\.yaml:1:10: unknown severity “hihg”; did you mean “high”\?$/,
    ],
    [
      'a severity of the wrong type',
      'fail-on: [high]\n',
      /^plimsoll\.yaml:1:10: severity was expected \(critical, .*\), not a list$/,
    ],
    [
      'gaps of nought',
      'fail-on-gaps: 0\n',
      /:1:15: true, false or a whole number from 1 was expected, not “0”$/,
    ],
    ['gaps of a half', 'fail-on-gaps: 1.5\n', /:1:15: true, false or a whole number from 1/],
    [
      'an unknown set',
      'rules: strickt\n',
      /^plimsoll\.yaml:1:8: unknown rule set “strickt”; did you mean “strict”\?$/,
    ],
    [
      'a list of rules',
      'rules: [a]\n',
      /:1:8: a rule set, or rules with their settings, were expected, not a list$/,
    ],
    [
      'an unknown rule',
      'rules:\n  run-as-rot: off\n',
      /^plimsoll\.yaml:2:3: unknown rule “run-as-rot”; did you mean “run-as-root”\?$/,
    ],
    [
      'an unknown peer’s id',
      'rules: { DL3O02: off }\n',
      /:1:10: unknown rule “DL3O02”; did you mean “DL3002”\?$/,
    ],
    [
      'an unknown setting',
      'rules: { exec-form: hgh }\n',
      /:1:21: unknown setting “hgh”; did you mean “high”\?$/,
    ],
    [
      'an empty setting',
      'rules: { exec-form: }\n',
      /:1:\d+: on, off, a severity or options were expected for “exec-form”, not nothing$/,
    ],
    [
      'an unknown option',
      'rules:\n  trusted-registries:\n    registry: [a]\n',
      /^plimsoll\.yaml:3:5: unknown option of “trusted-registries” “registry”; did you mean “registries”\?$/,
    ],
    [
      'an option of the wrong type',
      'rules:\n  trusted-registries:\n    registries: [a, 1]\n',
      /^plimsoll\.yaml:3:21: option “registries\.1” of “trusted-registries”: .*string/,
    ],
    [
      'options of a rule without',
      'rules: { exec-form: { a: 1 } }\n',
      /:1:23: unknown option of “exec-form” “a”; known: severity$/,
    ],
    ['a wrong severity of a rule', 'rules: { exec-form: { severity: 3 } }\n', /:1:33: unknown severity “3”/],
    [
      'overrides of a text',
      'overrides: a\n',
      /:1:12: globs with settings, or a list, were expected, not “a”$/,
    ],
    [
      'an override of nothing',
      'overrides: [{ fail-on: low }]\n',
      /:1:13: an override needs “files” or “targets”$/,
    ],
    [
      'an override’s unknown key',
      'overrides:\n  a: { failon: low }\n',
      /:2:8: unknown key “failon”; did you mean “fail-on”\?$/,
    ],
    [
      'options by target',
      'overrides: [{ targets: a, rules: { trusted-registries: { strict: true } } }]\n',
      /:1:36: options of rules, .* hold for whole files: leave “targets” out$/,
    ],
    ['a context by target', 'overrides: [{ targets: a, context: x }]\n', /hold for whole files/],
    ['waivers of keys', 'waivers: { a: b }\n', /:1:10: a list was expected, not keys and values$/],
    ['no reason', 'waivers:\n  - rule: DL3002\n', /^plimsoll\.yaml:2:5: “reason” is missing$/],
    [
      'an empty reason',
      'waivers:\n  - rule: DL3002\n    reason: "  "\n',
      /^plimsoll\.yaml:3:13: an empty text says nothing$/,
    ],
    [
      'a reason that is no text',
      'waivers: [{ rule: DL3002, reason: [a] }]\n',
      /:1:35: a text was expected, not a list$/,
    ],
    ['no rule', 'waivers: [{ reason: a }]\n', /:1:11: “rule” is missing$/],
    [
      'an empty list of rules',
      'waivers: [{ rule: [], reason: a }]\n',
      /:1:19: at least one rule has to be named$/,
    ],
    [
      'an unknown rule in a waiver',
      'waivers: [{ rule: run-as-rooot, reason: a }]\n',
      /:1:19: unknown rule “run-as-rooot”; did you mean “run-as-root”\?$/,
    ],
    [
      'a day that is none',
      'waivers: [{ rule: DL3002, reason: a, until: 2027-02-29 }]\n',
      /:1:45: a date like 2027-01-31 was expected, not “2027-02-29”$/,
    ],
    [
      'a day in another form',
      'waivers: [{ rule: DL3002, reason: a, until: 31.1.2027 }]\n',
      /a date like 2027-01-31 was expected/,
    ],
    [
      'two stages',
      'waivers: [{ rule: DL3002, reason: a, stage: a, target: b }]\n',
      /name two different stages$/,
    ],
    ['an unknown alias', 'context: *a\n', /:1:10: .*a/],
    ['a list of build arguments', 'build-args: [a]\n', /:1:13: names with values were expected, not a list$/],
    [
      'a build argument without a text',
      'build-args: { A: [x] }\n',
      /:1:18: a text was expected for “A”, not a list$/,
    ],
    ['peers of a number', 'peers: 1\n', /:1:8: true or false was expected, not “1”$/],
  ];
  for (const [what, text, message] of cases)
    it(what, async () => assert.match(await complaint(text), message));

  it('counts columns behind a byte-order mark as the file has them', async () => {
    assert.match(await complaint('\uFEFFfail-on: x\n'), /^plimsoll\.yaml:1:11: unknown severity/);
    assert.match(await complaint('\uFEFF\nfail-on: x\n'), /^plimsoll\.yaml:2:10: unknown severity/);
  });

  it('names every place at once, and of very many the first', async () => {
    const message = await complaint(lines('fail-on: x', 'peers: 7', 'zzz: 1'));
    assert.deepEqual(
      message.split('\n').map((line) => line.slice(0, 18)),
      ['plimsoll.yaml:1:10', 'plimsoll.yaml:2:8:', 'plimsoll.yaml:3:1:'],
    );
    const many = await complaint(Array.from({ length: 50 }, (_, i) => `k${i}: 1\n`).join(''));
    assert.equal(many.split('\n').length, 21);
    assert.match(many, /… and 30 more$/);
  });
});

describe('hostile input', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 9; i++) {
    const name = String.fromCharCode(97 + i);
    const before = String.fromCharCode(96 + i);
    bomb.push(`${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`);
  }
  const cases: [what: string, text: string][] = [
    ['an alias bomb', bomb.join('\n')],
    ['a merge-key bomb', `a: &a {x: 1}\n${Array.from({ length: 1 }, () => 'b: &b {<<: *b}').join('\n')}`],
    ['deep lists', '['.repeat(50_000)],
    ['deep maps', '{a: '.repeat(50_000)],
    ['deep blocks', '- '.repeat(50_000)],
    ['closed deep lists', `a: ${'['.repeat(100)}${']'.repeat(100)}`],
    ['many anchors', `a: ${'&a '.repeat(20_000)}`],
    ['bad escapes', `a: "${'\\x'.repeat(50_000)}"`],
    ['bytes of nothing', `a: ${'\u0000'.repeat(1000)}`],
    ['more than 1 MiB', 'x'.repeat(2_000_000)],
  ];
  for (const [what, text] of cases)
    it(`${what} is one complaint`, async () => assert.match(await complaint(text), /^plimsoll\.yaml:/));

  it('many aliases are read in little time', async () => {
    const text = `exclude: [&a x${', *a'.repeat(40_000)}]`;
    assert.equal((await parse(text)).exclude.length, 40_001);
  });

  it('an alias stands for the latest anchor before it', async () => {
    const { exclude } = await parse('exclude: [&a x, *a, &a y, *a]');
    assert.deepEqual(exclude, ['x', 'x', 'y', 'y']);
  });

  it('many keys are read in little time', async () => {
    const text = `build-args:\n${Array.from({ length: 20_000 }, (_, i) => `  k${i}: v\n`).join('')}`;
    assert.equal(Object.keys((await parse(text)).buildArgs).length, 20_000);
  });
});
