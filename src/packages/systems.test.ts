import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { PlimsollError } from '../core/errors.ts';
import { treeOf } from '../testing/image.ts';
import type { LayerSpec } from '../testing/tar.ts';
import { extractors, packageReaders } from './index.ts';
import { takeInventory } from './inventory.ts';
import { blobsOfBdb } from './rpm/bdb.ts';
import { rpmHeader } from './rpm/header.ts';
import { blobsOfNdb } from './rpm/ndb.ts';
import { blobsOfTable } from './rpm/sqlite.ts';

const inventory = (...layers: LayerSpec[]) => takeInventory(treeOf(layers, packageReaders), extractors);
const purls = (...layers: LayerSpec[]): string[] =>
  inventory(...layers).packages.map(({ purl, ownedBy }) => `${purl}${ownedBy ? ` ← ${ownedBy}` : ''}`);

const debian = {
  'etc/os-release':
    'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
};
const status = `Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: glibc (2.36-9)
Version: 2.36-9+b1
Depends: libgcc-s1, libcrypt1 (>= 1:4.4.10-10) | other

Package: gone
Status: deinstall ok config-files
Architecture: amd64
Version: 1

Package: python3-six
Status: install ok installed
Architecture: all
Version: 1.16.0-4
Description: Python 2 and 3 compatibility library
 goes on here
`;

describe('dpkg', () => {
  const layer = {
    ...debian,
    'var/lib/dpkg/status': status,
    'var/lib/dpkg/info/libc6:amd64.list': '/.\n/lib\n/lib/x86_64-linux-gnu/libc.so.6\n',
    'var/lib/dpkg/info/python3-six.list':
      '/usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO\n/usr/lib/python3/dist-packages/six.py\n',
    'usr/lib/x86_64-linux-gnu/libc.so.6': 'x',
    lib: { link: 'usr/lib' },
    'usr/lib/python3/dist-packages/six-1.16.0.egg-info/PKG-INFO':
      'Name: six\nVersion: 1.16.0\nLicense: MIT\n',
    'usr/lib/python3/dist-packages/six.py': 'x',
  };

  test('packages that are installed, with their source, and what others hold of them', () => {
    assert.deepEqual(purls(layer), [
      'pkg:deb/debian/libc6@2.36-9%2Bb1?arch=amd64&distro=debian-12&upstream=glibc%402.36-9',
      'pkg:deb/debian/python3-six@1.16.0-4?arch=all&distro=debian-12',
      'pkg:pypi/six@1.16.0 ← pkg:deb/debian/python3-six@1.16.0-4?arch=all&distro=debian-12',
    ]);
  });

  test('who owns a file, also where the list names it by a link', () => {
    const tree = treeOf([layer], packageReaders);
    const { ownerOf, coverage } = takeInventory(tree, extractors);
    assert.equal(ownerOf(tree.lstat('/usr/lib/x86_64-linux-gnu/libc.so.6')!)!.name, 'libc6');
    assert.equal(ownerOf(tree.lstat('/etc/os-release')!), undefined);
    assert.equal(coverage.unownedFiles, 2, 'os-release and the database itself');
  });

  test('distroless: a file for each package', () => {
    assert.deepEqual(
      purls({
        ...debian,
        'var/lib/dpkg/status.d/tzdata': 'Package: tzdata\nVersion: 2024a\nArchitecture: all\n',
        'var/lib/dpkg/status.d/tzdata.md5sums': 'd41d8cd98f00b204e9800998ecf8427e  usr/share/zoneinfo/UTC\n',
      }),
      ['pkg:deb/debian/tzdata@2024a?arch=all&distro=debian-12'],
    );
  });

  test('a database that was deleted is told', () => {
    const { gaps } = inventory(layer, { 'var/lib/dpkg/status': null });
    assert.match(gaps[0]!.reason, /database was deleted, and 2 lists/);
  });
});

