import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { treeOf } from '../testing/image.ts';
import type { LayerSpec } from '../testing/tar.ts';
import { extractors, packageReaders } from './index.ts';
import { takeInventory } from './inventory.ts';
import { nameAndVersion } from './java.ts';
import { purlOf } from './purl.ts';

const inventory = (files: LayerSpec) => takeInventory(treeOf([files], packageReaders), extractors);
const purls = (files: LayerSpec): string[] => inventory(files).packages.map(({ purl }) => purl);

describe('npm', () => {
  const installed: LayerSpec = {
    'app/package.json': '{"name":"shop","version":"1.0.0","dependencies":{"a":"1","@s/b":"2"}}',
    'app/node_modules/a/package.json':
      '{"name":"a","version":"1.2.3","license":"MIT","dependencies":{"c":"1"}}',
    'app/node_modules/a/test/package.json': '{"name":"fixture","version":"9"}',
    'app/node_modules/a/index.js': 'x',
    'app/node_modules/@s/b/package.json': '{"name":"@s/b","version":"2.0.0","licenses":[{"type":"ISC"}]}',
    'app/node_modules/c/package.json': '{"name":"c","version":"3.0.0","type":"module"}',
    'app/node_modules/c/esm/package.json': '{"type":"module"}',
    'app/package-lock.json': '{"lockfileVersion":3,"packages":{"node_modules/ignored":{"version":"1.0.0"}}}',
  };

  test('what is installed, and what asked for what', () => {
    const { packages, coverage } = inventory(installed);
    assert.deepEqual(
      packages.map(({ purl, relation, dependsOn, licences }) => [purl, relation, dependsOn, licences]),
      [
        ['pkg:npm/%40s/b@2.0.0', 'direct', undefined, ['ISC']],
        ['pkg:npm/a@1.2.3', 'direct', ['pkg:npm/c@3.0.0'], ['MIT']],
        ['pkg:npm/c@3.0.0', 'transitive', undefined, []],
        ['pkg:npm/shop@1.0.0', undefined, ['pkg:npm/a@1.2.3', 'pkg:npm/%40s/b@2.0.0'], []],
      ],
    );
    assert.equal(coverage.unownedFiles, 0);
  });

  test('lockfiles count where nothing is installed', () => {
    assert.deepEqual(
      purls({
        'a/package-lock.json':
          '{"lockfileVersion":3,"packages":{"":{"name":"x"},"node_modules/a":{"version":"1.0.0"},"node_modules/d":{"version":"1.0.0","dev":true}}}',
        'b/package-lock.json':
          '{"lockfileVersion":1,"dependencies":{"e":{"version":"1.0.0","dependencies":{"f":{"version":"2.0.0"}}}}}',
        'c/yarn.lock':
          '# yarn lockfile v1\n\n"@s/g@^1.0.0", "@s/g@^1.1.0":\n  version "1.1.0"\n\nh@1:\n  version "1.0.1"\n',
        'd/yarn.lock': '__metadata:\n  version: 8\n\n"i@npm:^1.0.0":\n  version: 1.0.2\n',
        'e/pnpm-lock.yaml':
          "lockfileVersion: '9.0'\n\npackages:\n\n  '@s/j@1.0.0':\n    resolution: {}\n\n  k@2.0.0(l@1.0.0):\n    resolution: {}\n\nsnapshots:\n\n  m@1.0.0: {}\n",
      }),
      [
        'pkg:npm/%40s/g@1.1.0',
        'pkg:npm/%40s/j@1.0.0',
        'pkg:npm/a@1.0.0',
        'pkg:npm/e@1.0.0',
        'pkg:npm/f@2.0.0',
        'pkg:npm/h@1.0.1',
        'pkg:npm/i@1.0.2',
        'pkg:npm/k@2.0.0',
      ],
    );
  });

  test('a manifest that is no JSON costs itself alone, and is told by the layer', () => {
    const tree = treeOf([{ 'app/node_modules/a/package.json': '{' }], packageReaders);
    assert.match(tree.layers[0]!.gaps[0]!.reason, /no JSON/);
  });
});

test('Python: dist-info with its record, egg-info, what pip brings', () => {
  const { packages, coverage } = inventory({
    'usr/lib/python3/site-packages/Foo_Bar-1.0.dist-info/METADATA':
      'Metadata-Version: 2.1\nName: Foo_Bar\nVersion: 1.0\nLicense-Expression: MIT\nRequires-Dist: requests (>=2) ; extra == "x"\n\nName: not this\n',
    'usr/lib/python3/site-packages/Foo_Bar-1.0.dist-info/RECORD':
      'foo_bar/__init__.py,sha256=x,1\n../../../bin/foo,,\n"with,comma.py",,\n',
    'usr/lib/python3/site-packages/foo_bar/__init__.py': 'x',
    'usr/bin/foo': 'x',
    'usr/lib/python3/site-packages/old.egg-info':
      'Name: old\nVersion: 0.1\nClassifier: License :: OSI Approved :: BSD License\n',
    'usr/lib/python3/site-packages/pip/_vendor/vendor.txt': 'urllib3==1.26.18\n    idna==3.7\n# x==1\n',
  });
  assert.deepEqual(
    packages.map(({ purl, licences }) => [purl, licences.join()]),
    [
      ['pkg:pypi/foo-bar@1.0', 'MIT'],
      ['pkg:pypi/idna@3.7', ''],
      ['pkg:pypi/old@0.1', 'BSD License'],
      ['pkg:pypi/urllib3@1.26.18', ''],
    ],
  );
  assert.equal(coverage.unownedFiles, 1, 'the list of what pip brings');
});

