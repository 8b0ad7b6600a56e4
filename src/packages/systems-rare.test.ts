import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { treeOf } from '../testing/image.ts';
import type { LayerSpec } from '../testing/tar.ts';
import { extractors, packageReaders } from './index.ts';
import { takeInventory } from './inventory.ts';
import { purlOf } from './purl.ts';

const inventory = (...layers: LayerSpec[]) => takeInventory(treeOf(layers, packageReaders), extractors);

describe('chiselled images', () => {
  const header = '{"jsonwall":"1.0","schema":"1.0","count":5}';
  const wall = (...lines: readonly string[]): Buffer =>
    zstdCompressSync(Buffer.from(`${lines.join('\n')}\n`));
  const release = { 'etc/os-release': 'ID=ubuntu\nVERSION_ID=24.04\n' };

  test('packages with their slices, and the files that are theirs', () => {
    const root = treeOf(
      [
        {
          ...release,
          'var/lib/chisel/manifest.wall': wall(
            header,
            '{"kind":"content","slice":"openssl_bins","path":"/usr/bin/openssl"}',
            '{"kind":"package","name":"libc6","version":"2.39-0ubuntu8","sha256":"aa","arch":"amd64"}',
            '{"kind":"package","name":"openssl","version":"3.0.13-0ubuntu3","sha256":"bb","arch":"amd64"}',
            '{"kind":"path","path":"/usr/bin/openssl","mode":"0755","slices":["openssl_bins"],"size":1}',
            '{"kind":"slice","name":"openssl_bins"}',
            '{"kind":"slice","name":"openssl_config"}',
          ),
          'usr/bin/openssl': { content: 'x', mode: 0o755 },
        },
      ],
      packageReaders,
    );
    const { packages, ownerOf, coverage, gaps } = takeInventory(root, extractors);
    assert.deepEqual(
      packages.map(({ purl, properties }) => [purl, properties]),
      [
        ['pkg:deb/ubuntu/libc6@2.39-0ubuntu8?arch=amd64&distro=ubuntu-24.04', undefined],
        ['pkg:deb/ubuntu/openssl@3.0.13-0ubuntu3?arch=amd64&distro=ubuntu-24.04', { slices: 'bins config' }],
      ],
    );
    assert.equal(ownerOf(root.lstat('/usr/bin/openssl')!)?.name, 'openssl');
    assert.equal(coverage.unownedExecutables, 0);
    assert.deepEqual(gaps, []);
  });

  const broken: readonly (readonly [string, Buffer, RegExp])[] = [
    ['cut off', wall(header).subarray(0, 12), /cannot be read/],
    ['of another version', wall('{"jsonwall":"1.0","schema":"2.0"}'), /another version/],
    ['no JSON', wall(header, '{"kind":'), /no JSON/],
    ['a bomb', zstdCompressSync(Buffer.alloc(80 * 1024 * 1024)), /cannot be read/],
  ];
  for (const [what, content, reason] of broken)
    test(`a manifest that is ${what} is a gap`, () => {
      const tree = treeOf([{ 'var/lib/chisel/manifest.wall': content }], packageReaders);
      const gaps = tree.layers.flatMap((layer) => layer.gaps);
      assert.match(gaps[0]!.reason, reason);
      assert.equal(gaps[0]!.path, '/var/lib/chisel/manifest.wall');
    });
});