test('apk: origins, providers, files of folders', () => {
  const installed = `P:musl
V:1.2.5-r0
A:x86_64
L:MIT
o:musl
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755

P:libcrypto3
V:3.3.1-r0
A:x86_64
L:Apache-2.0
o:openssl
D:so:libc.musl-x86_64.so.1 !conflict
`;
  const found = inventory({
    'etc/os-release': 'ID=alpine\nVERSION_ID=3.20.1\n',
    'lib/apk/db/installed': installed,
    'lib/ld-musl-x86_64.so.1': 'x',
  });
  assert.deepEqual(
    found.packages.map(({ purl, dependsOn }) => [purl, dependsOn]),
    [
      ['pkg:apk/alpine/libcrypto3@3.3.1-r0?arch=x86_64&distro=alpine-3.20.1&upstream=openssl', ['musl']],
      ['pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.1', undefined],
    ],
  );
  assert.equal(found.coverage.unownedFiles, 2);
});

test('pacman and opkg', () => {
  assert.deepEqual(
    purls({
      'etc/os-release': 'ID=arch\n',
      'var/lib/pacman/local/zlib-1/desc':
        '%NAME%\nzlib\n\n%VERSION%\n1:1.3-1\n\n%BASE%\nzlib-base\n\n%ARCH%\nx86_64\n',
      'usr/lib/opkg/status':
        'Package: busybox\nVersion: 1.36\nStatus: install user installed\nArchitecture: mips\n\nPackage: no\nVersion: 1\nStatus: install user not-installed\n',
    }),
    [
      'pkg:alpm/arch/zlib@1:1.3-1?arch=x86_64&distro=arch&upstream=zlib-base',
      'pkg:opkg/busybox@1.36?arch=mips',
    ],
  );
});

describe('systems', () => {
  const named: readonly (readonly [LayerSpec, string | undefined])[] = [
    [
      {
        'etc/os-release': { link: '../usr/lib/os-release' },
        'usr/lib/os-release': "ID='wolfi'\nVERSION_ID=20230201\n",
      },
      'wolfi 20230201',
    ],
    [{ 'usr/lib/os-release': 'ID=chainguard\n' }, 'chainguard '],
    [{ 'etc/alpine-release': '3.18.4\n' }, 'alpine 3.18.4'],
    [{ 'etc/centos-release': 'CentOS release 6.10 (Final)\n', 'etc/redhat-release': 'x' }, 'centos 6.10'],
    [{ 'etc/redhat-release': 'Red Hat Enterprise Linux Server release 7.9 (Maipo)\n' }, 'rhel 7.9'],
    [{ 'etc/debian_version': 'trixie/sid\n' }, 'debian '],
    [{ 'etc/passwd': 'x' }, undefined],
  ];
  for (const [files, expected] of named)
    test(expected ?? 'nothing says it', () => {
      const { distribution } = inventory(files);
      assert.equal(distribution && `${distribution.id} ${distribution.versionId ?? ''}`, expected);
    });
});

