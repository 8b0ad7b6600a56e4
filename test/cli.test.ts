import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { builtCli, runBuilt, runProgram } from '../src/testing/child.ts';
import { makeTree, writeInto } from '../src/testing/tree.ts';

// The command line as it is published, in a process of its own, by somebody who has just installed it.

/** Clean; two findings under the line that can be repaired; one over it. */
const clean = 'FROM scratch\nCOPY app /app\nUSER 65532:65532\nENTRYPOINT ["/app"]\n';
const shabby = 'FROM debian:12.8\nWORKDIR app\nRUN cd /src && make\nUSER 1000:1000\n';
const mended = 'FROM debian:12.8\nWORKDIR /app\nWORKDIR /src\nRUN make\nWORKDIR /app\nUSER 1000:1000\n';
const rooted = 'FROM debian:12.8\nCMD ["sleep", "1"]\n';
/** Only what the tests count on, so that other rules may come and change. */
const two = ['--rule', 'workdir-absolute', '--rule', 'workdir-not-cd'];

const plimsoll = (cwd: string, args: readonly string[], more: Partial<Parameters<typeof runBuilt>[1]> = {}) =>
  runBuilt(args, { cwd, ...more });

const read = (root: string, file: string): string => readFileSync(join(root, file), 'utf8');

describe('a first look', () => {
  test('help, version, and what to do without arguments', async () => {
    const root = makeTree();
    const help = await plimsoll(root, ['--help']);
    assert.deepEqual([help.exit, help.err], [0, '']);
    for (const word of ['check', 'fix', 'facts', 'waive', 'baseline', 'explain', 'rules', 'Exit codes']) {
      assert.ok(help.out.includes(word), word);
    }
    const version = await plimsoll(root, ['--version']);
    const { version: wanted } = JSON.parse(read(join(import.meta.dirname, '..'), 'package.json'));
    assert.deepEqual(version, { exit: 0, signal: null, out: `plimsoll ${wanted}\n`, err: '' });
    const nothing = await plimsoll(root, []);
    assert.deepEqual([nothing.exit, nothing.out], [2, '']);
    assert.equal(nothing.err, help.out);
  });

  test('every command explains itself', async () => {
    for (const name of ['check', 'fix', 'facts', 'waive', 'baseline', 'explain', 'rules']) {
      const { exit, out, err } = await plimsoll(makeTree(), [name, '--help']);
      assert.deepEqual([exit, err], [0, '']);
      assert.match(out, new RegExp(`^Usage: plimsoll ${name} `));
      assert.ok(Math.max(...out.split('\n').map((line) => line.length)) <= 110, 'lines fit a page');
    }
  });

  test('what is mistyped is met with what was meant', async () => {
    const root = makeTree({ Dockerfile: clean });
    const slips: [args: string[], says: RegExp][] = [
      [['chekc'], /there is no command chekc; did you mean check\?/],
      [['check', '--fail-no', 'high'], /there is no option --fail-no; did you mean --fail-on\?/],
      [['check', '--rule', 'run-as-rot'], /run-as-rot.*did you mean “run-as-root”/],
      [['check', '--skip', 'DL30022'], /DL30022/],
      [['check', '--format', 'serif'], /serif.*did you mean sarif\?/],
      [['check', '--target', 'wbe'], /no stage is named “wbe”/],
      [['check', 'Dokerfile'], /Dokerfile: there is no such file or folder; did you mean Dockerfile\?/],
      [['explain', 'run-as-rot'], /did you mean run-as-root/],
      [['fix', '--dryrun'], /did you mean --dry-run\?/],
      [['Dockerfile'], /did you mean plimsoll check Dockerfile\?/],
    ];
    for (const [args, says] of slips) {
      const { exit, out, err } = await plimsoll(root, args);
      assert.deepEqual([exit, out], [2, ''], args.join(' '));
      assert.match(err, says);
      assert.match(err, /^plimsoll: /);
      assert.doesNotMatch(err, /\n {4}at /, 'no stack');
    }
  });
});

