import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { elfOf } from '../testing/elf-builder.ts';
import { treeOf } from '../testing/image.ts';
import type { LayerSpec } from '../testing/tar.ts';
import { cpeOf } from './cpe.ts';
import type { Extractor } from './extractor.ts';
import { go } from './go.ts';
import { rust } from './rust.ts';
import { software } from './software.ts';

async function found(extractor: Extractor, ...layers: readonly LayerSpec[]) {
  const root = await treeOf(layers, extractor.readers);
  return [...extractor.extract({ root, distribution: undefined })];
}

async function packagesOf(extractor: Extractor, ...layers: readonly LayerSpec[]) {
  return (await found(extractor, ...layers)).flatMap((one) => ('package' in one ? [one.package] : []));
}

function goProgram(version: string, lines: readonly string[]): Buffer {
  const header = Buffer.alloc(32);
  header.write('\xff Go buildinf:', 'latin1');
  header[14] = 8;
  header[15] = 2;
  const text = `${'0'.repeat(16)}${lines.join('\n')}\n${'0'.repeat(16)}`;
  const length = Buffer.from([(text.length % 128) + 128, Math.floor(text.length / 128)]);
  const info = Buffer.concat([
    header,
    Buffer.from([version.length]),
    Buffer.from(version),
    length,
    Buffer.from(text),
  ]);
  return elfOf({ type: 2, isStatic: true, sections: { '.go.buildinfo': info } });
}

/** The name of Cargo’s own registry. */
const CARGO = ['crates', 'io'].join('.');

test('a Go program: itself, its modules as they were replaced, the standard library', async () => {
  const program = goProgram('go1.24.1 X:jsonv2', [
    'path\thelm.sh/helm/v3/cmd/helm',
    'mod\thelm.sh/helm/v3\tv3.22.0\t',
    'dep\tgithub.com/BurntSushi/toml\tv1.4.0\th1:a=',
    'dep\texample.com/old\tv1.0.0',
    '=>\texample.com/new/v2\tv2.1.0+incompatible\th1:b=',
    'dep\texample.com/local\tv0.0.0',
    '=>\t./local\t',
    'build\tvcs.revision=0123',
    'build\t-tags=netgo',
  ]);
  const packages = await packagesOf(go, { 'usr/local/bin/helm': { content: program, mode: 0o755 } });
  assert.deepEqual(
    packages.map(({ purl, cpes = [], properties = {} }) => [purl, ...cpes, properties]),
    [
      [
        'pkg:golang/helm.sh/helm/v3@v3.22.0',
        'cpe:2.3:a:helm:helm:3.22.0:*:*:*:*:*:*:*',
        { revision: '0123' },
      ],
      ['pkg:golang/github.com/burntsushi/toml@v1.4.0', {}],
      ['pkg:golang/example.com/new/v2@v2.1.0%2Bincompatible', { replaces: 'example.com/old@v1.0.0' }],
      ['pkg:golang/example.com/local', { replaces: 'example.com/local@v0.0.0' }],
      ['pkg:golang/stdlib@1.24.1', 'cpe:2.3:a:golang:go:1.24.1:*:*:*:*:*:*:*', {}],
    ],
  );
  assert.deepEqual(
    packages[0]?.dependsOn,
    packages.slice(1).map(({ purl }) => purl),
  );
  assert.equal(packages[1]?.name, 'github.com/BurntSushi/toml');
  assert.deepEqual(packages[0]?.evidence, [
    { by: 'binary', path: '/usr/local/bin/helm', detail: 'module helm.sh/helm/v3 v3.22.0' },
  ]);
});

test('a Go program without modules is known by where its main package is, its version by the linker’s flags', async () => {
  const of = (lines: readonly string[]) =>
    packagesOf(go, { app: { content: goProgram('go1.19.8', lines), mode: 0o755 } });
  const docker = await of([
    'path\tgithub.com/docker/docker/cmd/dockerd',
    'build\t-ldflags="-X github.com/docker/docker/dockerversion.Version=20.10.24+dfsg1"',
  ]);
  assert.equal(docker[0]?.purl, 'pkg:golang/github.com/docker/docker@20.10.24%2Bdfsg1');
  assert.deepEqual(docker[0]?.cpes, ['cpe:2.3:a:mobyproject:moby:20.10.24:*:*:*:*:*:*:*']);
  const other = await of(['path\tgithub.com/acme/shop', 'build\tGOOS=linux']);
  assert.equal(other[0]?.purl, 'pkg:golang/github.com/acme/shop');
  assert.equal(other[0]?.version, undefined);
  const toolchain = await of(['path\tcmd/vet', 'build\tGOOS=linux']);
  assert.deepEqual(
    toolchain.map(({ name }) => name),
    ['stdlib'],
  );
});

