import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

// These tests look at what is published: run `npm run build` before (npm test does).

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, string | { types: string; default: string }>;
  files: string[];
};

/** A folder in which the package can be imported by its name. */
const project = mkdtempSync(join(tmpdir(), 'plimsoll-exports-'));
mkdirSync(join(project, 'node_modules'));
symlinkSync(root, join(project, 'node_modules/plimsoll'));
after(() => rmSync(project, { recursive: true, force: true }));

/** Runs a module in that folder and gives what it prints, as JSON. */
async function evaluate(code: string): Promise<unknown> {
  const file = join(project, 'program.mjs');
  writeFileSync(file, code);
  const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: project });
  return JSON.parse(stdout);
}

test('everything that the package names is there', () => {
  const paths = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : [entry.types, entry.default],
  );
  for (const path of [...paths, ...Object.values(manifest.bin), 'dist/LICENSES.txt']) {
    assert.ok(existsSync(join(root, path)), path);
    const published = manifest.files.some((folder) => path.replace('./', '').startsWith(folder));
    assert.ok(published || path === './package.json', `${path} is published`);
  }
});

test('the library has these names, and no others', async () => {
  assert.deepEqual(
    await evaluate("import * as all from 'plimsoll'; console.log(JSON.stringify(Object.keys(all)))"),
    [
      'PlimsollError',
      'Source',
      'allRules',
      'checkProject',
      'pageOf',
      'predictFacts',
      'repairProject',
      'reportFormats',
      'reporterFor',
      'rulesNamed',
      'severities',
      'writeRepaired',
    ],
  );
});

test('the Dockerfile language has these names, and no others', async () => {
  const names = "import * as all from 'plimsoll/dockerfile'; console.log(JSON.stringify(Object.keys(all)))";
  assert.deepEqual(await evaluate(names), ['Logical', 'buildOf', 'commentsOf', 'expand', 'parse', 'print']);
});

test('the library does what its names say', async () => {
  const result = await evaluate(`
    import { parse, print } from 'plimsoll/dockerfile';
    import { pageOf, reporterFor, rulesNamed } from 'plimsoll';
    const text = 'FROM debian:12.8 AS a\\nRUN true\\n';
    const [rule] = await rulesNamed('DL3000');
    console.log(JSON.stringify([
      print(parse(text)) === text,
      rule.name,
      pageOf(rule.name).split('\\n')[0],
      (await reporterFor('sarif')).id,
    ]));`);
  assert.deepEqual(result, [true, 'workdir-absolute', '# Give WORKDIR an absolute path', 'sarif']);
});

test('the declarations can be used', { timeout: 60_000 }, () => {
  writeFileSync(
    join(project, 'use.ts'),
    `import { checkProject, type CheckRequest, PlimsollError, Source } from 'plimsoll';
import { type Dockerfile, parse } from 'plimsoll/dockerfile';
const request: CheckRequest = {
  cwd: '/', paths: ['.'], flags: { failOn: 'high' }, shellcheck: false, now: new Date(), env: {},
};
export const exit: Promise<0 | 1 | 3 | 4> = checkProject(request).then(({ verdict }) => verdict.exit);
export const dockerfile: Dockerfile = parse(new Source('x', ''));
export const code: 2 | 3 = new PlimsollError('usage', '').exit;
// @ts-expect-error: a request needs its paths
export const wrong: CheckRequest = { cwd: '/' };
`,
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2024',
    '--module',
    'nodenext',
    '--types',
    'node',
    '--typeRoots',
    join(root, 'node_modules/@types'),
  ];
  execFileSync(process.execPath, [tsc, ...options, 'use.ts'], {
    cwd: project,
    stdio: 'pipe',
    encoding: 'utf8',
  });
});