test('distroless images of Microsoft: columns in place of a database', () => {
  const { packages, distribution } = inventory({
    'etc/os-release': 'ID=mariner\nVERSION_ID="2.0"\n',
    'var/lib/rpmmanifest/container-manifest-2': [
      'glibc\t2.35-2.cm2\t1\t1\tMicrosoft Corporation\t(none)\t9\tx86_64\t0\tglibc-2.35-2.cm2.src.rpm',
      'vim\t9.0-1.cm2\t1\t1\tMicrosoft Corporation\t2\t9\tx86_64\t2\tvim-9.0-1.cm2.src.rpm',
      'gpg-pubkey\t1-1\t1\t1\t(none)\t(none)\t9\t(none)\t0\t(none)',
      'cut\t1-1',
      '',
    ].join('\n'),
  });
  assert.equal(distribution?.id, 'mariner');
  assert.deepEqual(
    packages.map(({ purl, version, source, supplier }) => [purl, version, source?.name, supplier]),
    [
      [
        'pkg:rpm/mariner/glibc@2.35-2.cm2?arch=x86_64&distro=mariner-2.0&upstream=glibc-2.35-2.cm2.src.rpm',
        '2.35-2.cm2',
        'glibc',
        'Microsoft Corporation',
      ],
      [
        'pkg:rpm/mariner/vim@9.0-1.cm2?arch=x86_64&distro=mariner-2.0&epoch=2&upstream=vim-9.0-1.cm2.src.rpm',
        '2:9.0-1.cm2',
        'vim',
        'Microsoft Corporation',
      ],
    ],
  );
});

test('Gentoo: versions are told from names, paths may have blanks', () => {
  const root = treeOf(
    [
      {
        'etc/os-release': 'ID=gentoo\nVERSION_ID=2.17\n',
        'var/db/pkg/dev-libs/libxml2-2.13.8_p1-r2/CONTENTS':
          'dir /usr\nobj /usr/lib/a file.so 376c02bd3b22804df8fdfdc895e7dbfb 1649284374\nsym /usr/lib/b -> a file.so 1\nobj broken\n',
        'var/db/pkg/dev-libs/libxml2-2.13.8_p1-r2/LICENSE': 'MIT\n',
        'var/db/pkg/dev-libs/libxml2-2.13.8_p1-r2/SLOT': '2/16\n',
        'var/db/pkg/x11-libs/gtk+-3.24.49-r1/CONTENTS': '',
        'var/db/pkg/dev-libs/-MERGING-half-1/CONTENTS': '',
        'usr/lib/a file.so': 'x',
        'usr/lib/b': { link: 'a file.so' },
      },
    ],
    packageReaders,
  );
  const { packages, ownerOf } = takeInventory(root, extractors);
  assert.deepEqual(
    packages.map(({ purl, licences, properties }) => [purl, licences, properties]),
    [
      ['pkg:ebuild/dev-libs/libxml2@2.13.8_p1-r2?distro=gentoo-2.17', ['MIT'], { slot: '2/16' }],
      ['pkg:ebuild/x11-libs/gtk%2B@3.24.49-r1?distro=gentoo-2.17', [], undefined],
    ],
  );
  assert.equal(ownerOf(root.lstat('/usr/lib/a file.so')!)?.name, 'dev-libs/libxml2');
  assert.equal(ownerOf(root.lstat('/usr/lib/b')!)?.name, 'dev-libs/libxml2');
});

test('what is needed is a package that is there: alternatives, virtual packages, versions left out', () => {
  const block = (name: string, more: string): string =>
    `Package: ${name}\nStatus: install ok installed\nVersion: 1\n${more}\n`;
  const { packages } = inventory({
    'var/lib/dpkg/status': [
      block('app', 'Pre-Depends: libc6 (>= 2.36)\nDepends: gone | mail-agent, python3:any, awk, nowhere\n'),
      block('exim4', 'Provides: mail-agent, default-mta (= 1)\nDepends: mail-agent\n'),
      block('libc6', ''),
      block('mawk', 'Provides: awk\n'),
      block('python3', ''),
      block('original-awk', 'Provides: awk\n'),
    ].join('\n'),
  });
  const needs = Object.fromEntries(packages.map(({ name, dependsOn }) => [name, dependsOn]));
  assert.deepEqual(needs.app, ['libc6', 'exim4', 'python3', 'mawk']);
  assert.equal(needs.exim4, undefined, 'what it provides itself, it does not need');
});

test('a name goes before what others say that they are', () => {
  const { packages } = inventory({
    'lib/apk/db/installed': 'P:a\nV:1\nD:tool\n\nP:tool\nV:1\n\nP:other\nV:1\np:tool=1\n\n',
  });
  assert.deepEqual(packages.find(({ name }) => name === 'a')?.dependsOn, ['tool']);
});