describe('rpm', () => {
  const strings = (texts: readonly string[]): Buffer =>
    Buffer.concat(texts.map((text) => Buffer.from(`${text}\0`)));
  /** A header as the database has it. */
  function header(
    tags: readonly (readonly [tag: number, type: number, values: readonly (string | number)[]])[],
  ): Buffer {
    const store: Buffer[] = [];
    let used = 0;
    const entries = tags.map(([tag, type, values]) => {
      const bytes =
        typeof values[0] === 'number'
          ? Buffer.concat(
              values.map((value) => {
                const word = Buffer.alloc(4);
                word.writeUInt32BE(Number(value));
                return word;
              }),
            )
          : strings(values.map(String));
      const entry = Buffer.alloc(16);
      for (const [index, value] of [tag, type, used, values.length].entries())
        entry.writeUInt32BE(value, index * 4);
      store.push(bytes);
      used += bytes.length;
      return entry;
    });
    const head = Buffer.alloc(8);
    head.writeUInt32BE(tags.length, 0);
    head.writeUInt32BE(used, 4);
    return Buffer.concat([head, ...entries, ...store]);
  }
  const bash = header([
    [1000, 6, ['bash']],
    [1001, 6, ['5.1.8']],
    [1002, 6, ['6.el9']],
    [1003, 4, [1]],
    [1022, 6, ['x86_64']],
    [1044, 6, ['bash-5.1.8-6.el9.src.rpm']],
    [1049, 8, ['libc.so.6()', 'rpmlib(X)', '/bin/sh']],
    [1116, 4, [0, 1]],
    [1117, 8, ['bash', 'README']],
    [1118, 8, ['/usr/bin/', '/usr/share/doc/bash/']],
  ]);

  test('a header: names, epoch, files from folders and base names', () => {
    const { name, version, release, epoch, files, requires } = rpmHeader(bash)!;
    assert.deepEqual(
      [name, version, release, epoch, files, requires],
      [
        'bash',
        '5.1.8',
        '6.el9',
        1,
        ['/usr/bin/bash', '/usr/share/doc/bash/README'],
        ['libc.so.6()', '/bin/sh'],
      ],
    );
  });

  /** A database of rpm's own with one package. */
  function ndb(blob: Buffer): Buffer {
    const slots = Buffer.alloc(4096);
    slots.write('RpmP', 0, 'latin1');
    slots.writeUInt32LE(1, 12);
    for (let at = 32; at < 4096; at += 16) slots.write('Slot', at, 'latin1');
    slots.writeUInt32LE(7, 36);
    slots.writeUInt32LE(256, 40);
    const head = Buffer.alloc(16);
    head.write('BlbS', 0, 'latin1');
    head.writeUInt32LE(7, 4);
    head.writeUInt32LE(blob.length, 12);
    return Buffer.concat([slots, head, blob]);
  }

  test('a database of rpm’s own', () => {
    assert.deepEqual(
      [...blobsOfNdb(ndb(bash))].map((blob) => rpmHeader(blob)!.name),
      ['bash'],
    );
    const { packages } = inventory({
      'etc/os-release': 'ID=sles\nVERSION_ID=15.5\n',
      'usr/lib/sysimage/rpm/Packages.db': ndb(bash),
    });
    assert.equal(
      packages[0]!.purl,
      'pkg:rpm/sles/bash@5.1.8-6.el9?arch=x86_64&distro=sles-15.5&epoch=1&upstream=bash-5.1.8-6.el9.src.rpm',
    );
  });

  test('a database of Berkeley DB: values on pages of their own, and its own number passed over', () => {
    const pages = Buffer.alloc(3 * 4096);
    pages.writeUInt32LE(0x061561, 12);
    pages.writeUInt32LE(4096, 20);
    const hash = pages.subarray(4096, 8192);
    hash[25] = 13;
    hash.writeUInt16LE(4, 20);
    for (const [index, offset] of [4090, 4084, 4070, 4050].entries())
      hash.writeUInt16LE(offset, 26 + index * 2);
    for (const offset of [4090, 4084, 4070]) hash[offset] = 1;
    hash[4050] = 3;
    hash.writeUInt32LE(2, 4054);
    hash.writeUInt32LE(bash.length, 4058);
    pages[8192 + 25] = 7;
    pages.writeUInt16LE(bash.length, 8192 + 22);
    bash.copy(pages, 8192 + 26);
    const blobs = [...blobsOfBdb(pages)];
    assert.deepEqual(
      blobs.map(({ length }) => length),
      [5, bash.length],
    );
    const { packages } = inventory({
      'etc/os-release': 'ID=centos\nVERSION_ID=7\n',
      'var/lib/rpm/Packages': pages,
    });
    assert.deepEqual(
      packages.map(({ name, version }) => `${name} ${version}`),
      ['bash 1:5.1.8-6.el9'],
    );
  });

  test('whatever the bytes, readers end or say why', () => {
    const whole = ndb(bash);
    const sqlite = Buffer.alloc(4096);
    sqlite.write('SQLite format 3\0', 0, 'latin1');
    sqlite.writeUInt16BE(4096, 16);
    sqlite[100] = 0x0d;
    const bdb = Buffer.alloc(8192);
    bdb.writeUInt32LE(0x061561, 12);
    bdb.writeUInt32LE(4096, 20);
    bdb[4096 + 25] = 13;
    bdb.writeUInt16LE(2, 4096 + 20);
    const readers: readonly (readonly [Buffer, (bytes: Uint8Array) => Iterable<Uint8Array>])[] = [
      [whole, blobsOfNdb],
      [sqlite, (bytes) => blobsOfTable(bytes, 'Packages')],
      [bdb, blobsOfBdb],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...readers),
        fc.array(fc.tuple(fc.nat(8191), fc.nat(255)), { maxLength: 8 }),
        ([bytes, read], changes) => {
          const broken = Buffer.from(bytes);
          for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
          try {
            for (const blob of read(broken)) if (blob.length > 16) rpmHeader(blob);
          } catch (error) {
            assert.ok(error instanceof PlimsollError, String(error));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