describe('the command line runs from anywhere, and keeps its code where it is told', () => {
  const run = (cache: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
      cwd: project,
      env: { ...process.env, PLIMSOLL_CACHE_DIR: cache },
      encoding: 'utf8',
    });
  const kept = (cache: string) => readdirSync(join(cache, 'code')).map((name) => join(cache, 'code', name));
  const explain = (cache: string) =>
    assert.match(run(cache, 'explain', 'DL3000'), /^Give WORKDIR an absolute path\n/);

  test('once for what a command needs', () => {
    const cache = join(project, 'cache');
    assert.equal(run(cache, '--version'), `plimsoll ${manifest.version}\n`);
    explain(cache);
    const files = kept(cache);
    assert.equal(files.length, 2);
    const times = files.map((file) => statSync(file).mtimeMs);
    explain(cache);
    assert.deepEqual(
      kept(cache).map((file) => statSync(file).mtimeMs),
      times,
      'what is there is taken, and not made again',
    );
  });

  test('code that was damaged is not run, but made again', () => {
    const cache = join(project, 'damaged');
    explain(cache);
    const [file] = kept(cache);
    const whole = readFileSync(file!);
    for (const [from, to] of [
      [whole.length - 9000, whole.length - 8000],
      [0, 100],
    ]) {
      writeFileSync(file!, Buffer.from(whole).fill(0x5a, from, to));
      explain(cache);
      assert.ok(statSync(file!).size > whole.length * 0.9);
      assert.notDeepEqual(readFileSync(file!).subarray(from, to), Buffer.alloc(to! - from!, 0x5a));
    }
    writeFileSync(file!, whole.subarray(0, 10));
    explain(cache);
    assert.ok(statSync(file!).size > 10_000);
  });

  test('code that others may write is not run', { skip: process.platform === 'win32' }, () => {
    const cache = join(project, 'open');
    explain(cache);
    const [file] = kept(cache);
    chmodSync(file!, 0o666);
    explain(cache);
    assert.equal(statSync(file!).mode & 0o777, 0o600, 'it was made again');
  });
});

test('every command, format and lazily loaded part of the bundle runs', () => {
  const folder = mkdtempSync(join(project, 'run-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM debian:12.8\nWORKDIR app\nUSER 1000:1000\n');
  writeFileSync(join(folder, 'plimsoll.yaml'), 'fail-on: none\n');
  writeFileSync(join(folder, '.trivyignore.yaml'), 'misconfigurations:\n  - id: DS-0001\n    statement: x\n');
  writeFileSync(join(folder, '.hadolint.yaml'), 'ignored: [DL3006]\n');
  const run = (...args: string[]) =>
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...args], { cwd: folder, encoding: 'utf8' });
  const formats = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'checkstyle', 'markdown', 'html'];
  for (const format of formats) assert.ok(run('check', '--format', format).length > 10, format);
  assert.match(run('rules'), /^workdir-absolute /m);
  assert.match(run('facts'), /^ {2}user +1000:1000 /m);
  assert.match(run('waive', 'DL3000', '--reason', 'x', '--record', '--dry-run'), /^\+ {2}- rule: DL3000$/m);
  assert.match(run('fix', '--rule', 'DL3000', '--dry-run'), /^\+WORKDIR \/app$/m);
  assert.match(run('fix', '--rule', 'DL3000'), /1 repaired in 1 file/);
  assert.match(run('baseline'), /^plimsoll-baseline\.json: recorded/);
  assert.match(run('check', '--help'), /^Usage: plimsoll check /);
});

describe('the process', { skip: process.platform === 'win32' }, () => {
  const cli = join(root, 'dist/cli.js');
  const shell = (command: string) =>
    spawnSync('sh', ['-c', command, process.execPath, cli], { encoding: 'utf8' });

  test('a reader that goes away early is no error', () => {
    const { stdout, stderr } = shell('{ "$0" "$1" rules --json; echo "exit $?" >&2; } | head -c 1');
    assert.deepEqual([stdout, stderr], ['[', 'exit 0\n']);
  });

  test('an output that cannot be written is told, and is no bug', { skip: !existsSync('/dev/full') }, () => {
    const { status, stderr } = shell('"$0" "$1" rules > /dev/full');
    assert.equal(status, 3);
    assert.match(stderr, /^plimsoll: the output cannot be written: ENOSPC/);
  });

  test('an interrupt ends it as shells expect', async () => {
    const child = spawn(process.execPath, [cli, 'check', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    await setTimeout(300);
    child.kill('SIGINT');
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    assert.ok(signal === 'SIGINT' || code === 130, `${code} ${signal}`);
  });

  test('on a Node that is too old it says what to do', () => {
    const text = readFileSync(cli, 'utf8');
    const old = join(project, 'old.mjs');
    writeFileSync(old, text.replaceAll('process.versions.node', '"20.20.2"'));
    const { status, stderr } = spawnSync(process.execPath, [old, 'check', 'web'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^plimsoll needs Node 24 or newer, and this is 20\.20\.2: npx -p node@24 -p plimsoll plimsoll check web\n$/,
    );
    assert.doesNotMatch(text, /^import\s*\{/m, 'a named import of something new would fail before the check');
  });
});
