import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import * as formats from 'ajv-formats';
import type { Package } from '../core/package.ts';
import { makeTree } from '../testing/tree.ts';
import { type Bom, componentsOf } from './bom.ts';
import { bomFormats, writeBom } from './index.ts';
import { readBom } from './read/index.ts';

const packages: readonly Package[] = [
  {
    type: 'deb',
    name: 'libc6',
    version: '2.36-9+deb12u4',
    purl: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc',
    architecture: 'amd64',
    licences: ['LGPL-2.1+', 'GPL-2+ with exception'],
    source: { name: 'glibc' },
    supplier: 'GNU Libc Maintainers <debian-glibc@lists.example.org>',
    homepage: 'https://www.example.org/libc.html',
    evidence: [{ by: 'database', path: '/var/lib/dpkg/status' }],
    confidence: 'certain',
    layer: 0,
    properties: { essential: 'yes' },
  },
  {
    type: 'npm',
    name: '@acme/app',
    version: '1.0.0',
    purl: 'pkg:npm/%40acme/app@1.0.0',
    licences: ['MIT OR Apache-2.0'],
    evidence: [{ by: 'metadata', path: '/app/node_modules/@acme/app/package.json' }],
    confidence: 'certain',
    layer: 1,
    relation: 'direct',
    dependsOn: ['pkg:npm/left-pad@1.3.0'],
  },
  ...[
    '/app/node_modules/left-pad/package.json',
    '/app/node_modules/x/node_modules/left-pad/package.json',
  ].map(
    (path): Package => ({
      type: 'npm',
      name: 'left-pad',
      version: '1.3.0',
      purl: 'pkg:npm/left-pad@1.3.0',
      licences: ['WTFPL', 'a licence of <our> own & "quoted"'],
      evidence: [{ by: 'metadata', path }],
      confidence: 'certain',
      layer: 1,
      relation: 'transitive',
    }),
  ),
  {
    type: 'maven',
    name: 'org.acme:core',
    purl: 'pkg:maven/org.acme/core',
    licences: [],
    evidence: [
      { by: 'filename', path: '/app/app.war!/WEB-INF/lib/core.jar', detail: 'the name of the file' },
    ],
    confidence: 'guess',
    layer: 1,
  },
  {
    type: 'generic',
    name: 'nginx',
    version: '1.29.0',
    purl: 'pkg:generic/nginx@1.29.0',
    licences: [],
    evidence: [{ by: 'binary', path: '/usr/sbin/nginx', detail: 'nginx/1.29.0 \u0001' }],
    confidence: 'likely',
    layer: 0,
    cpes: ['cpe:2.3:a:f5:nginx:1.29.0:*:*:*:*:*:*:*'],
    ownedBy: 'pkg:deb/debian/nginx@1.29.0',
  },
];

const digest = `sha256:${'ab'.repeat(32)}` as const;
const bom: Bom = {
  name: 'example.com/acme/app:1',
  digest,
  platform: 'linux/amd64',
  created: '2026-01-20T00:00:00Z',
  tool: { name: 'plimsoll', version: '0.1.0' },
  system: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
  components: componentsOf(packages),
  layers: [`sha256:${'01'.repeat(32)}`, `sha256:${'02'.repeat(32)}`],
  labels: { 'org.opencontainers.image.source': 'https://example.com/acme/app' },
  gaps: ['/x: it cannot be read'],
};

const schema = (name: string): Buffer =>
  gunzipSync(readFileSync(join(import.meta.dirname, 'testdata', `${name}.gz`)));

/** Checks JSON against a schema and those that it names. */
function validate(text: string, name: string, ...others: readonly string[]): void {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (formats.default as unknown as (instance: Ajv) => void)(ajv);
  for (const format of ['iri-reference', 'iri', 'idn-email']) ajv.addFormat(format, true);
  for (const other of others)
    ajv.addSchema(JSON.parse(schema(other).toString()), `http://cyclonedx.org/schema/${other}`);
  const check = ajv.compile(JSON.parse(schema(name).toString()));
  assert.ok(check(JSON.parse(text)), JSON.stringify(check.errors?.slice(0, 5), null, 1));
}

const cyclonedxParts = [
  'spdx.SNAPSHOT.schema.json',
  'jsf-0.82.SNAPSHOT.schema.json',
  'cryptography-defs.SNAPSHOT.schema.json',
];