describe('what cannot be seen is told', () => {
  test('Debian packages without a list of their files, which is no reason to fail', () => {
    const { gaps } = inventory({
      'var/lib/dpkg/status.d/a': 'Package: a\nVersion: 1\n',
      'var/lib/dpkg/status.d/b': 'Package: b\nVersion: 1\n',
      'var/lib/dpkg/status.d/b.md5sums': `${'0'.repeat(32)}  usr/bin/b\n`,
    });
    assert.deepEqual(
      gaps.map(({ kind, reason }) => [kind, reason]),
      [['info', '1 of 2 Debian packages have no list of their files: these count as nobody’s']],
    );
  });

  const lost: readonly (readonly [string, LayerSpec, LayerSpec])[] = [
    ['apk', { 'etc/apk/repositories': '', 'lib/apk/db/installed': 'P:a\nV:1\n' }, { 'lib/apk': null }],
    [
      'pacman',
      { 'etc/pacman.conf': '', 'var/lib/pacman/local/a-1/desc': '%NAME%\na\n\n%VERSION%\n1\n' },
      { 'var/lib/pacman': null },
    ],
    [
      'dpkg',
      {
        'etc/debian_version': '12.1\n',
        'var/lib/dpkg/status': 'Package: a\nStatus: install ok installed\nVersion: 1\n',
        'var/lib/dpkg/info/a.list': '/.\n',
      },
      { 'var/lib/dpkg': null },
    ],
  ];
  for (const [what, before, after] of lost)
    test(`a database of ${what} that a layer deletes`, () => {
      assert.deepEqual(inventory(before).gaps, []);
      const { gaps, packages } = inventory(before, after);
      assert.deepEqual(packages, []);
      assert.equal(gaps.length, 1);
      assert.match(gaps[0]!.reason, /cannot be told/);
      assert.equal(gaps[0]!.kind, undefined);
    });
});

test('an empty file is no program, whatever its mode', () => {
  const { coverage } = inventory({
    'etc/hosts': { content: '', mode: 0o755 },
    'app/x': { content: 'x', mode: 0o755 },
  });
  assert.deepEqual([coverage.executables, coverage.unownedExecutables, coverage.unownedFiles], [1, 1, 2]);
});

