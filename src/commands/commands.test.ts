import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { type FakeWorldOptions, fakeWorld } from '../testing/world.ts';
import { commands, main } from './main.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A file with one finding of medium severity that has a safe repair, whatever else is found. */
const bad = 'FROM debian:12.8\nWORKDIR app\n';

function tree(files: Record<string, string> = { Dockerfile: bad }): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-commands-')));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

async function run(cwd: string, args: string[], options?: FakeWorldOptions) {
  const world = fakeWorld(cwd, options);
  const exit = await main(args, world);
  return { exit, out: world.out(), err: world.err() };
}

/** Only the rule that the tests count on, so that the others may change. */
const one = ['--rule', 'workdir-absolute'];

interface Report {
  findings: { rule: string; disposition: string; at: { path: string; start: { line: number } } }[];
  files: string[];
  gaps: { path: string; reason: string }[];
}
const report = (text: string) => JSON.parse(text) as Report;

describe('the frame', () => {
  test('help and version', async () => {
    const root = tree();
    const version = await run(root, ['--version']);
    assert.equal(version.exit, 0);
    assert.match(version.out, /^plimsoll \d+\.\d+\.\d+\n$/);
    for (const args of [['--help'], ['-h'], ['help']]) {
      const { exit, out } = await run(root, args);
      assert.equal(exit, 0);
      for (const { name } of commands) assert.match(out, new RegExp(`^  ${name} `, 'm'));
    }
    const none = await run(root, []);
    assert.deepEqual([none.exit, none.out], [2, '']);
    assert.match(none.err, /Usage: plimsoll COMMAND/);
  });

  for (const { name } of commands) {
    test(`${name} has its own help`, async () => {
      const asked = await run(tree(), [name, '--help']);
      assert.equal(asked.exit, 0);
      assert.match(asked.out, new RegExp(`^Usage: plimsoll ${name} `));
      assert.deepEqual(await run(tree(), ['help', name]), asked);
      assert.doesNotMatch(asked.out, /\x1b/);
      const tty = await run(tree(), [name, '--help'], { isTTY: true });
      assert.match(tty.out, /\x1b\[1m/);
    });
  }

  const wrong: [args: string[], message: RegExp][] = [
    [['chek'], /there is no command chek; did you mean check\?/],
    [['Dockerfile'], /there is no command Dockerfile; did you mean plimsoll check Dockerfile\?/],
    [['--format', 'json'], /options come behind the command: plimsoll check --format json/],
    [['help', 'chek'], /did you mean check\?/],
    [
      ['check', '--formt', 'json'],
      /there is no option --formt; did you mean --format\?\nplimsoll check --help/,
    ],
    [['check', '--format', 'jsn'], /json/],
    [
      ['check', '--format', 'json', '--format', 'sarif'],
      /only one report can be printed: write --format sarif=FILE/,
    ],
    [['check', '--format', 'json=a', '--format', 'sarif=a'], /two reports would be written to a/],
    [['check', '--format', 'json='], /a file name is missing/],
    [['check', '--format'], /argument missing/],
    [['check', '--fail-on', 'hgh'], /Allowed choices are critical, high/],
    [['check', '--rule', 'workdir-abslute'], /workdir-absolute/],
    [['check', '--target', 'nosuch'], /nosuch/],
    [['check', '--context', 'nosuch'], /nosuch: the build context is no folder/],
    [['check', '--filename', 'x'], /--filename names standard input/],
    [['check', '--build-arg', '=x'], /a name is missing/],
    [['check', 'Dockerfil'], /did you mean Dockerfile\?/],
    [['check', '--config', 'nosuch.yaml'], /nosuch\.yaml/],
    [['explain', 'workdir-absolut'], /there is no rule workdir-absolut; did you mean workdir-absolute\?/],
    [['explain'], /missing required argument/],
    [['rules', 'nosuchrule'], /there is no rule nosuchrule/],
    [['waive', 'workdir-absolute'], /a waiver needs its reason/],
    [['waive', 'nosuchrule', '--reason', 'x'], /there is no rule nosuchrule/],
  ];
  for (const [args, message] of wrong) {
    test(`wrong usage: ${args.join(' ')}`, async () => {
      const { exit, out, err } = await run(tree(), args);
      assert.deepEqual([exit, out], [2, '']);
      assert.match(err, message);
      assert.match(err, /^plimsoll: /);
    });
  }

  test('an error that nobody foresaw is a bug and says so', async () => {
    const world = fakeWorld(tree());
    const broken = { ...world, stdin: () => Promise.reject(new TypeError('out of cheese')) };
    assert.equal(await main(['check', '-'], broken), 3);
    assert.match(world.err(), /this is a bug in plimsoll \d[\s\S]*TypeError: out of cheese\n +at /);
  });
});

describe('check', () => {
  test('text for people, and the exit code of the verdict', async () => {
    const root = tree();
    const passed = await run(root, ['check', ...one]);
    assert.equal(passed.exit, 0);
    assert.match(passed.out, /workdir-absolute/);
    assert.match(passed.out, /^PASS/m);
    const failed = await run(root, ['check', ...one, '--fail-on', 'medium']);
    assert.equal(failed.exit, 1);
    assert.match(failed.out, /^FAIL/m);
  });

  test('options are environment variables as well, and the command line wins', async () => {
    const root = tree({ 'a/Dockerfile': bad });
    const env = {
      PLIMSOLL_FAIL_ON: 'medium',
      PLIMSOLL_RULE: 'DL3000,assume-yes',
      PLIMSOLL_NO_SHELLCHECK: '1',
    };
    assert.equal((await run(root, ['check'], { env })).exit, 1);
    assert.equal((await run(root, ['check', '--fail-on', 'none'], { env })).exit, 0);
    assert.equal((await run(root, ['check', ...one], { env: { PLIMSOLL_FAIL_ON: '' } })).exit, 0);
    const mistyped = await run(root, ['check'], { env: { PLIMSOLL_FAIL_ON: 'hgh' } });
    assert.equal(mistyped.exit, 2);
    assert.match(mistyped.err, /PLIMSOLL_FAIL_ON=hgh: Allowed choices are/);
    assert.match(
      (await run(root, ['check'], { env: { PLIMSOLL_QUIET: 'perhaps' } })).err,
      /PLIMSOLL_QUIET=perhaps: write 1 or 0/,
    );
    const both = { PLIMSOLL_CONFIG: 'x.yaml', PLIMSOLL_NO_CONFIG: '1' };
    assert.match((await run(root, ['check'], { env: both })).err, /contradicts/);
  });

  test('reports go where they are sent', async () => {
    const root = tree();
    const { exit, out } = await run(root, [
      'check',
      ...one,
      '--format',
      'json=out/report.json',
      '--format',
      'sarif=out/r.sarif',
    ]);
    assert.equal(exit, 0);
    assert.match(out, /^PASS/m);
    assert.equal(
      report(readFileSync(join(root, 'out/report.json'), 'utf8')).findings[0]?.rule,
      'workdir-absolute',
    );
    assert.match(
      readFileSync(join(root, 'out/r.sarif'), 'utf8'),
      /Give WORKDIR an absolute path[^"]*FROM debian/,
    );
    const quiet = await run(root, ['check', ...one, '--format', 'json', '--output', 'only.json']);
    assert.deepEqual([quiet.out, quiet.err], ['', '']);
    assert.deepEqual(report(readFileSync(join(root, 'only.json'), 'utf8')).files, ['Dockerfile']);
    const denied = await run(root, ['check', ...one, '--format', 'json=Dockerfile/x.json']);
    assert.equal(denied.exit, 3);
    assert.match(denied.err, /Dockerfile\/x\.json cannot be written/);
  });

  test('standard input', async () => {
    const { exit, out } = await run(
      tree({}),
      ['check', '-', ...one, '--format', 'json', '--filename', 'web/Dockerfile'],
      {
        stdin: bad,
      },
    );
    assert.equal(exit, 0);
    assert.deepEqual(
      report(out).findings.map(({ at }) => [at.path, at.start.line]),
      [['web/Dockerfile', 2]],
    );
  });

  test('build arguments, a name alone from the environment', async () => {
    const root = tree({ Dockerfile: 'ARG DIR=app\nFROM debian:12.8\nARG DIR\nWORKDIR $DIR\n' });
    const findings = async (args: string[], env = {}) =>
      report((await run(root, ['check', ...one, '--format', 'json', ...args], { env })).out).findings.length;
    assert.equal(await findings([]), 1);
    assert.equal(await findings(['--build-arg', 'DIR=/app']), 0);
    assert.equal(await findings(['--build-arg', 'DIR'], { DIR: '/app' }), 0);
    assert.equal(await findings([], { PLIMSOLL_BUILD_ARG: 'X=1,DIR=/app' }), 0);
    assert.equal(await findings(['--skip', 'DL3000, DL3002']), 0);
  });

  test('nothing that could be examined is no pass', async () => {
    const root = tree({ 'bin/Dockerfile': 'FROM x\0' });
    const { exit, out } = await run(root, ['check']);
    assert.equal(exit, 3);
    assert.match(out, /NUL/);
    const empty = await run(tree({ 'README.md': '' }), ['check']);
    assert.equal(empty.exit, 2);
    assert.match(empty.err, /no Dockerfile in this folder/);
  });

  test('colour: only on a terminal, unless asked', async () => {
    const root = tree();
    const colored = async (args: string[], options?: FakeWorldOptions) =>
      (await run(root, ['check', ...one, ...args], options)).out.includes('\x1b[');
    assert.equal(await colored([]), false);
    assert.equal(await colored([], { isTTY: true }), true);
    assert.equal(await colored([], { isTTY: true, env: { NO_COLOR: '1' } }), false);
    assert.equal(await colored([], { isTTY: true, env: { TERM: 'dumb' } }), false);
    assert.equal(await colored([], { env: { FORCE_COLOR: '1' } }), true);
    assert.equal(await colored(['--color', 'never'], { env: { FORCE_COLOR: '1' } }), false);
    assert.equal(await colored(['--color', 'always']), true);
  });
});

describe('fix', () => {
  test('repairs in place, and a second time changes nothing', async () => {
    const root = tree();
    const first = await run(root, ['fix', ...one]);
    assert.equal(first.exit, 0);
    assert.match(first.out, /L\d {3,}2 {2}workdir-absolute/);
    assert.match(first.out, /1 repaired in 1 file/);
    assert.equal(readFileSync(join(root, 'Dockerfile'), 'utf8'), 'FROM debian:12.8\nWORKDIR /app\n');
    const second = await run(root, ['fix', ...one]);
    assert.match(second.out, /^nothing to repair in 1 file/);
  });

  test('a dry run prints the diff and writes nothing', async () => {
    const root = tree();
    const { exit, out, err } = await run(root, ['fix', ...one, '--dry-run']);
    assert.equal(exit, 0);
    assert.equal(
      out,
      '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,2 +1,2 @@\n FROM debian:12.8\n-WORKDIR app\n+WORKDIR /app\n',
    );
    assert.match(err, /1 can be repaired in 1 file/);
    assert.equal(readFileSync(join(root, 'Dockerfile'), 'utf8'), bad);
  });

  test('a file that cannot be written keeps no other from being repaired', async () => {
    const root = tree({ 'a/Dockerfile': bad, 'b/Dockerfile': bad });
    chmodSync(join(root, 'a/Dockerfile'), 0o444);
    const { exit, out, err } = await run(root, ['fix', ...one]);
    assert.equal(exit, 3);
    assert.equal(err, 'plimsoll: a/Dockerfile is read-only, so it was left as it is: chmod u+w it first\n');
    assert.match(out, /^b\/Dockerfile\n.+\n\n1 repaired in 1 file · 1 file not written\n$/);
    assert.equal(readFileSync(join(root, 'a/Dockerfile'), 'utf8'), bad);
    assert.equal(readFileSync(join(root, 'b/Dockerfile'), 'utf8'), 'FROM debian:12.8\nWORKDIR /app\n');
    const alone = await run(root, ['fix', ...one, 'a']);
    assert.deepEqual([alone.exit, alone.out], [3, '1 file not written\n']);
    const dry = await run(root, ['fix', ...one, 'a', '--dry-run']);
    assert.equal(dry.exit, 0);
    assert.match(dry.out, /\+WORKDIR \/app/);
    assert.match(
      dry.err,
      /^plimsoll: a\/Dockerfile is read-only, so it would be left as it is: chmod u\+w it first$/m,
    );
  });

  test('standard input comes out repaired', async () => {
    const { exit, out, err } = await run(tree({}), ['fix', '-', ...one], { stdin: bad });
    assert.deepEqual([exit, out], [0, 'FROM debian:12.8\nWORKDIR /app\n']);
    assert.match(err, /1 repaired/);
  });
});

describe('explain and rules', () => {
  test('a page by name and by a peer’s id', async () => {
    const byName = await run(tree(), ['explain', 'workdir-absolute']);
    assert.equal(byName.exit, 0);
    assert.match(
      byName.out,
      /^Give WORKDIR an absolute path\nworkdir-absolute {2}medium, recommended, plimsoll fix repairs it\nanswers to DL3000/,
    );
    assert.match(byName.out, /^ {2}bad, line 3\n {4}FROM debian/m);
    assert.equal((await run(tree(), ['explain', 'dl3000'])).out, byName.out);
    assert.match((await run(tree(), ['explain', 'SC2086'])).out, /^shellcheck /m);
  });

  test('every rule is listed, as a table and as JSON', async () => {
    const { out } = await run(tree(), ['rules']);
    const listed = JSON.parse((await run(tree(), ['rules', '--json'])).out) as {
      name: string;
      set: string;
      aliases: string[];
    }[];
    assert.ok(listed.length > 5);
    for (const { name } of listed) assert.match(out, new RegExp(`^${name} `, 'm'));
    const recommended = JSON.parse(
      (await run(tree(), ['rules', '--json', '--set', 'recommended'])).out,
    ) as typeof listed;
    assert.deepEqual(
      recommended,
      listed.filter(({ set }) => set === 'recommended'),
    );
    const named = JSON.parse((await run(tree(), ['rules', '--json', 'DL3000'])).out) as typeof listed;
    assert.deepEqual(
      named.map(({ name }) => name),
      ['workdir-absolute'],
    );
  });
});

describe('a terminal of 80 columns', () => {
  const messy = 'FROM nvidia/cuda:11.8.0-devel-ubuntu22.04\nENV A b\nRUN apt-get update\n';
  const cases: [args: string[], exit: number][] = [
    [[], 2],
    [['--help'], 0],
    [['check', '--no-shellcheck'], 1],
    [['facts'], 0],
    [['rules'], 0],
    [['explain', 'clean-language-cache'], 0],
    [['waive', 'DL3002', '--reason', 'x'], 2],
    [['baseline'], 0],
    [['fix', '--help'], 0],
  ];
  for (const [args, expected] of cases)
    test(`no line is longer: plimsoll ${args.join(' ')}`, async () => {
      const { exit, out, err } = await run(tree({ Dockerfile: messy }), args, {
        isTTY: true,
        env: { NO_COLOR: '1' },
      });
      assert.equal(exit, expected);
      // Examples stay as they are, and long words are whole.
      const long = `${out}${err}`
        .split('\n')
        .filter((line) => line.length > 80 && !/^ {4}|\S{60}/.test(line));
      assert.deepEqual(long, []);
      assert.ok(out.length + err.length > 20);
    });

  test('prose is filled anew, items of lists hang, and elsewhere a page stays as it is written', async () => {
    const page = (options: FakeWorldOptions) => run(tree(), ['explain', 'secret-literal'], options);
    const plain = (await page({})).out;
    const filled = (await page({ isTTY: true, env: { NO_COLOR: '1' } })).out;
    assert.notEqual(filled, plain);
    assert.equal(filled.replace(/\s+/g, ' '), plain.replace(/\s+/g, ' '));
  });
});

describe('waive and baseline', () => {
  test('a waiver is written, holds, and can be seen beforehand', async () => {
    const root = tree({ 'a/Dockerfile': bad, 'b/Dockerfile': bad });
    const decision = ['--reason', 'the base sets it', '--owner', 'platform', '--until', '2026-12-31'];
    const dry = await run(root, ['waive', 'DL3000', 'a', ...decision, '--dry-run']);
    assert.equal(dry.exit, 0);
    assert.match(dry.out, /^\+ {2}- rule: DL3000\n\+ {4}path: a\/Dockerfile\n/m);
    assert.equal(existsSync(join(root, 'plimsoll.yaml')), false);

    const written = await run(root, ['waive', 'DL3000', 'a', ...decision]);
    assert.deepEqual(
      [written.exit, written.out],
      [0, 'plimsoll.yaml: waived 1 finding of DL3000 until 2026-12-31\n'],
    );
    const { findings } = report((await run(root, ['check', ...one, '--format', 'json'])).out);
    assert.deepEqual(
      findings.map(({ at, disposition }) => [at.path, disposition]),
      [
        ['a/Dockerfile', 'waived'],
        ['b/Dockerfile', 'under'],
      ],
    );
    const again = await run(root, ['waive', 'DL3000', 'a', ...decision]);
    assert.equal(again.exit, 2);
    assert.match(again.err, /no open finding of DL3000 to waive: 1 there are accepted/);
  });

  test('one line, from another folder, with a decision record', async () => {
    const root = tree({ '.git/HEAD': '', 'a/Dockerfile': `${bad}WORKDIR other\n` });
    const { exit, out } = await run(join(root, 'a'), [
      'waive',
      'DL3000',
      'Dockerfile:3',
      '--reason',
      'legacy',
      '--record',
    ]);
    assert.equal(exit, 0, out);
    const config = readFileSync(join(root, 'plimsoll.yaml'), 'utf8');
    assert.match(
      config,
      /path: a\/Dockerfile\n {4}line: WORKDIR other\n {4}reason: legacy\n {4}record: docs\/decisions\/0001-/,
    );
    const record = /record: (\S+)/.exec(config)![1]!;
    assert.match(readFileSync(join(root, record), 'utf8'), /^# Accept workdir-absolute in /);
    const { findings } = report((await run(root, ['check', ...one, '--format', 'json'])).out);
    assert.deepEqual(
      findings.map(({ at, disposition }) => [at.start.line, disposition]),
      [
        [2, 'under'],
        [3, 'waived'],
      ],
    );
  });

  test('a peer’s id that names none of what the rule finds', async () => {
    const root = tree({ Dockerfile: 'FROM debian:12.8\nCMD ["sleep", "1"]\n' });
    const { exit, err } = await run(root, ['waive', 'DL3002', '--reason', 'x']);
    assert.equal(exit, 2);
    assert.match(err, /no open finding of DL3002 to waive; run-as-root names all that the rule finds\n$/);
    assert.match((await run(root, ['waive', 'DL99'])).err, /there is no rule DL99/);
  });

  const refused: [args: string[], message: RegExp][] = [
    [['--until', '2026-02-30'], /write a day as 2026-12-31/],
    [['--until', '2026-05-31'], /that day is over/],
    [['--recorded-in', 'none.md'], /no such decision record/],
    [['--record', '--recorded-in', 'x'], /give one of them/],
    [['--in', 'nosuch'], /no open finding/],
  ];
  for (const [args, message] of refused) {
    test(`a waiver is refused: ${args.join(' ')}`, async () => {
      const root = tree();
      const { exit, err } = await run(root, ['waive', 'DL3000', '--reason', 'x', ...args]);
      assert.equal(exit, 2);
      assert.match(err, message);
      assert.equal(existsSync(join(root, 'plimsoll.yaml')), false);
    });
  }

  test('a baseline of a part leaves the rest as it was', async () => {
    const root = tree({
      'a/Dockerfile': bad,
      'b/Dockerfile': bad,
      'c/Dockerfile': 'FROM debian:12.8\nRUN cd /x\n',
    });
    const file = join(root, 'plimsoll-baseline.json');
    const paths = () =>
      (JSON.parse(readFileSync(file, 'utf8')) as { findings: { path: string; rule: string }[] }).findings.map(
        ({ path, rule }) => `${path} ${rule}`,
      );
    const baseline = async (...args: string[]) => {
      const { out, exit } = await run(root, ['baseline', ...args]);
      assert.equal(exit, 0);
      return out.split('\n')[0]!.replace('plimsoll-baseline.json: ', '');
    };
    const all = ['a/Dockerfile workdir-absolute', 'b/Dockerfile workdir-absolute'];
    assert.equal(await baseline(...one), 'recorded 2 findings');
    assert.equal(await baseline(...one, 'a'), 'still holds 2 findings: 1 not looked at');
    assert.deepEqual(paths(), all);
    writeFileSync(join(root, 'a/Dockerfile'), `${bad}WORKDIR more\n`);
    assert.equal(await baseline(...one, 'a'), 'now holds 3 findings: 1 added, 1 not looked at');
    // Another rule alone, in everything.
    assert.equal(
      await baseline('--rule', 'run-without-effect'),
      'now holds 4 findings: 1 added, 3 not looked at',
    );
    // A file that is gone is looked at with its folder.
    rmSync(join(root, 'b/Dockerfile'));
    writeFileSync(join(root, 'b/x.Dockerfile'), 'FROM debian:12.8\n');
    assert.equal(await baseline(...one, 'b'), 'now holds 3 findings: 1 removed, 3 not looked at');
    // One that cannot be read is not.
    writeFileSync(join(root, 'a/Dockerfile'), '\0');
    assert.equal(await baseline(...one), 'still holds 3 findings: 3 not looked at');
    writeFileSync(join(root, 'a/Dockerfile'), 'FROM debian:12.8\n');
    assert.equal(await baseline(...one), 'now holds 1 finding: 2 removed, 1 not looked at');
    assert.deepEqual(paths(), ['c/Dockerfile run-without-effect']);
    writeFileSync(file, '{');
    assert.equal((await run(root, ['baseline', ...one])).exit, 2);
  });

  test('a baseline of a part keeps what was found between two files', async () => {
    const root = tree({
      'web/Dockerfile': 'FROM scratch\nUSER 65532:65532\nEXPOSE 8080\nENTRYPOINT ["/web"]\n',
      'compose.yaml':
        'services:\n  web:\n    build: web\n    ports: ["80:9090"]\n    security_opt: ["no-new-privileges:true"]\n',
    });
    const rule = ['--rule', 'port-mismatch'];
    assert.match((await run(root, ['baseline', ...rule])).out, /: recorded 1 finding\n/);
    for (const part of ['web', 'compose.yaml'])
      assert.match(
        (await run(root, ['baseline', ...rule, part])).out,
        /: still holds 1 finding: 1 not looked at\n/,
      );
    assert.match((await run(root, ['baseline', ...rule])).out, /: still holds 1 finding\n/);
  });

  test('a baseline takes what is there, so that only what is new counts', async () => {
    const root = tree();
    const { exit, out } = await run(root, ['baseline', ...one]);
    assert.deepEqual(
      [exit, out],
      [0, 'plimsoll-baseline.json: recorded 1 finding\nOnly new ones fail from here on.\n'],
    );
    writeFileSync(join(root, 'Dockerfile'), `# moved\n${bad}WORKDIR new\n`);
    const { findings } = report((await run(root, ['check', ...one, '--format', 'json'])).out);
    assert.deepEqual(
      findings.map(({ at, disposition }) => [at.start.line, disposition]),
      [
        [3, 'waived'],
        [4, 'under'],
      ],
    );
    assert.match(
      (await run(root, ['baseline', ...one, '--output', 'x/b.json'])).out,
      /^x\/b\.json: recorded 2 findings/,
    );
  });
});

describe('facts', () => {
  test('for people and as JSON', async () => {
    const root = tree({
      Dockerfile: 'FROM scratch AS web\nUSER 65532:65532\nEXPOSE 8080\nENTRYPOINT ["/x"]\n',
    });
    const { exit, out } = await run(root, ['facts']);
    assert.equal(exit, 0);
    assert.match(out, /^Dockerfile → web\n/);
    assert.match(out, /^ {2}user +65532:65532 {2}/m);
    assert.match(out, /^ {2}ports +8080\/tcp/m);
    const json = JSON.parse((await run(root, ['facts', '--json'])).out) as {
      targets: { path: string; target: string; user: { known: string; value: { uid: number } } }[];
    };
    assert.deepEqual(
      json.targets.map(({ path, target, user }) => [path, target, user.known, user.value.uid]),
      [['Dockerfile', 'web', 'predicted', 65532]],
    );
  });
});
