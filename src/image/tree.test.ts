import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { treeOf } from '../testing/image.ts';
import { type LayerSpec, layerTar } from '../testing/tar.ts';
import type { FileReader } from './reader.ts';

const text: FileReader<string> = {
  name: 'text',
  version: 1,
  read: (_, bytes) => Buffer.from(bytes).toString('latin1'),
};

/** Each path that is to be seen, with its content or kind and the layer that it is from. */
const seen = (...layers: LayerSpec[]): string[] => {
  const tree = treeOf(layers, [text]);
  return [...tree.files()].map(({ path, kind, layer, link }) => {
    const what = kind === 'file' ? tree.reading(text, path)?.value : link === undefined ? kind : `→ ${link}`;
    return `${path} ${what} ${layer}`;
  });
};

describe('layers upon each other', () => {
  test('the higher file is seen, and the lower is wasted', () => {
    const tree = treeOf([{ 'a/x': 'old', 'a/y': 'y' }, { 'a/x': 'newer' }], [text]);
    assert.equal(tree.reading(text, '/a/x')!.value, 'newer');
    assert.equal(tree.stat('/a/x')!.layer, 1);
    assert.deepEqual(
      [...tree.hidden()].map(({ path, layer, by, size }) => [path, layer, by, size]),
      [['/a/x', 0, 1, 3]],
    );
  });

  test('a whiteout hides a file, and a folder with all that is in it', () => {
    assert.deepEqual(seen({ 'a/x': '1', 'a/y': '2', 'b/c/d': '3' }, { 'a/x': null, b: null }), [
      '/a directory 0',
      '/a/y 2 0',
    ]);
  });

  test('a whiteout is for lower layers alone, wherever it stands in the archive', () => {
    assert.deepEqual(seen({ 'a/x': '1', 'a/y': '1' }, { 'a/x': '2', a: null }), [
      '/a directory 0',
      '/a/x 2 1',
    ]);
    assert.deepEqual(seen({ 'a/x': '1' }, { a: null, 'a/z': '2' }), ['/a directory 0', '/a/z 2 1']);
  });

  test('an opaque directory hides what lower layers have in it', () => {
    assert.deepEqual(seen({ 'a/x': '1', 'a/s/y': '1', 'b/z': '1' }, { 'a/new': '2', 'a/.wh..wh..opq': '' }), [
      '/a directory 0',
      '/a/new 2 1',
      '/b directory 0',
      '/b/z 1 0',
    ]);
  });

  test('a file in the place of a folder takes all that was in it, and the other way round', () => {
    assert.deepEqual(seen({ 'a/x': '1' }, { a: 'file' }), ['/a file 1']);
    assert.deepEqual(seen({ a: 'file' }, { 'a/x': '1' }), ['/a directory 0', '/a/x 1 1']);
    assert.deepEqual(seen({ a: { link: '/b' } }, { 'a/': {} }), ['/a directory 1']);
  });

  test('a folder that comes again keeps what is in it, and has its new mode', () => {
    const tree = treeOf([{ 'a/': { mode: 0o700 }, 'a/x': '1' }, { 'a/': { mode: 0o755 } }]);
    assert.equal(tree.stat('/a')!.mode, 0o755);
    assert.ok(tree.stat('/a/x'));
  });

  test('what comes twice in one layer is there once, as it was last', () => {
    assert.deepEqual(seen({ 'a/x': '1', './a//x': '2' }), ['/a directory 0', '/a/x 2 0']);
  });

  test('files of AUFS are no files', () => {
    assert.deepEqual(seen({ '.wh..wh.plnk/1': 'x', '.wh..wh.aufs': '', a: '1' }), ['/a 1 0']);
  });
});