describe('exit codes', () => {
  test('0 passed, 1 over the line', async () => {
    const root = makeTree({ 'clean/Dockerfile': clean, 'rooted/Dockerfile': rooted });
    const passed = await plimsoll(root, ['check', 'clean']);
    assert.deepEqual([passed.exit, passed.err], [0, '']);
    assert.match(passed.out, /^PASS/m);
    const failed = await plimsoll(root, ['check', 'rooted']);
    assert.deepEqual([failed.exit, failed.err], [1, '']);
    assert.match(failed.out, /run-as-root/);
    assert.match(failed.out, /^FAIL/m);
    assert.equal((await plimsoll(root, ['check', 'rooted', '--fail-on', 'none'])).exit, 0);
    assert.equal((await plimsoll(root, ['check', 'rooted', '--fail-on', 'critical'])).exit, 0);
  });

  test('2 wrong usage or configuration, with the place', async () => {
    const root = makeTree({ Dockerfile: clean, 'plimsoll.yaml': 'fail-on: hgih\n' });
    const wrong = await plimsoll(root, ['check']);
    assert.deepEqual([wrong.exit, wrong.out], [2, '']);
    assert.match(wrong.err, /plimsoll\.yaml:1:10.*hgih.*high/s);
    const empty = await plimsoll(makeTree({ 'a/b.txt': '' }), ['check']);
    assert.equal(empty.exit, 2);
    assert.match(empty.err, /no Dockerfile in this folder/);
  });

  test('3 the work could not be done', async () => {
    const root = makeTree({ Dockerfile: 'FROM x\0y\n' });
    const nothing = await plimsoll(root, ['check']);
    assert.equal(nothing.exit, 3);
    assert.match(nothing.out, /binary/);
    const denied = await plimsoll(makeTree({ Dockerfile: clean }), [
      'check',
      '--format',
      'json=Dockerfile/a',
    ]);
    assert.equal(denied.exit, 3);
    assert.match(denied.err, /Dockerfile\/a cannot be written/);
  });

  test('4 passed what was seen, but more was unseen than is allowed', async () => {
    const root = makeTree({ 'a/Dockerfile': clean, 'b/Dockerfile': 'FROM x\0y\n' });
    const lenient = await plimsoll(root, ['check']);
    assert.equal(lenient.exit, 0);
    assert.match(lenient.out, /b\/Dockerfile/);
    const strict = await plimsoll(root, ['check', '--fail-on-gaps']);
    assert.equal(strict.exit, 4);
    assert.match(strict.out, /^UNSEEN/m);
  });
});

