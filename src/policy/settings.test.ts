import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PlimsollError } from '../core/errors.ts';
import { dockerfile, finding, lines, rules, world } from './fixtures.ts';
import { loadPolicy } from './index.ts';
import type { Policy, PolicyFlags } from './types.ts';

const load = (config: string, flags: PolicyFlags = {}, cwd = '/r'): Promise<Policy> =>
  loadPolicy({
    cwd,
    rules,
    flags,
    io: world({ '/r/plimsoll.yaml': config, '/r/.git/HEAD': '', '/r/a/x': '' }),
  });

const running = (policy: Policy, path: string, target?: string): string[] =>
  rules.filter((rule) => policy.settingsFor(path, target).rule(rule.name).enabled).map((rule) => rule.name);

const recommended = rules.filter((rule) => rule.set === 'recommended').map((rule) => rule.name);
const all = rules.map((rule) => rule.name);
const without = (names: readonly string[], ...left: string[]): string[] =>
  names.filter((name) => !left.includes(name));
const withRules = (...more: string[]): string[] =>
  all.filter((name) => recommended.includes(name) || more.includes(name));

describe('the rules that run', () => {
  const cases: [what: string, config: string, flags: PolicyFlags, running: string[]][] = [
    ['by default are recommended', '', {}, recommended],
    ['are all by rules: strict', 'rules: strict', {}, all],
    ['are all by set: strict', 'rules: { set: strict }', {}, all],
    ['are all by --rules strict', '', { set: 'strict' }, all],
    ['are fewer by --rules recommended', 'rules: strict', { set: 'recommended' }, recommended],
    ['leave out what is off', 'rules: { run-as-root: off }', {}, without(recommended, 'run-as-root')],
    ['leave out what is false', 'rules: { run-as-root: false }', {}, without(recommended, 'run-as-root')],
    ['take in what is on', 'rules: { pin-base-image: on }', {}, withRules('pin-base-image')],
    ['take in what has a severity', 'rules: { pin-base-image: low }', {}, withRules('pin-base-image')],
    [
      'take in what has options',
      'rules: { trusted-registries: { strict: true } }',
      {},
      withRules('trusted-registries'),
    ],
    ['take in a peer’s id', 'rules: { DS001: on }', {}, withRules('pin-base-image')],
    ['keep a rule of which one id is off', 'rules: { DL3008: off }', {}, recommended],
    [
      'keep what is off in a larger set',
      'rules: { set: strict, run-as-root: off }',
      {},
      without(all, 'run-as-root'),
    ],
    [
      'are those of --rule only',
      'rules: { run-as-root: off }',
      { only: ['run-as-root', 'DL9001'] },
      ['run-as-root', 'first-shared', 'second-shared'],
    ],
    ['are without those of --skip', '', { skip: ['run-as-root'] }, without(recommended, 'run-as-root')],
    ['keep a rule of which one id is skipped', '', { skip: ['DL3008'] }, recommended],
    ['are none of both', '', { only: ['run-as-root'], skip: ['run-as-root'] }, []],
    ['are one by * and on', 'rules: { "*": off, exec-form: on }', {}, ['exec-form']],
  ];
  for (const [what, config, flags, expected] of cases)
    it(what, async () => assert.deepEqual(running(await load(config, flags), 'Dockerfile'), expected));
});