describe('links', () => {
  test('a name below a symbolic link lies where that leads', () => {
    assert.deepEqual(seen({ 'usr/bin/a': '1', bin: { link: 'usr/bin' } }, { 'bin/b': '2' }), [
      '/bin → usr/bin 0',
      '/usr directory 0',
      '/usr/bin directory 0',
      '/usr/bin/a 1 0',
      '/usr/bin/b 2 1',
    ]);
    assert.deepEqual(seen({ 'usr/bin/a': '1', bin: { link: '/usr/bin' } }, { 'bin/a': null }), [
      '/bin → /usr/bin 0',
      '/usr directory 0',
      '/usr/bin directory 0',
    ]);
  });

  test('links are followed within the root, whatever they say', () => {
    const tree = treeOf(
      [
        {
          'etc/passwd': 'p',
          up: { link: '../../../etc' },
          abs: { link: '/etc/passwd' },
          'a/b': { link: '../abs' },
          top: { link: '/' },
        },
      ],
      [text],
    );
    for (const path of [
      '/top/etc/passwd',
      '/top/abs',
      '/top/top/etc/passwd',
      '/up/passwd',
      '/abs',
      '/a/b',
      '/a/../abs',
      '/../etc/passwd',
    ])
      assert.equal(tree.resolve(path), '/etc/passwd', path);
    assert.equal(tree.lstat('/abs')!.kind, 'symlink');
    assert.equal(tree.reading(text, '/a/b')!.value, 'p');
  });

  test('links in circles lead nowhere', () => {
    const tree = treeOf([{ a: { link: 'b' }, b: { link: 'a' }, c: { link: 'c/c' } }]);
    for (const path of ['/b', '/c', '/c/c']) assert.equal(tree.stat(path), undefined);
  });

  test('a hard link is another name of one file', () => {
    const tree = treeOf([{ x: 'content', y: { hardlink: '/x' }, z: { hardlink: 'y' } }], [text]);
    assert.deepEqual(
      ['/x', '/y', '/z'].map((path) => [tree.stat(path)!.size, tree.reading(text, path)!.value]),
      Array(3).fill([7, 'content']),
    );
    assert.deepEqual(
      [...tree.readings(text)].map(({ path }) => path),
      ['/x'],
    );
    assert.equal([...tree.contents()].length, 1);
  });

  test('a file stays while one of its names does', () => {
    const tree = treeOf([{ x: 'content' }, { y: { hardlink: 'x' } }, { x: null }], [text]);
    assert.equal(tree.stat('/x'), undefined);
    assert.equal(tree.reading(text, '/y')!.value, 'content');
    assert.deepEqual(
      [...tree.readings(text)].map(({ path, layer }) => [path, layer]),
      [['/y', 0]],
    );
    assert.deepEqual([...tree.hidden()], []);
  });

  test('a new file under the old name leaves its other names alone', () => {
    const tree = treeOf([{ x: 'old', y: { hardlink: 'x' } }, { x: 'new' }], [text]);
    assert.deepEqual([tree.reading(text, '/x')!.value, tree.reading(text, '/y')!.value], ['new', 'old']);
  });

  test('a hard link to nothing is told', () => {
    const tree = treeOf([{ y: { hardlink: 'nothing' } }]);
    assert.equal(tree.stat('/y'), undefined);
    assert.match(tree.gaps[0]!.reason, /hard link to \/nothing/);
  });
});

test('names that are not UTF-8 are kept apart', () => {
  const tree = treeOf([layerTar({ a: '1' }), Buffer.from(layerTar({ 'x\u00e9': '1' }))]);
  assert.ok(tree.stat('/xé'));
  const raw = layerTar({ 'qqq/f': '1', 'qqr/f': '2' });
  for (let at = raw.indexOf('qqq'); at !== -1; at = raw.indexOf('qqq')) raw.set([0xff, 0x71, 0x71], at);
  // The sum of the header is made right again.
  const header = raw.subarray(0, 512);
  header.fill(0x20, 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  const names = treeOf([raw]).list('/');
  assert.equal(names.length, 2, names.join());
});

test('deleted files are read all the same, with the layer that deleted them', () => {
  const tree = treeOf([{ key: 'secret' }, { key: null }], [text]);
  assert.deepEqual([...tree.readings(text)], []);
  assert.deepEqual([...tree.allReadings(text)], [{ path: '/key', layer: 0, value: 'secret', hiddenBy: 1 }]);
});

test('capabilities of files are in the words of getcap', () => {
  const attribute = Buffer.from('0100000200040000000000000000000000000000', 'hex');
  const tree = treeOf([{ ping: { content: 'x', attributes: { 'security.capability': attribute } } }]);
  assert.equal(tree.stat('/ping')!.capabilities, 'cap_net_bind_service=ep');
});

/** What is there when files are put one upon the other in a folder, by rules that are as simple as they can be. */
function simple(layers: readonly LayerSpec[]): string[] {
  let files = new Map<string, string>();
  const below = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
  for (const layer of layers) {
    for (const [path, spec] of Object.entries(layer))
      if (spec === null) files = new Map([...files].filter(([known]) => !below(known, path)));
    for (const [path, spec] of Object.entries(layer)) {
      if (spec === null) continue;
      files = new Map([...files].filter(([known]) => !below(known, path) && !below(path, known)));
      files.set(path, String(spec));
    }
  }
  return [...files].map(([path, content]) => `/${path} ${content}`).sort();
}

test('any layers give what files in a folder would be', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join('/'));
  const layer = fc.dictionary(
    path,
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('1', '2') }, fc.constant(null)),
    { maxKeys: 5 },
  );
  fc.assert(
    fc.property(fc.array(layer, { maxLength: 5 }), (layers) => {
      const tree = treeOf(layers, [text]);
      const found = [...tree.files()]
        .filter(({ kind }) => kind === 'file')
        .map((file) => `${file.path} ${tree.reading(text, file.path)!.value}`);
      assert.deepEqual(found.sort(), simple(layers));
    }),
    { numRuns: 500 },
  );
});

test('a deep tree is walked without deep calls', () => {
  const entries: LayerSpec = Object.fromEntries(
    Array.from({ length: 3000 }, (_, index) => [`${'d/'.repeat(index % 600)}f${index}`, '']),
  );
  const tree = treeOf([entries, { d: null }]);
  assert.equal([...tree.files()].length, 5);
});

const hasTar = ((): boolean => {
  try {
    execFileSync('tar', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test('archives of tests are such as tar reads', { skip: hasTar ? false : 'no tar program was found' }, () => {
  const listed = execFileSync('tar', ['-tf', '-'], {
    input: layerTar({ 'a/b': 'x', [`${'l/'.repeat(80)}x`]: 'y', l: { link: 'a/b' } }),
  });
  assert.deepEqual(listed.toString().trim().split('\n'), ['a/b', `${'l/'.repeat(80)}x`, 'l']);
});