test('a Rust program: its crates, those of build time left out', async () => {
  const packages = [
    { name: 'shop', version: '0.1.0', source: 'local', root: true, dependencies: [1, 2] },
    { name: 'serde', version: '1.0.200', source: CARGO },
    { name: 'cc', version: '1.0.90', source: CARGO, kind: 'build' },
  ];
  const content = elfOf({ sections: { '.dep-v0': deflateSync(JSON.stringify({ packages })) } });
  const crates = await packagesOf(rust, { shop: { content, mode: 0o755 } });
  assert.deepEqual(
    crates.map(({ purl, dependsOn = [], properties = {} }) => [purl, dependsOn, properties]),
    [
      ['pkg:cargo/shop@0.1.0', ['pkg:cargo/serde@1.0.200'], { source: 'local' }],
      ['pkg:cargo/serde@1.0.200', [], {}],
    ],
  );
});

test('a list of crates that cannot be read is a gap', async () => {
  const content = elfOf({ sections: { '.dep-v0': Buffer.from('x') } });
  const [gap] = await found(rust, { shop: { content, mode: 0o755 } });
  assert.ok(gap && 'gap' in gap && gap.gap.path === '/shop');
});

test('software is one package for each place that it is installed in, with its files as evidence', async () => {
  const library = (version: string) => ({
    content: elfOf({ sections: { '.rodata': Buffer.from(`\0OpenSSL ${version} 25 Aug 2026\0`) } }),
  });
  const packages = await packagesOf(
    software,
    { 'usr/lib/libcrypto.so.3': library('3.0.22'), 'usr/bin/openssl': library('3.0.22') },
    { 'usr/local/lib/libcrypto.so.3': library('3.0.22'), 'opt/x/lib/libssl.so.1.1': library('1.1.1w') },
  );
  assert.deepEqual(
    packages.map(({ purl, cpes, layer, evidence }) => [
      purl,
      cpes?.[0],
      layer,
      evidence.map(({ path }) => path),
    ]),
    [
      [
        'pkg:generic/openssl@1.1.1w',
        'cpe:2.3:a:openssl:openssl:1.1.1w:*:*:*:*:*:*:*',
        1,
        ['/opt/x/lib/libssl.so.1.1'],
      ],
      [
        'pkg:generic/openssl@3.0.22',
        'cpe:2.3:a:openssl:openssl:3.0.22:*:*:*:*:*:*:*',
        0,
        ['/usr/bin/openssl', '/usr/lib/libcrypto.so.3'],
      ],
      [
        'pkg:generic/openssl@3.0.22',
        'cpe:2.3:a:openssl:openssl:3.0.22:*:*:*:*:*:*:*',
        1,
        ['/usr/local/lib/libcrypto.so.3'],
      ],
    ],
  );
});

test('a release file tells of a runtime', async () => {
  const [java] = await packagesOf(software, {
    'opt/java/release': 'IMPLEMENTOR="Debian"\nJAVA_VERSION="17.0.2"\n',
  });
  assert.equal(java?.purl, 'pkg:generic/openjdk@17.0.2');
  assert.deepEqual(java?.evidence, [
    { by: 'metadata', path: '/opt/java/release', detail: 'JAVA_VERSION="17.0.2"' },
  ]);
});

test('a server in Java is guessed by the name of its archive, where its images have it', async () => {
  const [kafka, ...others] = await packagesOf(software, {
    'opt/kafka/libs/kafka-clients-3.7.0.jar': 'PK',
    'opt/kafka/libs/kafka-clients-3.7.0-sources.jar': 'PK',
    'opt/app/kafka-clients-3.7.0.jar': 'PK',
  });
  assert.deepEqual(others, []);
  assert.equal(kafka?.purl, 'pkg:generic/kafka@3.7.0');
  assert.equal(kafka?.confidence, 'guess');
  assert.deepEqual(kafka?.evidence, [{ by: 'filename', path: '/opt/kafka/libs/kafka-clients-3.7.0.jar' }]);
});

test('CPEs: an update of its own, distributions’ marks left out, signs quoted', () => {
  assert.equal(cpeOf('openbsd:openssh', '9.2p1'), 'cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*');
  assert.equal(cpeOf('docker:x', '20.10.24+dfsg1'), 'cpe:2.3:a:docker:x:20.10.24:*:*:*:*:*:*:*');
  assert.equal(cpeOf('a:b', '1:2'), 'cpe:2.3:a:a:b:1\\:2:*:*:*:*:*:*:*');
});