describe('bills of materials', () => {
  test('CycloneDX 1.6 and 1.7 validate against their schemas', () => {
    validate(writeBom(bom, 'cyclonedx-json'), 'bom-1.6.SNAPSHOT.schema.json', ...cyclonedxParts);
    validate(writeBom(bom, 'cyclonedx-json@1.7'), 'bom-1.7.SNAPSHOT.schema.json', ...cyclonedxParts);
  });

  test('SPDX 2.3 validates against its schema', () =>
    validate(writeBom(bom, 'spdx-json'), 'spdx-2.3.schema.json'));

  test('a bill with nothing in it validates as well', () => {
    const empty = { ...bom, components: [], layers: [], labels: {}, gaps: [] };
    validate(writeBom(empty, 'cyclonedx-json'), 'bom-1.6.SNAPSHOT.schema.json', ...cyclonedxParts);
    validate(writeBom(empty, 'spdx-json'), 'spdx-2.3.schema.json');
  });

  const hasXmllint = ((): boolean => {
    try {
      execFileSync('xmllint', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

  test('CycloneDX XML validates against its schemas', {
    skip: hasXmllint ? false : 'no xmllint was found',
  }, () => {
    for (const version of ['1.6', '1.7']) {
      const root = makeTree({ 'bom.xml': writeBom(bom, `cyclonedx-xml@${version}`) });
      for (const name of [`bom-${version}.SNAPSHOT.xsd`, 'spdx.SNAPSHOT.xsd'])
        writeFileSync(join(root, name), schema(name));
      execFileSync('xmllint', ['--noout', '--nonet', '--schema', `bom-${version}.SNAPSHOT.xsd`, 'bom.xml'], {
        cwd: root,
        stdio: 'pipe',
      });
    }
  });

  for (const format of bomFormats) {
    test(`${format} is the same for the same image, and another for another time`, () => {
      assert.equal(writeBom(bom, format), writeBom(structuredClone(bom), format));
      assert.notEqual(writeBom(bom, format), writeBom({ ...bom, created: '2026-01-21T00:00:00Z' }, format));
    });

    test(`${format} read back has the same packages`, () => {
      const read = readBom(Buffer.from(writeBom(bom, format)), 'bom');
      const told = (list: readonly Package[]): string[] =>
        list.map(({ purl, name, version, type }) => [type, name, version, purl].join(' ')).sort();
      assert.deepEqual(told(read.packages), told(packages));
      assert.equal(read.subject.name, bom.name);
      assert.equal(read.subject.digest, digest);
    });
  }

  test('CycloneDX and SPDX 2.3 read back have the evidence, too', () => {
    for (const format of ['cyclonedx-json', 'cyclonedx-xml', 'spdx-json', 'spdx-tag-value']) {
      const read = readBom(Buffer.from(writeBom(bom, format)), 'bom');
      const paths = (list: readonly Package[]): string[] =>
        list.map(({ evidence, confidence }) => `${confidence} ${evidence[0]!.path}`).sort();
      assert.deepEqual(paths(read.packages), paths(packages), format);
    }
  });

  test('what needs what is told', () => {
    const { dependencies } = JSON.parse(writeBom(bom, 'cyclonedx-json')) as {
      dependencies: { ref: string; dependsOn: string[] }[];
    };
    assert.deepEqual(dependencies.find(({ ref }) => ref === 'pkg:npm/%40acme/app@1.0.0')!.dependsOn, [
      'pkg:npm/left-pad@1.3.0',
    ]);
  });

  test('a format that there is not is told with those that there are', () => {
    assert.throws(() => writeBom(bom, 'pdf'), { code: 'usage', message: /cyclonedx-json.*spdx3-json/ });
  });
});

describe('bills that are none', () => {
  const bad: Readonly<Record<string, string>> = {
    nothing: '',
    'JSON of something else': '{"a": 1}',
    'a list': '[]',
    'half a bill': writeBom(bom, 'cyclonedx-json').slice(0, 500),
    'XML of something else': '<html><body/></html>',
    'text of something else': 'SPDXVersion? no',
  };
  for (const [what, text] of Object.entries(bad))
    test(`${what} is a clear error`, () =>
      assert.throws(() => readBom(Buffer.from(text), 'bom.json'), {
        code: 'malformed',
        message: /bom\.json/,
      }));
});