describe('systems', () => {
  const redHat = { 'etc/redhat-release': 'Red Hat Enterprise Linux release 8.10 (Ootpa)\n' };
  const named: readonly (readonly [string, LayerSpec, string])[] = [
    ['RHEL', redHat, 'rhel 8.10'],
    [
      'Oracle, which keeps Red Hat’s file',
      { ...redHat, 'etc/oracle-release': 'Oracle Linux Server release 8.10\n' },
      'ol 8.10',
    ],
    ['Rocky', { 'etc/redhat-release': 'Rocky Linux release 8.10 (Green Obsidian)\n' }, 'rocky 8.10'],
    ['Alma', { 'etc/redhat-release': 'AlmaLinux release 8.10 (Cerulean Leopard)\n' }, 'almalinux 8.10'],
    ['CentOS Stream', { 'etc/centos-release': 'CentOS Stream release 9\n' }, 'centos 9'],
    ['Fedora', { 'etc/fedora-release': 'Fedora release 36 (Thirty Six)\n' }, 'fedora 36'],
    ['Amazon Linux 1', { 'etc/system-release': 'Amazon Linux AMI release 2018.03\n' }, 'amzn 2018.03'],
    [
      'SLES 11',
      { 'etc/SuSE-release': 'SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\n' },
      'sles 11',
    ],
    ['by CPE alone', { 'etc/system-release-cpe': 'cpe:/o:centos:linux:6:GA\n' }, 'centos 6'],
    ['Gentoo', { 'etc/gentoo-release': 'Gentoo Base System release 2.15\n' }, 'gentoo 2.15'],
    ['Slackware', { 'etc/slackware-version': 'Slackware 15.0\n' }, 'slackware 15.0'],
    [
      'Debian’s os-release without a version',
      { 'etc/os-release': 'ID=debian\n', 'etc/debian_version': '12.5\n' },
      'debian 12',
    ],
    [
      'Debian unstable keeps its code name',
      { 'etc/os-release': 'ID=debian\nVERSION_CODENAME=forky\n', 'etc/debian_version': 'forky/sid\n' },
      'debian ',
    ],
    [
      'NixOS',
      {
        'etc/os-release': { link: '/nix/store/abc-etc/etc/os-release' },
        'nix/store/abc-etc/etc/os-release': 'ID=nixos\nVERSION_ID="23.11"\n',
      },
      'nixos 23.11',
    ],
    ['openEuler', { 'etc/os-release': 'ID="openEuler"\nVERSION_ID="22.03"\n' }, 'openeuler 22.03'],
    ['Photon', { 'usr/lib/os-release': 'ID=photon\nVERSION_ID=5.0\n' }, 'photon 5.0'],
    ['Azure Linux', { 'etc/os-release': 'ID=azurelinux\nVERSION_ID="3.0"\n' }, 'azurelinux 3.0'],
    ['Void', { 'etc/os-release': 'ID="void"\n' }, 'void '],
  ];
  for (const [what, files, expected] of named)
    test(what, () => {
      const { distribution } = inventory(files);
      assert.equal(`${distribution?.id} ${distribution?.versionId ?? ''}`, expected);
    });

  test('what says nothing that is known is not guessed', () => {
    assert.equal(inventory({ 'etc/system-release': 'Acme release 3\n' }).distribution, undefined);
    assert.equal(inventory({ 'etc/system-release-cpe': 'cpe:/o:acme:linux:6\n' }).distribution, undefined);
    assert.equal(inventory({ 'bin/busybox': 'x' }).distribution, undefined);
  });
});

describe('package URLs', () => {
  // PURL-SPECIFICATION, “Rules for each purl component” and “Character encoding”.
  const made: readonly (readonly [Parameters<typeof purlOf>[0], string])[] = [
    [
      {
        type: 'golang',
        namespace: 'google.golang.org',
        name: 'genproto',
        version: 'abcdedf',
        subpath: '/googleapis/../api/./annotations/',
      },
      'pkg:golang/google.golang.org/genproto@abcdedf#googleapis/api/annotations',
    ],
    [
      { type: 'npm', namespace: '@angular', name: 'animation', version: '12.3.1' },
      'pkg:npm/%40angular/animation@12.3.1',
    ],
    [{ type: 'pypi', name: 'Django_package', version: '1.11.1.dev1' }, 'pkg:pypi/django-package@1.11.1.dev1'],
    [
      { type: 'maven', namespace: 'HTTPClient', name: 'HTTPClient', version: '0.3-3' },
      'pkg:maven/HTTPClient/HTTPClient@0.3-3',
    ],
    [
      {
        type: 'maven',
        namespace: 'mygroup',
        name: 'a',
        version: '1.0.0 Final',
        qualifiers: { Mykey: 'my value' },
      },
      'pkg:maven/mygroup/a@1.0.0%20Final?mykey=my%20value',
    ],
    [
      {
        type: 'deb',
        namespace: 'Debian',
        name: 'Curl',
        version: '1:7.50.3-1',
        qualifiers: { distro: 'jessie', arch: 'i386', none: '' },
      },
      'pkg:deb/debian/curl@1:7.50.3-1?arch=i386&distro=jessie',
    ],
    [{ type: 'composer', namespace: 'Laravel', name: 'Laravel' }, 'pkg:composer/laravel/laravel'],
    [{ type: 'cran', name: 'A3', version: '0.9.1' }, 'pkg:cran/A3@0.9.1'],
    [
      { type: 'rpm', namespace: '', name: 'x', version: '1~rc1^git+2', qualifiers: { upstream: 'a&b=c/d' } },
      'pkg:rpm/x@1~rc1%5Egit%2B2?upstream=a%26b%3Dc%2Fd',
    ],
    [{ type: 'generic', name: "it's (a) *star*!" }, 'pkg:generic/it%27s%20%28a%29%20%2Astar%2A%21'],
    [{ type: 'generic', name: 'lone \ud800' }, 'pkg:generic/lone%20%EF%BF%BD'],
  ];
  for (const [parts, expected] of made) test(expected, () => assert.equal(purlOf(parts), expected));
});

