import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PlimsollError } from '../../core/errors.ts';
import { layerTar, padded, paxBlocks, tarHeader, withChecksum } from '../../testing/tar.ts';
import { KIND } from '../entries.ts';
import { LIMITS } from '../limits.ts';
import { type TarEntry, TarScanner } from './scan.ts';
import { expand } from './sparse.ts';

interface Seen {
  readonly path: string;
  readonly kind: number;
  readonly link?: string;
  readonly mode: number;
  readonly uid: number;
  readonly size: number;
  readonly climbs: boolean;
  readonly content: string;
}

/** Everything in an archive, given in parts of a size. */
function scan(bytes: Uint8Array, part = bytes.length || 1, wanted = true): Seen[] {
  const seen: Seen[] = [];
  let content: Buffer[] = [];
  let entry: Omit<Seen, 'content'> | undefined;
  let sparse: TarEntry['sparse'];
  let size = 0;
  const scanner = new TarScanner(
    {
      onEntry(found) {
        const { path, climbs, link, head } = found;
        content = [];
        entry = {
          path: Buffer.from(path).toString('latin1'),
          kind: head.kind,
          mode: head.mode,
          uid: head.uid,
          size: head.size,
          climbs,
          ...(link ? { link: Buffer.from(link).toString() } : {}),
        };
        sparse = found.sparse;
        size = head.size;
        if (head.kind !== KIND.file || !wanted) seen.push({ ...entry, content: '' });
        return wanted && head.kind === KIND.file;
      },
      onData(data) {
        content.push(Buffer.from(data));
        return true;
      },
      onContentEnd() {
        const stored = Buffer.concat(content);
        const whole = sparse ? expand(stored, size, sparse.map) : stored;
        seen.push({ ...entry!, content: whole ? Buffer.from(whole).toString('latin1') : 'does not fit' });
      },
    },
    LIMITS,
  );
  for (let at = 0; at < bytes.length; at += part) scanner.push(bytes.subarray(at, at + part));
  scanner.end();
  return seen;
}

const end = Buffer.alloc(1024);
const one = (...blocks: Buffer[]): Seen => {
  const seen = scan(Buffer.concat([...blocks, end]));
  assert.equal(seen.length, 1);
  return seen[0]!;
};

describe('the tar scanner', () => {
  const archive = layerTar({
    'usr/': {},
    'usr/bin/env': { content: 'a program', mode: 0o4755, uid: 7, gid: 8 },
    'usr/bin/sh': { link: 'dash' },
    'usr/bin/env2': { hardlink: '/usr/bin/env' },
    'dev/null': { kind: 'character' },
    'run/pipe': { kind: 'fifo' },
    empty: '',
    [`${'long/'.repeat(60)}name`]: 'deep',
    last: 'x'.repeat(3000),
  });
  const whole = scan(archive);

  test('reads every kind of entry', () => {
    assert.deepEqual(
      whole.map(({ path, kind, mode, link, content }) => [
        path,
        kind,
        mode.toString(8),
        link,
        content.slice(0, 12),
      ]),
      [
        ['usr', KIND.directory, '755', undefined, ''],
        ['usr/bin/env', KIND.file, '4755', undefined, 'a program'],
        ['usr/bin/sh', KIND.symlink, '644', 'dash', ''],
        ['usr/bin/env2', KIND.hardlink, '644', 'usr/bin/env', ''],
        ['dev/null', KIND.character, '644', undefined, ''],
        ['run/pipe', KIND.fifo, '644', undefined, ''],
        ['empty', KIND.file, '644', undefined, ''],
        [`${'long/'.repeat(60)}name`, KIND.file, '644', undefined, 'deep'],
        ['last', KIND.file, '644', undefined, 'xxxxxxxxxxxx'],
      ],
    );
  });

  for (const part of [1, 3, 511, 512, 513, 700, 4096])
    test(`reads the same in parts of ${part} bytes`, () => assert.deepEqual(scan(archive, part), whole));

  test('reads headers alone where no content is wanted', () => {
    assert.deepEqual(
      scan(archive, 700, false).map(({ path }) => path),
      whole.map(({ path }) => path),
    );
  });

  test('needs no end of the archive, but no entry may be cut off', () => {
    assert.equal(scan(archive.subarray(0, archive.length - 1024)).length, whole.length);
    for (const cut of [100, 600, 1024 + 700, archive.length - 1024 - 1200])
      assert.throws(() => scan(archive.subarray(0, cut)), { code: 'malformed' }, String(cut));
  });
});

