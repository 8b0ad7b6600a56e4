import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { PlimsollError } from '../core/errors.ts';
import { parse } from '../dockerfile/parse.ts';
import { type ContextRequest, copiedPaths, findContext } from './context.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function tree(files: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-context-')));
  folders.push(root);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const open = (cwd: string, dockerfile: string, copied: string[], more: Partial<ContextRequest> = {}) =>
  findContext({ dockerfile: join(cwd, dockerfile), copied, cwd, ...more });

test('the nearest folder that has everything is the context', () => {
  const root = tree({ 'package.json': '', 'src/a.ts': '', 'docker/Dockerfile': '', 'docker/entry.sh': '' });
  const path = (copied: string[]) => open(root, 'docker/Dockerfile', copied)?.path;
  assert.equal(path(['entry.sh']), 'docker');
  assert.equal(path(['package.json', 'src/']), '.');
  assert.equal(path(['docker/entry.sh']), '.');
  assert.equal(path(['entry.sh', 'package.json']), undefined);
  assert.equal(path(['nothing']), undefined);
  assert.equal(path([]), 'docker');
  assert.equal(open(root, 'docker/Dockerfile', ['entry.sh'])?.certainty, 'guessed');
});

test('patterns may match nothing, and the whole context is found where the project is', () => {
  const root = tree({ 'package.json': '', 'src/a.ts': '', 'docker/Dockerfile': '', 'docker/entry.sh': '' });
  const path = (copied: string[]) => open(root, 'docker/Dockerfile', copied)?.path;
  assert.equal(path(['package*.json']), '.');
  assert.equal(path(['src/*.ts', '.']), '.');
  assert.equal(path(['entry.sh', 'yarn.lock*']), 'docker');
  assert.equal(path(['.']), '.');
  assert.equal(path(['./']), '.');
  assert.equal(path(['*.py']), undefined);
});

test('an ignore file makes a folder a context', () => {
  const root = tree({
    'a.py': '',
    'x/Dockerfile': '',
    'x/.dockerignore': '',
    'y/Dockerfile': '',
    'y/.gitignore': '',
  });
  assert.equal(open(root, 'x/Dockerfile', ['.'])?.path, 'x');
  assert.equal(open(root, 'y/Dockerfile', ['.'])?.path, '.');
});

test('the search ends at the repository, and without one at the working directory', () => {
  const root = tree({ 'outer.txt': '', 'repo/.git/HEAD': '', 'repo/a/Dockerfile': '', 'repo/here.txt': '' });
  assert.equal(open(root, 'repo/a/Dockerfile', ['outer.txt']), undefined);
  assert.equal(open(root, 'repo/a/Dockerfile', ['here.txt'])?.path, 'repo');
  const below = open(join(root, 'repo/a'), 'Dockerfile', ['here.txt']);
  assert.equal(below?.path, '..');
  const plain = tree({ 'a/b/Dockerfile': '', 'x.txt': '' });
  assert.equal(open(join(plain, 'a'), 'b/Dockerfile', ['x.txt']), undefined);
});

test('a given context is taken as it is', () => {
  const root = tree({ 'a/Dockerfile': '', 'b/x': '' });
  const context = open(root, 'a/Dockerfile', ['y'], { given: 'b' });
  assert.deepEqual([context?.path, context?.certainty, context?.exists('x')], ['b', 'given', 'file']);
  assert.throws(() => open(root, 'a/Dockerfile', [], { given: 'c' }), PlimsollError);
  assert.throws(() => open(root, 'a/Dockerfile', [], { given: 'b/x' }), PlimsollError);
});

test('files and folders of the context', () => {
  const root = tree({
    'app/Dockerfile': '',
    'app/src/a.ts': 'text',
    'app/bin': 'a\0b',
    'app/big': 'x'.repeat(1024 * 1024 + 1),
  });
  const context = open(root, 'app/Dockerfile', [])!;
  assert.deepEqual(
    [context.exists('src'), context.exists('/src/a.ts'), context.exists('src/b')],
    ['directory', 'file', undefined],
  );
  assert.deepEqual(context.list('.'), ['Dockerfile', 'big', 'bin', 'src']);
  assert.deepEqual(context.list('nothing'), []);
  assert.equal(context.read('src/a.ts'), 'text');
  assert.deepEqual(
    [context.read('bin'), context.read('big'), context.read('src'), context.read('no')],
    [undefined, undefined, undefined, undefined],
  );
});

test('nothing outside of the context is ever seen', () => {
  const root = tree({ 'secret/key': 'k', secret2: 's', 'app/Dockerfile': '', 'app/in': 'i', 'app2/x': '' });
  symlinkSync('../secret', join(root, 'app/out'));
  symlinkSync('../secret2', join(root, 'app/file'));
  symlinkSync('../app2', join(root, 'app/sibling'));
  symlinkSync('in', join(root, 'app/inside'));
  symlinkSync('loop', join(root, 'app/loop'));
  const context = open(root, 'app/Dockerfile', [])!;
  for (const path of ['out', 'out/key', 'file', 'sibling/x', 'loop', '../secret2', '../../etc/passwd']) {
    assert.equal(context.exists(path), undefined, path);
    assert.equal(context.read(path), undefined, path);
    assert.deepEqual(context.list(path), [], path);
  }
  assert.equal(context.read('inside'), 'i');
  assert.equal(
    context.read('../in'),
    'i',
    'the root of the context is its own parent, as the builder has it',
  );
});

test('the ignore file: beside the Dockerfile first, then that of the context', () => {
  const files = { Dockerfile: '', Containerfile: '', '.dockerignore': 'a\n', x: '' };
  const plain = open(tree(files), 'Dockerfile', [])!;
  assert.deepEqual(plain.ignore, { path: '.dockerignore', text: 'a\n' });
  assert.deepEqual([plain.ignored('a/b'), plain.ignored('x')], [true, false]);

  const own = open(tree({ ...files, 'Dockerfile.dockerignore': 'x\n' }), 'Dockerfile', [])!;
  assert.deepEqual(
    [own.ignore?.path, own.ignored('a'), own.ignored('x')],
    ['Dockerfile.dockerignore', false, true],
  );

  const podman = tree({ ...files, '.containerignore': 'x\n' });
  assert.equal(open(podman, 'Containerfile', [])?.ignore?.path, '.containerignore');
  assert.equal(open(podman, 'Dockerfile', [])?.ignore?.path, '.dockerignore');

  const none = open(tree({ Dockerfile: '' }), 'Dockerfile', [])!;
  assert.deepEqual([none.ignore, none.ignored('a')], [undefined, false]);
});

test('the paths that a Dockerfile copies from its context', () => {
  const dockerfile = parse(`FROM a AS b
COPY package.json yarn.lock* ./
COPY ["my file", "/x/"]
COPY --from=b /out /out
COPY --chown=1:1 . .
ADD https://example.com/x.tar.gz /x
ADD git@example.com:a/b.git /y
ADD archive.tar /z
COPY $SOMETHING "quoted" /q
COPY <<EOF /here
text
EOF
`);
  assert.deepEqual(copiedPaths(dockerfile), ['package.json', 'yarn.lock*', 'my file', '.', 'archive.tar']);
});