describe('an override', () => {
  const config = lines(
    'rules: { exec-form: off }',
    'fail-on: high',
    'overrides:',
    '  - files: docker/Dockerfile.production*',
    '    fail-on: medium',
    '    rules: { set: strict, trusted-registries: { registries: [a] } }',
    '    context: ..',
    '    build-args: { A: production }',
    '  - files: docker/**',
    '    targets: [debug*]',
    '    fail-on: none',
    '    rules: { run-as-root: off, exec-form: low }',
    '  - targets: LAST',
    '    fail-on: critical',
    'build-args: { A: a, B: b }',
    'context: ctx',
  );

  it('holds for its files', async () => {
    const policy = await load(config);
    const settings = policy.settingsFor('docker/Dockerfile.production-gpu');
    assert.equal(settings.line, 'medium');
    assert.deepEqual(
      running(policy, 'docker/Dockerfile.production'),
      all,
      'exec-form is on for some targets',
    );
    assert.deepEqual(settings.rule('trusted-registries').options, { registries: ['a'], strict: false });
    assert.equal(settings.context, '/');
    assert.deepEqual({ ...settings.buildArgs }, { A: 'production', B: 'b' });
  });

  it('leaves other files alone', async () => {
    const policy = await load(config);
    const settings = policy.settingsFor('Dockerfile.production');
    assert.equal(settings.line, 'high');
    assert.deepEqual(running(policy, 'Dockerfile'), without(recommended, 'exec-form'));
    assert.equal(settings.context, '/r/ctx');
    assert.deepEqual({ ...settings.buildArgs }, { A: 'a', B: 'b' });
  });

  it('holds for its targets, whatever their case', async () => {
    const policy = await load(config);
    assert.deepEqual(running(policy, 'docker/Dockerfile', 'Debug-1'), without(recommended, 'run-as-root'));
    assert.equal(policy.settingsFor('docker/Dockerfile', 'debug').line, 'none');
    assert.equal(policy.settingsFor('docker/Dockerfile', 'prod').line, 'high');
    assert.equal(policy.settingsFor('x', 'last').line, 'critical');
  });

  it('for a target lets the rule run on the file, and drops what it finds elsewhere', async () => {
    const policy = await load(config);
    assert.ok(policy.settingsFor('docker/Dockerfile').rule('exec-form').enabled);
    assert.ok(policy.settingsFor('docker/Dockerfile').rule('run-as-root').enabled);
    const file = dockerfile('docker/Dockerfile', lines('FROM a AS debug', 'FROM b AS prod'));
    const findings = ['exec-form', 'run-as-root'].flatMap((name) => [
      finding(name, file.source, 1, { target: 'debug' }),
      finding(name, file.source, 2, { target: 'prod' }),
    ]);
    const verdict = policy.decide({ files: [file], findings, gaps: [], now: new Date() });
    assert.deepEqual(
      verdict.findings.map((one) => `${one.at.target} ${one.rule} ${one.severity} ${one.disposition}`),
      ['debug exec-form low under', 'prod run-as-root high over'],
    );
  });

  it('that comes later wins', async () => {
    const policy = await load(
      'overrides:\n  "**": { fail-on: low, rules: { exec-form: off } }\n  a/*: { fail-on: info, rules: { exec-form: critical } }\n',
    );
    assert.equal(policy.settingsFor('a/b').line, 'info');
    assert.equal(policy.settingsFor('b').line, 'low');
    assert.deepEqual(
      [policy.settingsFor('a/b'), policy.settingsFor('b')].map((one) => one.rule('exec-form').enabled),
      [true, false],
    );
  });

  it('loses to the command line', async () => {
    const policy = await load(config, {
      failOn: 'info',
      buildArgs: { A: 'flag' },
      context: 'here',
      targets: ['t'],
    });
    const settings = policy.settingsFor('docker/Dockerfile.production', 'debug');
    assert.deepEqual([settings.line, settings.context, settings.targets], ['info', '/r/here', ['t']]);
    assert.equal(settings.buildArgs.A, 'flag');
  });

  it('goes by paths from its own folder, wherever one stands', async () => {
    const policy = await load(
      'overrides: { a/Dockerfile: { fail-on: low } }\nexclude: [a/old/, "*.tmp"]\n',
      {},
      '/r/a',
    );
    assert.equal(policy.config?.path, '../plimsoll.yaml');
    assert.equal(policy.settingsFor('Dockerfile').line, 'low');
    assert.equal(policy.settingsFor('a/Dockerfile').line, 'high');
    assert.equal(policy.settingsFor('../Dockerfile').line, 'high');
    assert.deepEqual(
      ['old', 'old/x', '../x.tmp', 'x.tmp', 'new'].map((path) => policy.excludes(path)),
      [true, true, true, false, false],
    );
  });
});

describe('what holds for a finding', () => {
  const file = dockerfile('Dockerfile', lines('FROM a', 'RUN x'));
  const packages = (alias: string) =>
    finding('pin-packages', file.source, 2, { aliases: [alias], fingerprint: alias });
  const cases: [what: string, config: string, flags: PolicyFlags, found: string[]][] = [
    ['nothing said', '', {}, ['DL3008 medium', 'DL3018 medium']],
    ['severity of the rule', 'rules: { pin-packages: low }', {}, ['DL3008 low', 'DL3018 low']],
    ['severity of an id', 'rules: { DL3018: critical }', {}, ['DL3008 medium', 'DL3018 critical']],
    ['an id off', 'rules: { DL3018: off }', {}, ['DL3008 medium']],
    ['a rule off, an id on', 'rules: { pin-packages: off, DL3018: low }', {}, ['DL3018 low']],
    [
      'an id off, then the rule on',
      'rules: { DL3018: off, pin-packages: low }',
      {},
      ['DL3008 low', 'DL3018 low'],
    ],
    ['an id skipped', '', { skip: ['dl3018'] }, ['DL3008 medium']],
    ['an id alone', 'rules: { pin-packages: off }', { only: ['DL3018'] }, ['DL3018 medium']],
  ];
  for (const [what, config, flags, found] of cases) {
    it(what, async () => {
      const { findings } = (await load(config, flags)).decide({
        files: [file],
        findings: [packages('DL3008'), packages('DL3018')],
        gaps: [],
        now: new Date(),
      });
      assert.deepEqual(
        findings.map((one) => `${one.aliases[0]} ${one.severity}`),
        found,
      );
    });
  }
});