describe('formats of tar', () => {
  test('GNU long names and links', () => {
    const name = `${'d/'.repeat(100)}f`;
    const long = (type: string, text: string): Buffer[] => [
      tarHeader({ name: '././@LongLink', type, size: text.length + 1 }),
      padded(Buffer.from(`${text}\0`)),
    ];
    const seen = one(
      ...long('K', 't'.repeat(200)),
      ...long('L', name),
      tarHeader({ name: 'cut', type: '2', size: 0, link: 'cut' }),
    );
    assert.equal(seen.path, name);
    assert.equal(seen.link, 't'.repeat(200));
  });

  test('ustar prefixes', () => {
    const block = tarHeader({ name: 'name', type: '0', size: 0 });
    block.write('some/folder', 345, 'latin1');
    assert.equal(one(withChecksum(block)).path, 'some/folder/name');
  });

  test('pax names, sizes, owners and times over those of the header', () => {
    const blocks = [
      ...paxBlocks([
        ['path', 'é/ü'],
        ['uid', '4294967295'],
        ['size', '3'],
      ]),
      tarHeader({ name: 'x', type: '0', size: 1 }),
      padded(Buffer.from('abc')),
    ];
    const seen = one(...blocks);
    assert.deepEqual(
      [seen.path, seen.uid, seen.content],
      [Buffer.from('é/ü').toString('latin1'), 4294967295, 'abc'],
    );
  });

  test('what pax says holds for one file alone', () => {
    const [, second] = scan(
      Buffer.concat([
        ...paxBlocks([['path', 'other']]),
        tarHeader({ name: 'a', type: '0', size: 0 }),
        tarHeader({ name: 'b', type: '0', size: 0 }),
        end,
      ]),
    );
    assert.equal(second!.path, 'b');
  });

  test('sizes and owners in base 256', () => {
    const block = tarHeader({ name: 'big', type: '0', size: 0 });
    block.fill(0, 124, 136);
    block[124] = 0x80;
    block[135] = 5;
    block[108] = 0x80;
    block.fill(0, 109, 112);
    block.writeUInt32BE(3_000_000_000, 112);
    const seen = one(withChecksum(block), padded(Buffer.from('12345')));
    assert.deepEqual([seen.size, seen.uid], [5, 3_000_000_000]);
  });

  test('sparse files, as GNU tar wrote them in four ways', () => {
    const data = padded(Buffer.from('abcd'));
    const expected = `\0\0ab${'\0'.repeat(6)}cd`;
    const old = tarHeader({ name: 'f', type: 'S', size: 4 });
    const octal = (value: number, at: number): void =>
      void old.write(`${value.toString(8).padStart(11, '0')}\0`, at, 'latin1');
    for (const [index, value] of [2, 2, 10, 2].entries()) octal(value, 386 + index * 12);
    octal(12, 483);
    old.write('ustar  \0', 257, 'latin1');
    const forms: Buffer[][] = [
      [withChecksum(old), data],
      [
        ...paxBlocks([
          ['GNU.sparse.size', '12'],
          ['GNU.sparse.map', '2,2,10,2'],
        ]),
        tarHeader({ name: 'f', type: '0', size: 4 }),
        data,
      ],
      [
        ...paxBlocks([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
          ['GNU.sparse.name', 'f'],
          ['GNU.sparse.realsize', '12'],
        ]),
        tarHeader({ name: 'GNUSparseFile.1/f', type: '0', size: 516 }),
        padded(Buffer.from('2\n2\n2\n10\n2\n')),
        data,
      ],
    ];
    for (const blocks of forms) {
      const seen = one(...blocks);
      assert.deepEqual([seen.path, seen.size, seen.content], ['f', 12, expected]);
    }
  });
});

describe('hostile archives', () => {
  const broken: Readonly<Record<string, Buffer>> = {
    'a checksum that does not fit': Buffer.concat([
      Buffer.from(tarHeader({ name: 'a', type: '0', size: 0 })).fill('z', 0, 1),
      end,
    ]),
    'a size that is no number': (() => {
      const block = tarHeader({ name: 'a', type: '0', size: 0 });
      block.write('zzzzzzzzzzz\0', 124, 'latin1');
      return Buffer.concat([withChecksum(block), end]);
    })(),
    'a negative size': (() => {
      const block = tarHeader({ name: 'a', type: '0', size: 0 });
      block.fill(0xff, 124, 136);
      return Buffer.concat([withChecksum(block), end]);
    })(),
    'an extended header longer than any': Buffer.concat([
      tarHeader({ name: 'a', type: 'x', size: 1 << 30 }),
      end,
    ]),
    'an extended header that is none': Buffer.concat([
      tarHeader({ name: 'a', type: 'x', size: 10 }),
      padded(Buffer.from('0123456789')),
      end,
    ]),
    'a name longer than Linux takes': layerTar({ [`${'n'.repeat(5000)}`]: '' }),
    'a link text longer than Linux takes': layerTar({ a: { link: 'n'.repeat(5000) } }),
    'an entry behind the end': Buffer.concat([
      Buffer.alloc(512),
      tarHeader({ name: 'a', type: '0', size: 0 }),
      end,
    ]),
    'a file longer than the archive': Buffer.concat([tarHeader({ name: 'a', type: '0', size: 1e9 }), end]),
  };
  for (const [what, bytes] of Object.entries(broken))
    test(`${what} is a clear error`, () => {
      assert.throws(
        () => scan(bytes),
        (error) => error instanceof PlimsollError && error.code === 'malformed' && error.message.length > 20,
      );
    });

  const escapes: readonly (readonly [string, string, boolean])[] = [
    ['../../etc/passwd', 'etc/passwd', true],
    ['/etc/passwd', 'etc/passwd', false],
    ['./a//b/./c', 'a/b/c', false],
    ['a/../../b', 'b', true],
    ['a/b/..', 'a', false],
    ['.', '', false],
    ['..', '', true],
    ['..a/...', '..a/...', false],
  ];
  for (const [written, path, climbs] of escapes)
    test(`${written} lies at ${path || 'the root'}`, () => {
      const seen = one(tarHeader({ name: written, type: '0', size: 0 }));
      assert.deepEqual([seen.path, seen.climbs], [path, climbs]);
    });

  test('a zip slip by a hard link stays in the image', () => {
    assert.equal(
      one(tarHeader({ name: 'a', type: '1', size: 0, link: '../../etc/shadow' })).link,
      'etc/shadow',
    );
  });

  test('whatever the bytes, it ends or says why', () => {
    const archive = layerTar({ a: 'x', 'b/c': { link: '../a' }, [`${'l'.repeat(120)}`]: 'long' });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.integer({ min: 1, max: 2000 }),
        (changes, part) => {
          const bytes = Buffer.from(archive);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            scan(bytes, part);
          } catch (error) {
            assert.ok(error instanceof PlimsollError, String(error));
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
