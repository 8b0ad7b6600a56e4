import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { PlimsollError } from '../core/errors.ts';
import { commonFolder, type FindRequest, findFiles } from './find.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder with these files; the value is the text, by default a small Dockerfile. */
function tree(files: Record<string, string> | string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'plimsoll-find-'));
  folders.push(root);
  const entries = Array.isArray(files)
    ? files.map((file): [string, string] => [file, 'FROM scratch\n'])
    : Object.entries(files);
  for (const [file, text] of entries) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const find = (cwd: string, paths: string[] = [], more: Partial<FindRequest> = {}) =>
  findFiles({ cwd, paths, env: { HOME: '/nonexistent' }, ...more });
const pathsOf = (...args: Parameters<typeof find>) => find(...args).files.map(({ path }) => path);

test('folders are searched by name, in a stable order', () => {
  const root = tree([
    'web/Dockerfile',
    'Dockerfile.production',
    'Containerfile',
    'api/dockerfile',
    'api/worker.Dockerfile',
    '.devcontainer/Dockerfile',
    'README.md',
    'Dockerfile.dockerignore',
    'node_modules/x/Dockerfile',
    'vendor/y/Dockerfile',
    '.git/Dockerfile',
  ]);
  const all = [
    '.devcontainer/Dockerfile',
    'Containerfile',
    'Dockerfile.production',
    'api/dockerfile',
    'api/worker.Dockerfile',
    'web/Dockerfile',
  ];
  assert.deepEqual(pathsOf(root), all);
  assert.deepEqual(pathsOf(root, ['.']), all);
  assert.deepEqual(pathsOf(root, ['web', '.', 'web/Dockerfile', './api/']), all);
  assert.deepEqual(pathsOf(root, ['node_modules']), ['node_modules/x/Dockerfile']);
  assert.deepEqual(pathsOf(join(root, 'api'), ['../web']), ['../web/Dockerfile']);
  assert.deepEqual(pathsOf(join(root, 'api'), [join(root, 'web')]), [join(root, 'web/Dockerfile')]);
});

test('a name that may be a program is looked into', () => {
  const root = tree({
    'Dockerfile.go': 'FROM golang\n',
    'dockerfile.go': 'package dockerfile\n',
    'Dockerfile-dev': 'FROM x\n',
  });
  assert.deepEqual(pathsOf(root), ['Dockerfile-dev', 'Dockerfile.go']);
});

test('a named file is taken whatever its name, its ignore rules and its excludes', () => {
  const root = tree({ '.gitignore': 'odd.txt\n', 'odd.txt': 'FROM x\n' });
  assert.deepEqual(pathsOf(root, ['odd.txt'], { excludes: () => true }), ['odd.txt']);
});

test('excludes of the configuration leave out files and folders', () => {
  const root = tree(['a/Dockerfile', 'b/c/Dockerfile', 'Dockerfile.x']);
  const excludes = (path: string): boolean => path === 'b' || path === 'Dockerfile.x';
  assert.deepEqual(pathsOf(root, [], { excludes }), ['a/Dockerfile']);
});

test('templates are told, not judged', () => {
  const root = tree(['Dockerfile.j2', 'Dockerfile']);
  const { files, gaps } = find(root);
  assert.equal(files.length, 1);
  assert.deepEqual(
    gaps.map(({ path, kind }) => [path, kind]),
    [['Dockerfile.j2', 'info']],
  );
});