describe('what goes in', () => {
  test('standard input, under a name', async () => {
    const root = makeTree();
    const options = { stdin: rooted };
    const { exit, out } = await plimsoll(root, ['check', '-', '--filename', 'web/Dockerfile'], options);
    assert.equal(exit, 1);
    assert.match(out, /^web\/Dockerfile/m);
    const empty = await plimsoll(root, ['check', '-']);
    assert.notEqual(empty.exit, null);
    assert.doesNotMatch(empty.err, /bug in plimsoll/);
  });

  test('folders, globs, and files of any name', async () => {
    const root = makeTree({
      'a/Dockerfile': clean,
      'b/Containerfile': clean,
      'c/web.Dockerfile': clean,
      'c/Dockerfile.dev': clean,
      'node_modules/x/Dockerfile': rooted,
      'ignored/Dockerfile': rooted,
      'build.txt': clean,
      '.gitignore': 'ignored/\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
    });
    const seen = async (...paths: string[]) => {
      const { out } = await plimsoll(root, ['check', '--format', 'json', ...paths]);
      return (JSON.parse(out) as { files: string[] }).files;
    };
    const all = ['a/Dockerfile', 'b/Containerfile', 'c/Dockerfile.dev', 'c/web.Dockerfile'];
    assert.deepEqual(await seen(), all);
    assert.deepEqual(await seen('c', 'a/Dockerfile'), [
      'a/Dockerfile',
      'c/Dockerfile.dev',
      'c/web.Dockerfile',
    ]);
    assert.deepEqual(await seen('*/*.Dockerfile'), ['c/web.Dockerfile']);
    assert.deepEqual(await seen('**/Dockerfile*'), ['a/Dockerfile', 'c/Dockerfile.dev']);
    assert.deepEqual(await seen('build.txt'), ['build.txt']);
    assert.deepEqual(await seen('ignored/Dockerfile'), ['ignored/Dockerfile']);
  });

  test('targets and build arguments', async () => {
    const file =
      'ARG BASE=debian:12.8\nFROM $BASE AS build\nRUN make\nFROM scratch AS web\nUSER 1000:1000\nFROM $BASE AS jobs\n';
    const root = makeTree({ Dockerfile: file });
    const rootsOf = async (...args: string[]) => {
      const { out } = await plimsoll(root, ['check', '--rule', 'run-as-root', '--format', 'json', ...args]);
      const { findings } = JSON.parse(out) as { findings: { at: { target: string } }[] };
      return findings.map(({ at }) => at.target);
    };
    assert.deepEqual(await rootsOf('--target', 'web'), []);
    assert.deepEqual(await rootsOf('--target', 'jobs', '--target', 'web'), ['jobs']);
    assert.deepEqual(
      await rootsOf('--target', 'jobs', '--build-arg', 'BASE=gcr.io/distroless/static-debian12:nonroot'),
      [],
    );
  });

  test("other tools' files and comments are honoured", async () => {
    const files = { Dockerfile: rooted };
    const exitOf = async (more: Record<string, string>) =>
      (await plimsoll(makeTree({ ...files, ...more }), ['check', '--rule', 'run-as-root'])).exit;
    assert.equal(await exitOf({}), 1);
    assert.equal(
      await exitOf({ '.hadolint.yaml': 'ignored: [DL3002]\n' }),
      1,
      'absent USER is none of hadolint',
    );
    assert.equal(await exitOf({ '.hadolint.yaml': 'no-fail: true\n' }), 0);
    assert.equal(await exitOf({ '.trivyignore': 'DS-0002\n' }), 0);
    assert.equal(await exitOf({ '.trivyignore': 'AVD-DS-0002\n' }), 0);
    assert.equal(await exitOf({ '.trivyignore': 'DS-0002 exp:2020-01-01\n' }), 1);
    const yaml = 'misconfigurations:\n  - id: DS002\n    statement: a tool\n';
    assert.equal(await exitOf({ '.trivyignore.yaml': yaml }), 0);
    assert.equal(await exitOf({ Dockerfile: `#trivy:ignore:DS-0002\n${rooted}` }), 0);
    assert.equal(await exitOf({ '.trivyignore': 'DS-0002\n', 'plimsoll.yaml': 'peers: false\n' }), 1);
    const root = makeTree({
      Dockerfile: `FROM debian:12.8\n# hadolint ignore=DL3000\nWORKDIR app\nUSER 1:1\n`,
    });
    const { out } = await plimsoll(root, ['check', ...two, '--format', 'json']);
    assert.equal(JSON.parse(out).verdict.waived, 1);
  });
});