test('docs/inventory.md tells of every extractor', () => {
  const page = readFileSync(new URL('../../docs/inventory.md', import.meta.url), 'utf8');
  const stale = extractors.filter(
    ({ name, lists, from }) => !page.includes(`| ${name} | ${lists} | ${from} |\n`),
  );
  assert.deepEqual(
    stale.map(({ name }) => name),
    [],
    'run: npm run generate',
  );
});

describe('rpm itself', () => {
  const hasTools = ['rpm', 'rpmbuild'].every((tool) => spawnSync(tool, ['--version']).status === 0);

  test('a database that rpm wrote, in every format that this rpm writes, as rpm tells it', {
    skip: !hasTools && 'there is no rpm here',
  }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-rpm-'));
    try {
      const packages = buildPackages(folder);
      const tried = ['sqlite', 'ndb'].flatMap((backend) => {
        const database = join(folder, backend);
        const options = ['--dbpath', database, '--define', `_db_backend ${backend}`];
        mkdirSync(database);
        spawnSync('rpm', [...options, '-i', '--justdb', '--nodeps', '--nosignature', ...packages]);
        const names = readdirSync(database);
        const file = names.find((name) => name === 'rpmdb.sqlite' || name === 'Packages.db');
        // Builds of rpm without a format use a dummy in its place.
        if (file === undefined) return [];
        const told = run('rpm', [
          ...options,
          '-qa',
          '--qf',
          '%|epoch?{%{epoch}:}|%{version}-%{release} %{name} %{arch} %{sourcerpm}\\n',
        ]);
        const { packages: found } = inventory({
          [`var/lib/rpm/${file}`]: readFileSync(join(database, file)),
        });
        assert.deepEqual(
          found
            .map(
              ({ name, version, architecture, source }) =>
                `${version} ${name} ${architecture} ${source?.name}-${source?.version}.src.rpm`,
            )
            .sort(),
          told.trim().split('\n').sort(),
          backend,
        );
        assert.deepEqual(
          found.find(({ name }) => name === 'plimsoll-app')?.dependsOn,
          ['plimsoll-lib'],
          'through what the other provides and a file of it',
        );
        return [backend];
      });
      assert.ok(tried.length > 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const run = (program: string, args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  };

  /** @returns the packages' paths */
  function buildPackages(folder: string): readonly string[] {
    const spec = (name: string, more: string): string =>
      `Name: ${name}\nVersion: 1.2\nRelease: 3.el9\nSummary: x\nLicense: MIT\nBuildArch: noarch\n${more}\n%description\nx\n`;
    const specs = {
      'plimsoll-app': spec(
        'plimsoll-app',
        'Epoch: 2\nRequires: virtual(plimsoll) >= 1\nRequires: /opt/plimsoll/x\n%files',
      ),
      'plimsoll-lib': spec(
        'plimsoll-lib',
        'Provides: virtual(plimsoll) = 1\n%install\nmkdir -p %{buildroot}/opt/plimsoll\necho x > %{buildroot}/opt/plimsoll/x\n%files\n/opt/plimsoll',
      ),
    };
    for (const [name, text] of Object.entries(specs)) {
      writeFileSync(join(folder, `${name}.spec`), text);
      run('rpmbuild', ['--quiet', '-bb', '--define', `_topdir ${folder}/top`, join(folder, `${name}.spec`)]);
    }
    const made = join(folder, 'top/RPMS/noarch');
    return readdirSync(made).map((name) => join(made, name));
  }
});