describe('the command line', () => {
  const cases: [what: string, flags: PolicyFlags, message: RegExp][] = [
    ['an unknown set', { set: 'strickt' }, /^--rules: “strickt” is not known; did you mean “strict”\?$/],
    ['an unknown severity', { failOn: 'severe' }, /^--fail-on: “severe” is not known; /],
    [
      'an unknown rule',
      { only: ['run-as-rot'] },
      /^--rule: unknown rule “run-as-rot”; did you mean “run-as-root”\?$/,
    ],
    [
      'an unknown id',
      { skip: ['DL3002', 'DL300'] },
      /^--skip: unknown rule “DL300”; did you mean “DL3002”\?$/,
    ],
    ['an absent baseline', { baseline: 'no.json' }, /^no\.json: there is no such baseline/],
  ];
  for (const [what, flags, message] of cases) {
    it(`refuses ${what}`, async () =>
      assert.rejects(
        load('', flags),
        (error) =>
          error instanceof PlimsollError &&
          error.code === 'usage' &&
          error.exit === 2 &&
          message.test(error.message),
      ));
  }

  it('names a configuration, whose paths are then from the working directory', async () => {
    const io = world({
      '/r/ci/p.yaml': 'overrides: { a/*: { fail-on: low } }',
      '/r/plimsoll.yaml': 'fail-on: info',
    });
    const policy = await loadPolicy({ cwd: '/r', rules, io, configPath: 'ci/p.yaml' });
    assert.deepEqual([policy.line, policy.settingsFor('a/x').line, policy.root], ['high', 'low', '/r']);
    await assert.rejects(loadPolicy({ cwd: '/r', rules, io, configPath: 'no.yaml' }), {
      code: 'config',
      message: /^no\.yaml: there is no such file/,
    });
  });

  it('turns the configuration off', async () => {
    const policy = await loadPolicy({
      cwd: '/r',
      rules,
      io: world({ '/r/plimsoll.yaml': 'broken: [' }),
      noConfig: true,
    });
    assert.deepEqual([policy.line, policy.config, policy.sources], ['high', undefined, []]);
  });
});

it('files under the same overrides share one object', async () => {
  const policy = await load('overrides: { a/*: { fail-on: low } }');
  assert.equal(policy.settingsFor('a/1'), policy.settingsFor('a/2', 'x'));
  assert.notEqual(policy.settingsFor('a/1'), policy.settingsFor('b'));
});

it('a rule that nobody knows is off', async () => {
  assert.deepEqual((await load('')).settingsFor('x').rule('what'), { enabled: false, options: {} });
});

describe('options that another rule gives', () => {
  const images = {
    ...rules.find(({ name }) => name === 'trusted-registries')!,
    name: 'trusted-images',
    aliases: [],
    optionsOf: 'trusted-registries',
  };
  const registries = async (config: string, files: Readonly<Record<string, string>> = {}) => {
    const io = world({ '/r/plimsoll.yaml': config, '/r/.git/HEAD': '', ...files });
    const policy = await loadPolicy({ cwd: '/r', rules: [...rules, images], flags: {}, io });
    return (policy.settingsFor('a').rule('trusted-images').options as { registries: string[] }).registries;
  };

  it('hold until the rule has its own', async () => {
    assert.deepEqual(await registries(''), []);
    assert.deepEqual(await registries('rules: { trusted-registries: { registries: [a] } }'), ['a']);
    const both = 'rules: { trusted-images: { registries: [b] }, trusted-registries: { registries: [a] } }';
    assert.deepEqual(await registries(both), ['b']);
  });

  it('may come of a peer', async () => {
    const files = { '/r/.hadolint.yaml': 'trustedRegistries: [c]\n' };
    assert.deepEqual(await registries('', files), ['c']);
    assert.deepEqual(await registries('rules: { trusted-images: { registries: [b] } }', files), ['b']);
  });
});
