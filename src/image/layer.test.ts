import assert from 'node:assert/strict';
import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { PlimsollError } from '../core/errors.ts';
import { blobOf, sha256 } from '../testing/image.ts';
import { layerTar } from '../testing/tar.ts';
import { makeTree } from '../testing/tree.ts';
import { fileBlob } from './documents.ts';
import { pathOf } from './entries.ts';
import { readLayer } from './layer.ts';
import type { LayerContent } from './layer-builder.ts';
import { LIMITS } from './limits.ts';
import type { FileReader } from './reader.ts';
import { ReaderIndex } from './reader-index.ts';
import { Tree } from './tree.ts';

const lengths: FileReader<number> = {
  name: 'lengths',
  version: 1,
  endings: ['.txt'],
  most: 5000,
  read: (_, bytes) => bytes.length,
};
const magic: FileReader<string> = {
  name: 'magic',
  version: 1,
  wants: (_, head) => head[0] === 0x7f,
  read: (_, bytes) => Buffer.from(bytes).toString('latin1', 0, 4),
};
const refusing: FileReader<never> = {
  name: 'refusing',
  version: 1,
  names: ['bad'],
  read() {
    throw new PlimsollError('malformed', 'it is not as it should be');
  },
};
const mistaken: FileReader<never> = {
  name: 'mistaken',
  version: 1,
  names: ['mistake'],
  read() {
    throw new TypeError('a mistake');
  },
};
const readers = new ReaderIndex([lengths, magic, refusing, mistaken]);

const archive = layerTar({
  'a/short.txt': 'abc',
  'a/long.txt': 'x'.repeat(5001),
  'a/empty.txt': '',
  'a/exact.txt': 'y'.repeat(5000),
  program: Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(200_000, 1)]),
  bad: 'x',
  mistake: 'x',
});

const readingsOf = ({ entries, readings }: LayerContent): unknown =>
  Object.fromEntries(
    Object.entries(readings).map(([name, list]) => [
      name,
      list.map(([entry, value]) => [pathOf(entries, entry), value]),
    ]),
  );

const expected = {
  lengths: [
    ['a/short.txt', 3],
    ['a/empty.txt', 0],
    ['a/exact.txt', 5000],
  ],
  magic: [['program', '\x7fELF']],
};

describe('a layer', () => {
  const forms = {
    plain: archive,
    gzip: gzipSync(archive),
    zstd: zstdCompressSync(archive),
    'gzip of two members': Buffer.concat([
      gzipSync(archive.subarray(0, 3000)),
      gzipSync(archive.subarray(3000)),
    ]),
  };
  for (const [form, bytes] of Object.entries(forms))
    for (const part of [7, 512, 65_536])
      test(`is read as ${form}, in parts of ${part} bytes`, async () => {
        const content = await readLayer(blobOf(bytes, part), { readers, digest: sha256(bytes) });
        assert.deepEqual(readingsOf(content), expected);
        assert.equal(content.diffId, sha256(archive));
        assert.equal(content.size, archive.length);
        assert.deepEqual(
          content.gaps.map(({ path, reason }) => `${path}: ${reason.slice(0, 40)}`),
          [
            '/a/long.txt: it is longer than the 5000 bytes that ar',
            '/bad: it is not as it should be',
            '/mistake: a mistake of plimsoll’s, please report i',
          ],
        );
      });

  test('that lies plain in a file is read in leaps, with the same result', async () => {
    const root = makeTree({
      'layer.tar': Buffer.concat([Buffer.from('before'), archive, Buffer.from('behind')]),
    });
    const blob = fileBlob(join(root, 'layer.tar'), 6, archive.length, 'a layer');
    const content = await readLayer(blob, { readers, seek: true });
    assert.deepEqual(readingsOf(content), expected);
    assert.equal(content.diffId, undefined);
    const whole = await readLayer(blob, { readers });
    assert.deepEqual(content.entries.pathEnds, whole.entries.pathEnds);
    assert.equal(whole.diffId, sha256(archive));
  });

  test('that is not what its digest says is not believed', async () => {
    for (const bytes of [archive, gzipSync(archive)])
      await assert.rejects(readLayer(blobOf(bytes), { readers, digest: sha256(Buffer.from('other')) }), {
        code: 'integrity',
      });
  });

  test('that was cut off is an integrity error by its digest, and a gap without', async () => {
    const whole = gzipSync(archive);
    const cut = whole.subarray(0, whole.length - 200);
    await assert.rejects(readLayer(blobOf(cut), { readers, digest: sha256(whole) }), { code: 'integrity' });
    const content = await readLayer(blobOf(cut), { readers });
    assert.match(content.gaps.at(-1)!.reason, /gzip stream ends too early/);
    assert.ok(content.entries.length >= 3, 'what stood before is there');
  });

  test('of bytes that are no archive is a gap', async () => {
    for (const bytes of [
      Buffer.from('not a tar archive at all, but long enough for a header'.repeat(20)),
      Buffer.concat([gzipSync(archive).subarray(0, 50), Buffer.alloc(500, 7)]),
    ]) {
      const { gaps, entries } = await readLayer(blobOf(bytes), { readers });
      assert.equal(entries.length, 0);
      assert.equal(gaps.length, 1);
    }
  });

  test('of an old compression is refused by its name', async () => {
    await assert.rejects(readLayer(blobOf(Buffer.from('BZh91AY&SY....')), { readers }), {
      code: 'unsupported',
      message: /bzip2/,
    });
  });

  test('with nothing in it has nothing', async () => {
    assert.equal((await readLayer(blobOf(Buffer.alloc(0)), { readers })).entries.length, 0);
    assert.equal((await readLayer(blobOf(gzipSync(Buffer.alloc(1024))), { readers })).entries.length, 0);
  });
});

