import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ImageSpec, makeImage, writeLayout } from '../src/testing/image.ts';
import { layerTar, padded, paxBlocks, tarHeader, withChecksum } from '../src/testing/tar.ts';
import { makeTree } from '../src/testing/tree.ts';

// Images that are made to harm whoever looks at them, given to the program that is built.
const cli = join(import.meta.dirname, '../dist/cli.js');

function check(subject: string, cwd: string, limits = ''): { exit: number | null; said: string } {
  const env = {
    PATH: process.env.PATH,
    HOME: cwd,
    PLIMSOLL_CACHE_DIR: join(cwd, 'cache'),
    PLIMSOLL_IMAGE_LIMITS: limits,
  };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=512', cli, 'check', '--no-shellcheck', '--format', 'json', subject],
    { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  return { exit: status, said: stdout + stderr };
}

const OS = layerTar({ 'etc/os-release': 'ID=debian\n' }).subarray(0, -1024);
const END = Buffer.alloc(1024);
const archive = (...parts: readonly Buffer[]): Buffer => Buffer.concat([OS, ...parts, END]);
const entry = (name: string, content: string): Buffer[] => [
  tarHeader({ name, type: '0', size: content.length }),
  padded(Buffer.from(content)),
];

/** A field of a header in GNU's base 256, and the checksum anew. */
function lying(at: number, bytes: Buffer, header: Buffer): Buffer {
  bytes.copy(header, at);
  return withChecksum(header);
}

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** What the report says, and the exit. */
const cases: Readonly<Record<string, readonly [ImageSpec, 0 | 1 | 3, RegExp]>> = {
  'names that climb out': [{ layers: [archive(...entry('../../../out', 'x'))] }, 0, /leads out of the image/],
  'links in circles': [
    {
      layers: [
        {
          'etc/os-release': 'ID=debian\n',
          a: { link: 'b' },
          b: { link: 'a/a' },
          'etc/passwd': { link: '../etc/passwd' },
          h: { hardlink: 'i' },
          i: { hardlink: 'h' },
        },
      ],
      config: { Cmd: ['/a'], User: 'nobody' },
    },
    0,
    /a hard link to \/i, which is not there/,
  ],
  'a size below nothing': [
    { layers: [archive(lying(124, Buffer.alloc(12, 0xff), tarHeader({ name: 'x', type: '0', size: 0 })))] },
    0,
    /size cannot be/,
  ],
  'a sparse file of a size below nothing': [
    {
      layers: [
        archive(
          lying(483, Buffer.alloc(12, 0xff), tarHeader({ name: 'package.json', type: 'S', size: 2 })),
          padded(Buffer.from('{}')),
        ),
      ],
    },
    0,
    /sparse file’s size cannot be/,
  ],
  'a file that is said to be longer than the archive': [
    { layers: [archive(tarHeader({ name: 'package.json', type: '0', size: 2 ** 32 }))] },
    0,
    /ends within an entry/,
  ],
  'a name longer than Linux takes': [
    {
      layers: [
        archive(...paxBlocks([['path', 'd/'.repeat(4000)]]), tarHeader({ name: 'x', type: '0', size: 0 })),
      ],
    },
    0,
    /a name of 8000 bytes/,
  ],
  'a configuration nested without end': [
    { layers: [OS], config: { Labels: { a: 'b' }, x: nested(1000) } },
    3,
    /configuration of .* is nested deeper than the 100 levels/,
  ],
  'a configuration of wrong types': [
    {
      layers: [archive()],
      config: { Env: { a: 1 }, Cmd: 5, User: {}, Labels: [1], ExposedPorts: 'x', Healthcheck: { Test: {} } },
      rest: { history: [null, 5] },
    },
    0,
    /"findings"/,
  ],
  'JSON nested without end in a package': [
    { layers: [{ 'etc/os-release': 'ID=debian\n', 'node_modules/a/package.json': '['.repeat(2_000_000) }] },
    0,
    /node_modules\/a\/package\.json/,
  ],
};

describe('an image with', () => {
  for (const [what, [spec, exit, message]] of Object.entries(cases))
    test(`${what} is told, and does no harm`, () => {
      const root = makeTree();
      const work = join(root, 'a/b/c');
      mkdirSync(work, { recursive: true });
      writeLayout(join(work, 'image'), { one: makeImage(spec) });
      const { exit: is, said } = check(`oci:${work}/image`, work);
      assert.match(said, message);
      assert.doesNotMatch(said, /bug in plimsoll|mistake of plimsoll/);
      assert.equal(is, exit, said.slice(0, 2000));
      assert.deepEqual(readdirSync(root), ['a'], 'nothing is written outside the cache');
      assert.ok(readdirSync(work).every((name) => name === 'image' || name === 'cache'));
    });
});

describe('limits that are set', () => {
  const root = makeTree();
  const zeros = archive(tarHeader({ name: 'zeros', type: '0', size: 64 << 20 }), Buffer.alloc(64 << 20));
  writeLayout(join(root, 'image'), { one: makeImage({ layers: [zeros] }) });

  test('end the reading of a layer, and a higher one reads it again', () => {
    const low = check(`oci:${root}/image`, root, 'layer-size=1MB');
    assert.match(low.said, /more than 1000000 bytes: the rest was not read/);
    assert.doesNotMatch(check(`oci:${root}/image`, root).said, /the rest was not read/);
    const few = check(`oci:${root}/image`, root, 'entries=1');
    assert.match(few.said, /more than 1 entries: the rest was not read/);
  });

  test('hold for an archive that is compressed as a whole, of which nothing is left', () => {
    writeFileSync(join(root, 'a.tar.gz'), gzipSync(zeros));
    const { exit, said } = check(`docker-archive:${root}/a.tar.gz`, root, 'archive-size=1MB');
    assert.equal(exit, 3);
    assert.match(said, /unpacked, is more than 1000000 bytes/);
    assert.deepEqual(readdirSync(join(root, 'cache/spool')), []);
  });

  test('that are written wrongly are wrong usage', () => {
    assert.equal(check(`oci:${root}/image`, root, 'entries=many').exit, 2);
  });
});

describe('pipes and links out', {
  skip: existsSync('/usr/bin/mkfifo') ? false : 'mkfifo is not there',
}, () => {
  test('in a root directory are never opened or followed', () => {
    const root = makeTree({
      'root/etc/os-release': 'ID=debian\n',
      'secret.env': `TOKEN=ghp_${'a1B2'.repeat(9)}`,
    });
    execFileSync('mkfifo', [join(root, 'root/etc/passwd'), join(root, 'root/pipe.env')]);
    symlinkSync('../secret.env', join(root, 'root/out.env'));
    symlinkSync('/', join(root, 'root/all'));
    const { exit, said } = check(`dir:${root}/root`, root);
    assert.equal(exit, 0, said);
    assert.doesNotMatch(said, /secret-in-image/);
  });

  test('in a layout are no blobs', () => {
    const root = makeTree();
    const image = makeImage({ layers: [archive()] });
    writeLayout(join(root, 'image'), { one: image });
    const blob = join(root, 'image/blobs', image.manifest.digest.replace(':', '/'));
    execFileSync('sh', ['-c', 'rm "$0" && mkfifo "$0"', blob]);
    const { exit, said } = check(`oci:${root}/image`, root);
    assert.equal(exit, 3);
    assert.match(said, /no regular file/);
  });
});