test('globs', () => {
  const root = tree([
    'services/a/Dockerfile',
    'services/b/Dockerfile',
    'services/b/Dockerfile.bak',
    'services/b/deep/er/Dockerfile',
    'images/one.docker',
    'images/notes.txt',
    'vendor/a/Dockerfile',
    'node_modules/Dockerfile',
  ]);
  assert.deepEqual(pathsOf(root, ['services/*/Dockerfile']), [
    'services/a/Dockerfile',
    'services/b/Dockerfile',
  ]);
  assert.deepEqual(pathsOf(root, ['services/*/Dockerfile*']), [
    'services/a/Dockerfile',
    'services/b/Dockerfile',
  ]);
  assert.deepEqual(pathsOf(root, ['**/b/**']), ['services/b/Dockerfile', 'services/b/deep/er/Dockerfile']);
  assert.deepEqual(pathsOf(root, ['services/[!a]']), [
    'services/b/Dockerfile',
    'services/b/deep/er/Dockerfile',
  ]);
  assert.deepEqual(pathsOf(root, ['images/*.docker']), ['images/one.docker']);
  assert.deepEqual(pathsOf(root, ['vendor/*/Dockerfile']), ['vendor/a/Dockerfile']);
  assert.deepEqual(pathsOf(root, ['{services/a,vendor/?}/Dockerfile']), [
    'services/a/Dockerfile',
    'vendor/a/Dockerfile',
  ]);
  assert.deepEqual(pathsOf(root, [join(root, '*/a/Dockerfile')]), ['services/a/Dockerfile']);
  assert.throws(() => find(root, ['images/*']), PlimsollError);
});

test('nothing there is wrong usage, and says what was looked for', () => {
  const root = tree(['docs/README.md', 'docs/Dockerfile.md', 'src/Dockerfile']);
  const usage = (paths: string[], message: RegExp) =>
    assert.throws(
      () => find(root, paths),
      (error: unknown) => error instanceof PlimsollError && error.exit === 2 && message.test(error.message),
    );
  usage(['docs'], /no Dockerfile in docs: looked through 1 folder for Dockerfile, Containerfile/);
  usage(['src/Dockerfil'], /src\/Dockerfil: there is no such file or folder; did you mean src\/Dockerfile\?/);
  usage(['nowhere/at/all'], /nowhere\/at\/all: there is no such file or folder$/);
  usage(['docs/*'], /no Dockerfile in docs\/\*/);
  const { gaps } = find(root, ['docs', 'src']);
  assert.deepEqual(gaps, [{ path: 'docs', reason: 'it holds nothing to check', kind: 'info' }]);
});

test('what git ignores is left out, as git has it', () => {
  const files = {
    '.gitignore': 'build/\n*.Dockerfile\n!keep.Dockerfile\n/top/Dockerfile\ndeep/**/gone\n',
    'build/Dockerfile': '',
    'a.Dockerfile': '',
    'keep.Dockerfile': '',
    'top/Dockerfile': '',
    'x/top/Dockerfile': '',
    'deep/1/2/gone/Dockerfile': '',
    'deep/1/Dockerfile': '',
    'sub/.gitignore': '!a.Dockerfile\n/only/\n!build\n',
    'sub/a.Dockerfile': '',
    'sub/only/Dockerfile': '',
    'sub/x/only/Dockerfile': '',
    'sub/build/Dockerfile': '',
    'sub [1]/.gitignore': 'Dockerfile\n!/ok/Dockerfile\n',
    'sub [1]/Dockerfile': '',
    'sub [1]/ok/Dockerfile': '',
    'excluded/Dockerfile': '',
    'mine/Dockerfile': '',
    'module/build/Dockerfile': '',
  };
  const root = tree(files);
  const home = tree({
    '.gitconfig': '[user]\n\tname = x\n[core]\n\texcludesFile = ~/mine\n',
    mine: 'mine\n',
  });
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: '' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, env, encoding: 'utf8' });
  git('init', '-q');
  writeFileSync(join(root, '.git/info/exclude'), 'excluded\n');
  const seen = git('ls-files', '-o', '--exclude-standard').split('\n');
  const expected = seen.map((path) => path.replace(/^"|"$/g, '')).filter((path) => /dockerfile$/i.test(path));
  assert.ok(expected.length > 5);
  assert.deepEqual(pathsOf(root, [], { env }), expected.toSorted());

  // A repository within the repository goes by its own rules; an ignored folder that is named begins anew.
  mkdirSync(join(root, 'module/.git'));
  assert.ok(pathsOf(root, [], { env }).includes('module/build/Dockerfile'));
  assert.deepEqual(pathsOf(root, ['build'], { env }), ['build/Dockerfile']);
  // From a folder further down the rules above it hold as well.
  assert.deepEqual(pathsOf(join(root, 'sub'), ['.'], { env }), [
    'a.Dockerfile',
    'build/Dockerfile',
    'x/only/Dockerfile',
  ]);
});