describe('limits of a layer', () => {
  const limited = (limits: Partial<typeof LIMITS>, files = archive): Promise<LayerContent> =>
    readLayer(blobOf(gzipSync(files)), { readers, limits: { ...LIMITS, ...limits } });

  test('a bomb is inflated up to the limit, and told', async () => {
    const bomb = layerTar({ zeros: Buffer.alloc(30_000_000), behind: 'x' });
    const content = await limited({ layerBytes: 1_000_000 }, bomb);
    assert.ok(content.size < 2_000_000, String(content.size));
    assert.match(content.gaps[0]!.reason, /more than 1000000 bytes|size cannot be/);
  });

  test('entries and names are counted', async () => {
    const { entries, gaps } = await limited({ entries: 2 });
    assert.equal(entries.length, 2);
    assert.match(gaps.at(-1)!.reason, /more than 2 entries/);
    assert.match((await limited({ allPathBytes: 20 })).gaps.at(-1)!.reason, /names of more than 20 bytes/);
  });

  test('no file is longer than all readers together may have', async () => {
    const { gaps } = await limited({ fileBytes: 1000 });
    assert.ok(gaps.some(({ path }) => path === '/program'));
  });

  test('a size that lies takes no memory that does not come', async () => {
    const lying = Buffer.from(layerTar({ 'a.txt': 'abc' }));
    lying.write('00000004000\0', 124, 'latin1');
    lying.fill(0x20, 148, 156);
    lying.write(
      `${lying
        .subarray(0, 512)
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
      'latin1',
    );
    const { gaps } = await readLayer(blobOf(lying.subarray(0, 1024)), { readers });
    assert.match(gaps[0]!.reason, /ends within an entry/);
  });
});

test('a root folder is read as one layer, its links as they are', async () => {
  const root = makeTree({ 'etc/a.txt': 'abc', 'bin/p': '\x7fELF' });
  mkdirSync(join(root, 'empty'));
  symlinkSync('/etc/a.txt', join(root, 'abs'));
  symlinkSync('nowhere', join(root, 'dangling'));
  linkSync(join(root, 'bin/p'), join(root, 'bin/q'));
  chmodSync(join(root, 'bin/p'), 0o755);
  writeFileSync(join(root, 'bin/bad'), 'x');
  const content = await readLayer({ folder: root, async *stream() {} }, { readers });
  const tree = new Tree([content]);
  assert.deepEqual(
    [...tree.files()].map(({ path, kind, link }) => `${path} ${link ?? kind}`),
    [
      '/abs /etc/a.txt',
      '/bin directory',
      '/bin/bad file',
      '/bin/p file',
      '/bin/q file',
      '/dangling nowhere',
      '/empty directory',
      '/etc directory',
      '/etc/a.txt file',
    ],
  );
  assert.equal(tree.reading(lengths, '/abs')!.value, 3);
  assert.equal(tree.stat('/bin/q')!.mode, 0o755);
  assert.deepEqual(
    content.gaps.map(({ path }) => path),
    ['/bin/bad'],
  );
});