test('Ruby, PHP, .NET, conda', () => {
  assert.deepEqual(
    purls({
      'usr/lib/ruby/gems/3.1.0/specifications/rack-2.2.4.gemspec':
        '# -*- encoding: utf-8 -*-\nGem::Specification.new do |s|\n  s.name = "rack".freeze\n  s.version = "2.2.4"\n  s.licenses = ["MIT".freeze]\nend\n',
      'app/vendor/composer/installed.json':
        '{"packages":[{"name":"monolog/monolog","version":"v2.9.1","license":["MIT"],"install-path":"../monolog/monolog"}]}',
      'app/composer.lock': '{"packages":[{"name":"not/this","version":"1"}]}',
      'lib/composer.lock': '{"packages":[{"name":"psr/log","version":"3.0.0"}]}',
      'srv/app.deps.json':
        '{"libraries":{"app/1.0.0":{"type":"project"},"Newtonsoft.Json/13.0.3":{"type":"package"}}}',
      'opt/conda/conda-meta/numpy-1.26.4-py312_0.json':
        '{"name":"numpy","version":"1.26.4","build":"py312_0","channel":"https://conda.example.com/conda-forge/linux-64","subdir":"linux-64","files":["lib/x"]}',
    }),
    [
      'pkg:composer/monolog/monolog@2.9.1',
      'pkg:composer/psr/log@3.0.0',
      'pkg:conda/numpy@1.26.4?build=py312_0&channel=https:%2F%2Fconda.example.com%2Fconda-forge&subdir=linux-64',
      'pkg:gem/rack@2.2.4',
      'pkg:nuget/Newtonsoft.Json@13.0.3',
      'pkg:nuget/app@1.0.0',
    ],
  );
});

/** A zip archive with a central directory, its members deflated. */
function zip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const data = deflateRawSync(bytes);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt32LE(bytes.length, 24);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(offset, 42);
    parts.push(local, Buffer.from(name), data);
    directory.push(central, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + data.length;
  }
  const names = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(names.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, names, end]);
}

describe('Java', () => {
  const pom = (group: string, artifact: string, version: string): Record<string, string> => ({
    [`META-INF/maven/${group}/${artifact}/pom.properties`]: `groupId=${group}\nartifactId=${artifact}\nversion=${version}\n`,
  });

  test('an archive by its properties, what is shaded into it, and what lies in it', () => {
    const inner = zip({
      'META-INF/MANIFEST.MF':
        'Manifest-Version: 1.0\nBundle-SymbolicName: org.acme.util\nBundle-Version: 2.0.0\n',
    });
    const war = zip({
      ...pom('org.acme', 'app', '1.0'),
      ...pom('com.google.guava', 'guava', '33.0'),
      'WEB-INF/lib/util-2.0.0.jar': inner,
    });
    const { packages } = inventory({ 'opt/app-1.0.war': war });
    assert.deepEqual(
      packages.map(({ purl, evidence }) => `${purl} ${evidence[0]!.path}`),
      [
        'pkg:maven/com.google.guava/guava@33.0 /opt/app-1.0.war',
        'pkg:maven/org.acme/app@1.0 /opt/app-1.0.war',
        'pkg:maven/org.acme/util@2.0.0 /opt/app-1.0.war!/WEB-INF/lib/util-2.0.0.jar',
      ],
    );
  });

  test('archives that cannot be read are told, and those within them are there by their names', () => {
    const tree = treeOf(
      [{ 'a.jar': 'PK\x03\x04 and no more', 'b.jar': zip({ 'lib/c-1.0.jar': 'PK broken' }) }],
      packageReaders,
    );
    assert.match(tree.layers[0]!.gaps[0]!.reason, /zip archive cannot be read/);
    const found = takeInventory(tree, extractors).packages.map(
      ({ purl, confidence }) => `${purl} ${confidence}`,
    );
    assert.deepEqual(found, ['pkg:maven/b guess', 'pkg:maven/c@1.0 guess']);
  });

  for (const [file, name, version] of [
    ['commons-io-2.11.0.jar', 'commons-io', '2.11.0'],
    ['log4j-1.2-api-2.19.0.jar', 'log4j', '1.2-api-2.19.0'],
    ['app.jar', 'app', undefined],
    ['guava-33.0.0-jre.jar', 'guava', '33.0.0-jre'],
  ] as const)
    test(`${file} is ${name}`, () =>
      assert.deepEqual(nameAndVersion(file), version ? { name, version } : { name }));
});

test('package URLs are canonical', () => {
  assert.equal(
    purlOf({ type: 'npm', namespace: '@Acme', name: 'A b', version: '1+2' }),
    'pkg:npm/%40acme/a%20b@1%2B2',
  );
  assert.equal(purlOf({ type: 'pypi', name: 'Foo_Bar' }), 'pkg:pypi/foo-bar');
  assert.equal(
    purlOf({ type: 'golang', namespace: 'github.com/A', name: 'B', version: 'v1', subpath: './x/../y' }),
    'pkg:golang/github.com/a/B@v1#x/y',
  );
  assert.equal(
    purlOf({ type: 'deb', namespace: 'debian', name: 'x', qualifiers: { z: '1', a: '2', empty: undefined } }),
    'pkg:deb/debian/x?a=2&z=1',
  );
});