describe('what comes out', () => {
  test('every format, each into its file, and text beside them', async () => {
    const root = makeTree({ Dockerfile: rooted });
    const formats = 'json sarif junit github gitlab checkstyle markdown html text'.split(' ');
    const { exit, out, err } = await plimsoll(root, [
      'check',
      ...formats.flatMap((format) => ['--format', `${format}=out/report.${format}`]),
    ]);
    assert.deepEqual([exit, err], [1, '']);
    assert.match(out, /^FAIL/m);
    for (const format of formats) assert.match(read(root, `out/report.${format}`), /run-as-root/, format);
    for (const format of ['json', 'sarif', 'gitlab']) JSON.parse(read(root, `out/report.${format}`));
    assert.match(read(root, 'out/report.html'), /^<!doctype html>/i);
    assert.doesNotMatch(read(root, 'out/report.text'), /\x1b/, 'no colour in a file');
  });

  test('machine formats on standard output are that and nothing else', async () => {
    const root = makeTree({ Dockerfile: rooted, 'b/Dockerfile': 'FROM x\0' });
    for (const format of ['json', 'sarif', 'gitlab']) {
      const { out, err } = await plimsoll(root, ['check', '--format', format]);
      JSON.parse(out);
      assert.equal(err, '');
    }
  });

  test('colour is for terminals, and NO_COLOR is stronger than FORCE_COLOR', async () => {
    const root = makeTree({ Dockerfile: rooted });
    const colored = async (env: Record<string, string>) =>
      /\x1b\[/.test((await plimsoll(root, ['check'], { env })).out);
    assert.equal(await colored({}), false);
    assert.equal(await colored({ FORCE_COLOR: '1' }), true);
    assert.equal(await colored({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
  });

  test('a reader that goes away early is no error', { skip: process.platform === 'win32' }, async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 200; i++)
      files[`s${i}/Dockerfile`] = `${rooted}${'RUN cd /src && make\n'.repeat(20)}`;
    const root = makeTree(files);
    const script = `"$0" "$1" check --no-shellcheck --verbose | head -n 1; echo "exit \${PIPESTATUS[0]}"`;
    const { exit, out, err } = await runProgram('bash', ['-c', script, process.execPath, builtCli], {
      cwd: root,
    });
    assert.deepEqual([exit, err], [0, '']);
    assert.match(out, /^.+\nexit 1\n$/, 'the first line, and the verdict all the same');
  });

  test('an interruption ends it, without a word', { skip: process.platform === 'win32' }, async () => {
    const ended = await plimsoll(makeTree(), ['check', '-'], { stdin: null, interruptAfter: 500 });
    assert.deepEqual(ended, { exit: null, signal: 'SIGINT', out: '', err: '' });
  });
});

describe('repairs', () => {
  test('a dry run prints a diff that patch and git apply take', async () => {
    const crlf = shabby.replaceAll('\n', '\r\n');
    const root = makeTree({ Dockerfile: shabby, 'a b/Dockerfile': crlf, 'c/Dockerfile': shabby.trimEnd() });
    const { exit, out } = await plimsoll(root, ['fix', ...two, '--dry-run']);
    assert.equal(exit, 0);
    assert.equal(read(root, 'Dockerfile'), shabby, 'nothing is written');
    const fixed = makeTree({ Dockerfile: shabby, 'a b/Dockerfile': crlf, 'c/Dockerfile': shabby.trimEnd() });
    assert.equal((await plimsoll(fixed, ['fix', ...two])).exit, 0);
    for (const [program, ...args] of [
      ['git', 'apply', '--whitespace=nowarn', 'a.diff'],
      ['patch', '--binary', '-p1', '-i', 'a.diff'],
    ] as const) {
      const copy = makeTree({
        Dockerfile: shabby,
        'a b/Dockerfile': crlf,
        'c/Dockerfile': shabby.trimEnd(),
        'a.diff': out,
      });
      if (!(await has(program))) continue;
      const applied = await runProgram(program, args, { cwd: copy });
      assert.equal(applied.exit, 0, `${program}: ${applied.out}${applied.err}`);
      for (const file of ['Dockerfile', 'a b/Dockerfile', 'c/Dockerfile'])
        assert.equal(read(copy, file), read(fixed, file), `${program} ${file}`);
    }
  });

  test('twice changes nothing more, and says so', async () => {
    const root = makeTree({ Dockerfile: shabby });
    const first = await plimsoll(root, ['fix', ...two]);
    assert.equal(first.exit, 0);
    assert.equal(read(root, 'Dockerfile'), mended);
    assert.match(first.out, /^ {2}L2 {4,}2 {2}workdir-absolute/m, 'with the level of its proof');
    const before = statSync(join(root, 'Dockerfile')).mtimeMs;
    const second = await plimsoll(root, ['fix', ...two]);
    assert.match(second.out, /nothing to repair in 1 file/);
    assert.equal(statSync(join(root, 'Dockerfile')).mtimeMs, before, 'the file is not touched');
  });

  test('line endings, byte-order mark, mode and bytes are kept', async () => {
    const crlf = `\uFEFF${shabby.replaceAll('\n', '\r\n')}`;
    const latin = Buffer.from(`# caf\xe9\n${shabby}`, 'latin1');
    const root = makeTree({ 'crlf/Dockerfile': crlf, 'latin/Dockerfile': latin });
    chmodSync(join(root, 'crlf/Dockerfile'), 0o640);
    assert.equal((await plimsoll(root, ['fix', ...two])).exit, 0);
    assert.equal(read(root, 'crlf/Dockerfile'), `\uFEFF${mended.replaceAll('\n', '\r\n')}`);
    assert.equal(statSync(join(root, 'crlf/Dockerfile')).mode & 0o777, 0o640);
    assert.deepEqual(
      readFileSync(join(root, 'latin/Dockerfile')),
      Buffer.from(`# caf\xe9\n${mended}`, 'latin1'),
    );
  });

  test('a link stays a link: what it leads to is repaired', {
    skip: process.platform === 'win32',
  }, async () => {
    const root = makeTree({ 'real/build.txt': shabby });
    symlinkSync('real/build.txt', join(root, 'Dockerfile'));
    assert.equal((await plimsoll(root, ['fix', ...two])).exit, 0);
    assert.ok(lstatSync(join(root, 'Dockerfile')).isSymbolicLink());
    assert.equal(read(root, 'real/build.txt'), mended);
  });

  test('a link out of what was asked for is not followed, and named', {
    skip: process.platform === 'win32',
  }, async () => {
    const root = makeTree({ 'out/Dockerfile': shabby, 'in/b.Dockerfile': shabby });
    symlinkSync('../out/Dockerfile', join(root, 'in/Dockerfile'));
    for (const more of [['--dry-run'], []]) {
      const { exit, out, err } = await plimsoll(root, ['fix', ...two, ...more, 'in']);
      assert.equal(exit, 3);
      assert.match(err, /in\/Dockerfile leads by a symbolic link to .*out\/Dockerfile, outside of/);
      assert.doesNotMatch(out, /in\/Dockerfile/);
      assert.equal(read(root, 'out/Dockerfile'), shabby);
    }
    assert.equal(read(root, 'in/b.Dockerfile'), mended);
    assert.equal((await plimsoll(root, ['fix', ...two, 'in/Dockerfile'])).exit, 0, 'it was named');
    assert.equal(read(root, 'out/Dockerfile'), mended);
  });

  test('a folder that cannot be written is told of', { skip: process.getuid?.() === 0 }, async () => {
    const root = makeTree({ 'a/Dockerfile': shabby });
    chmodSync(join(root, 'a'), 0o500);
    const { exit, err } = await plimsoll(root, ['fix', ...two]);
    chmodSync(join(root, 'a'), 0o700);
    assert.equal(exit, 3);
    assert.match(err, /a\/Dockerfile cannot be written/);
    assert.equal(read(root, 'a/Dockerfile'), shabby);
  });

  test('a file that may only be read keeps its mode', async () => {
    const root = makeTree({ Dockerfile: shabby });
    chmodSync(join(root, 'Dockerfile'), 0o444);
    const { exit } = await plimsoll(root, ['fix', ...two]);
    assert.equal(statSync(join(root, 'Dockerfile')).mode & 0o777, 0o444);
    assert.equal(read(root, 'Dockerfile'), exit === 0 ? mended : shabby, 'whole or not at all');
  });

  test('standard input comes out repaired, and what is waived stays', async () => {
    const root = makeTree();
    const stdin = shabby.replace('WORKDIR', '# plimsoll ignore=workdir-absolute reason="a test"\nWORKDIR');
    const { exit, out, err } = await plimsoll(root, ['fix', '-', ...two], { stdin });
    assert.equal(exit, 0);
    assert.match(out, /^WORKDIR app$/m);
    assert.match(out, /^WORKDIR \/src\nRUN make$/m);
    assert.match(err, /1 repaired/);
  });
});

describe('the other commands', () => {
  test('explain: by name, by any peer’s id, several at once', async () => {
    const root = makeTree();
    const page = await plimsoll(root, ['explain', 'run-as-root']);
    assert.equal(page.exit, 0);
    for (const id of ['DL3002', 'DS-0002', 'AVD-DS-0002', 'cis-di-0001']) {
      const other = await plimsoll(root, ['explain', id]);
      assert.equal(other.exit, 0, other.err);
      assert.ok(other.out.includes('run-as-root'), id);
    }
    const both = await plimsoll(root, ['explain', 'run-as-root', 'workdir-absolute']);
    assert.ok(both.out.startsWith(page.out) && both.out.includes('workdir-absolute'));
  });

  test('rules: as a table and as JSON, and each can be explained', async () => {
    const root = makeTree();
    const { out } = await plimsoll(root, ['rules']);
    const listed = JSON.parse((await plimsoll(root, ['rules', '--json'])).out) as { name: string }[];
    assert.ok(listed.length > 100);
    const names = listed.map(({ name }) => name);
    for (const name of names) assert.match(out, new RegExp(`^${name} `, 'm'));
    const pages = await plimsoll(root, ['explain', ...names]);
    assert.deepEqual([pages.exit, pages.err], [0, '']);
  });

  test('facts: for people and as JSON', async () => {
    const root = makeTree({
      Dockerfile: 'FROM gcr.io/distroless/static-debian12:nonroot AS web\nEXPOSE 8080\n',
    });
    const { exit, out } = await plimsoll(root, ['facts', '--target', 'web']);
    assert.equal(exit, 0);
    assert.match(out, /^Dockerfile → web\n/);
    assert.match(out, /^ +user .*65532/m);
    const json = JSON.parse((await plimsoll(root, ['facts', '--json'])).out);
    assert.equal(json.targets[0].user.value.uid, 65532);
    assert.match(
      out,
      new RegExp(`^Ends of support are as the table of ${json.endOfLifeTable} has them\\.$`, 'm'),
    );
    assert.equal((await plimsoll(root, ['facts', '--target', 'nosuch'])).exit, 2);
  });

  test('baseline: what is there counts no more, what comes does', async () => {
    const root = makeTree({ Dockerfile: rooted });
    assert.equal((await plimsoll(root, ['check'])).exit, 1);
    const recorded = await plimsoll(root, ['baseline']);
    assert.deepEqual([recorded.exit, recorded.err], [0, '']);
    assert.equal((await plimsoll(root, ['check'])).exit, 0);
    writeInto(root, 'new/Dockerfile', rooted);
    assert.equal((await plimsoll(root, ['check'])).exit, 1);
    assert.equal((await plimsoll(root, ['check', '--no-baseline', 'Dockerfile'])).exit, 1);
  });

  test('waive: a reason, and the check passes', async () => {
    const root = makeTree({ Dockerfile: rooted });
    const silent = await plimsoll(root, ['waive', 'run-as-root']);
    assert.equal(silent.exit, 2);
    assert.match(silent.err, /--reason/);
    assert.ok(!existsSync(join(root, 'plimsoll.yaml')));
    const decision = ['--reason', 'a toolbox: it runs “as is”', '--owner', 'me', '--until', '2999-12-31'];
    const written = await plimsoll(root, ['waive', 'DS-0002', 'Dockerfile', ...decision, '--record']);
    assert.deepEqual([written.exit, written.err], [0, '']);
    const checked = await plimsoll(root, ['check']);
    assert.deepEqual([checked.exit, checked.err], [0, '']);
    assert.match(checked.out, /a toolbox: it runs “as is”/);
    rmSync(join(root, 'docs'), { recursive: true });
    assert.match((await plimsoll(root, ['check'])).out, /waiver-record-missing/);
  });

  test('an option as a variable of the environment', async () => {
    const root = makeTree({ Dockerfile: rooted });
    assert.equal((await plimsoll(root, ['check'], { env: { PLIMSOLL_FAIL_ON: 'none' } })).exit, 0);
    const wrong = await plimsoll(root, ['check'], { env: { PLIMSOLL_FAIL_ON: 'nothing' } });
    assert.equal(wrong.exit, 2);
    assert.match(wrong.err, /PLIMSOLL_FAIL_ON/);
  });

  test('a home that cannot be written is no hindrance', async () => {
    const root = makeTree({ Dockerfile: clean, file: '' });
    const env = { HOME: join(root, 'file'), PLIMSOLL_CACHE_DIR: join(root, 'file/cache') };
    assert.deepEqual(
      { ...(await plimsoll(root, ['check'], { env })), out: '' },
      { exit: 0, signal: null, out: '', err: '' },
    );
    writeFileSync(join(root, 'file'), '');
  });
});

async function has(program: string): Promise<boolean> {
  return runProgram(program, ['--version'], { cwd: '/' }).then(
    ({ exit }) => exit === 0,
    () => false,
  );
}