test('links to files are followed, each file is judged once, loops cost a gap', () => {
  const root = tree({ 'Dockerfile.real': 'FROM x\n', 'other/odd': 'FROM y\n', 'd/Dockerfile': 'FROM z\n' });
  symlinkSync('Dockerfile.real', join(root, 'Dockerfile'));
  symlinkSync('../other/odd', join(root, 'd/Dockerfile.odd'));
  symlinkSync('Containerfile', join(root, 'Containerfile'));
  symlinkSync('nothing', join(root, 'Dockerfile.gone'));
  symlinkSync('..', join(root, 'd/up'));
  const { files, gaps } = find(root);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['Dockerfile.real', 'd/Dockerfile', 'd/Dockerfile.odd'],
  );
  assert.deepEqual(gaps.map(({ path, reason }) => [path, reason]).sort(), [
    ['Containerfile', 'it is a symbolic link that leads back to itself'],
    ['Dockerfile.gone', 'it is a symbolic link to nothing'],
  ]);
  assert.deepEqual(pathsOf(root, ['d/up/other/odd']), ['d/up/other/odd']);
});

test('what is no file costs a gap', () => {
  const root = tree(['a/Dockerfile']);
  execFileSync('mkfifo', [join(root, 'Dockerfile')]);
  const { files, gaps } = find(root);
  assert.equal(files.length, 1);
  assert.deepEqual(gaps, [
    { path: 'Dockerfile', reason: 'it is a pipe, not a file: pass it on standard input, as `-`' },
  ]);
});

test('a folder that may not be read costs a gap', { skip: !process.seteuid && 'not on this system' }, () => {
  const root = tree(['a/Dockerfile', 'b/Dockerfile']);
  chmodSync(root, 0o755);
  chmodSync(join(root, 'b'), 0o000);
  const superuser = process.geteuid?.() === 0;
  try {
    if (superuser) process.seteuid?.(65534);
    const { files, gaps } = find(root);
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a/Dockerfile'],
    );
    assert.deepEqual(gaps, [{ path: 'b', reason: 'it cannot be read: permission denied' }]);
    assert.equal(find(root, ['b']).gaps.length, 1, 'a gap alone is no wrong usage');
  } finally {
    if (superuser) process.seteuid?.(0);
    chmodSync(join(root, 'b'), 0o755);
  }
});

test('standard input is not a path', () => {
  const root = tree([]);
  assert.deepEqual(find(root, ['-']), { files: [], manifests: [], gaps: [], stdin: true });
});

test('the folder that everything asked for has in common', () => {
  const root = tree(['a/x/Dockerfile', 'a/y/Dockerfile', 'b/Dockerfile']);
  const common = (cwd: string, paths: string[], filename?: string) =>
    commonFolder({ cwd: join(root, cwd), paths, ...(filename ? { filename } : {}) }).slice(root.length);
  assert.equal(common('', ['.']), '');
  assert.equal(common('a', ['.']), '/a');
  assert.equal(common('', ['a']), '/a');
  assert.equal(common('', ['a/x/Dockerfile']), '/a/x');
  assert.equal(common('', ['a/x/Dockerfile', 'a/y']), '/a');
  assert.equal(common('', ['a/x', 'b/Dockerfile']), '');
  assert.equal(common('a', ['../b']), '/b');
  assert.equal(common('', ['a/*/Dockerfile']), '/a');
  assert.equal(common('a', ['-']), '/a');
  assert.equal(common('', ['-'], 'a/x/Dockerfile'), '/a/x');
  assert.equal(common('', ['nothing/here']), '/nothing');
});
