import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elfOf } from '../testing/elf-builder.ts';
import { readElf } from './elf.ts';
import { readGoBuildInfo } from './go-build-info.ts';
import { programOf, versionOfProgram } from './go-programs.ts';

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const SENTINEL = Buffer.alloc(16, 0x30);

const INFO = [
  'path\tgithub.com/acme/shop/cmd/server',
  'mod\tgithub.com/acme/shop\t(devel)\t',
  'dep\tgithub.com/gorilla/mux\tv1.8.0\th1:abc=',
  'dep\texample.com/old\tv1.0.0',
  '=>\texample.com/new\tv1.2.0\th1:def=',
  'dep\texample.com/local\tv0.0.0',
  '=>\t../local\t',
  'build\t-compiler=gc',
  'build\t-ldflags="-s -w -X \'main.buildDate=2026-01-01\' -X main.version=v1.2.3 -X=main.commit=abc"',
  'build\tCGO_ENABLED=0',
  'build\tvcs.revision=0123456789',
  'build\tvcs.modified=true',
  '',
].join('\n');

const modinfo = (text = INFO): Buffer => Buffer.concat([SENTINEL, Buffer.from(text), SENTINEL]);

/** Go 1.18 and later: lengths, then the strings themselves. */
function inline(version: string, info: Buffer): Buffer {
  const header = Buffer.alloc(32);
  MAGIC.copy(header);
  header[14] = 8;
  header[15] = 2;
  return Buffer.concat([header, varint(version.length), Buffer.from(version), varint(info.length), info]);
}

const varint = (value: number): Buffer =>
  value < 128
    ? Buffer.from([value])
    : Buffer.concat([Buffer.from([(value % 128) + 128]), varint(Math.floor(value / 128))]);

/** Go 1.13 to 1.17: pointers to string headers. */
const pointers =
  (version: string, info: Buffer, width: 4 | 8, isBig: boolean) =>
  (address: number): Buffer => {
    const word = (value: number): Buffer => {
      const bytes = Buffer.alloc(width);
      if (isBig) bytes.writeUInt32BE(value, width - 4);
      else bytes.writeUInt32LE(value, 0);
      return bytes;
    };
    const header = Buffer.alloc(16);
    MAGIC.copy(header);
    header[14] = width;
    header[15] = isBig ? 1 : 0;
    const strings = address + 16 + 2 * width;
    const texts = strings + 4 * width;
    return Buffer.concat([
      header,
      word(strings),
      word(strings + 2 * width),
      word(texts),
      word(version.length),
      word(texts + version.length),
      word(info.length),
      Buffer.from(version),
      info,
    ]);
  };

const read = (
  section: Buffer | ((address: number) => Buffer),
  bits: 32 | 64 = 64,
  order: 'little' | 'big' = 'little',
) =>
  readGoBuildInfo(
    readElf(elfOf({ type: 2, isStatic: true, bits, order, sections: { '.go.buildinfo': section } })),
  );

const expected = {
  go: 'go1.24.1',
  path: 'github.com/acme/shop/cmd/server',
  main: { path: 'github.com/acme/shop', version: '(devel)' },
  modules: [
    { path: 'github.com/gorilla/mux', version: 'v1.8.0' },
    { path: 'example.com/old', version: 'v1.0.0', replace: { path: 'example.com/new', version: 'v1.2.0' } },
    { path: 'example.com/local', version: 'v0.0.0', replace: { path: '../local' } },
  ],
  settings: { CGO_ENABLED: '0', 'vcs.revision': '0123456789', 'vcs.modified': 'true' },
  stamped: { 'main.version': 'v1.2.3' },
};

test('strings in place', () => assert.deepEqual(read(inline('go1.24.1', modinfo())), expected));

for (const [bits, width] of [
  [32, 4],
  [64, 8],
] as const) {
  for (const order of ['little', 'big'] as const) {
    test(`pointers of ${bits} bits, ${order} end first`, () => {
      const section = pointers('go1.24.1', modinfo(), width, order === 'big');
      assert.deepEqual(read(section, bits, order), expected);
    });
  }
}

test('a header where no section names it is found in what is writable, aligned as Go aligns it', () => {
  const bytes = elfOf({ type: 2, isStatic: true, sections: { '.data': inline('go1.24.1', modinfo()) } });
  assert.equal(readGoBuildInfo(readElf(bytes))?.go, 'go1.24.1');
  const shifted = Buffer.concat([Buffer.alloc(8), inline('go1.24.1', modinfo())]);
  const other = elfOf({ type: 2, isStatic: true, sections: { '.data': shifted } });
  assert.equal(readGoBuildInfo(readElf(other)), undefined);
});

test('what is no build information is none', () => {
  assert.equal(read(Buffer.alloc(100)), undefined);
  const cut = inline('go1.24.1', modinfo()).subarray(0, 40);
  assert.equal(
    read(Buffer.concat([cut.subarray(0, 32), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])])),
    undefined,
  );
  assert.deepEqual(read(inline('go1.24.1', Buffer.from('no marks about it'))), {
    go: 'go1.24.1',
    modules: [],
    settings: {},
    stamped: {},
  });
  assert.equal(read(pointers('go1.24.1', modinfo(), 8, true)), undefined, 'the other byte order');
});

test('the version of a program', () => {
  const info = { go: 'go1.24.1', modules: [], settings: {}, stamped: {} };
  const of = (path: string, stamped: Record<string, string>, version = '(devel)') =>
    versionOfProgram({ ...info, path: `${path}/cmd/x`, main: { path, version }, stamped })?.version;
  assert.equal(of('github.com/a/b', {}, 'v1.2.3'), 'v1.2.3');
  assert.equal(of('github.com/a/b', {}), undefined);
  assert.equal(of('github.com/a/b', { 'main.Version': '1.2.3-rc1' }), '1.2.3-rc1');
  assert.equal(of('github.com/a/b', { 'github.com/a/b/internal/v.gitVersion': 'v2.0.0+x' }), 'v2.0.0+x');
  assert.equal(of('github.com/a/b', { 'github.com/c/d.Version': '9.9.9' }), undefined, 'of another module');
  assert.equal(of('github.com/a/b', { 'main.goVersion': '1.24' }), undefined, 'of something else');
  assert.equal(of('github.com/a/b', { 'main.version': 'abcdef' }), undefined, 'no version');
  assert.equal(of('github.com/a/b', { 'github.com/prometheus/common/version.Version': '3.0.1' }), '3.0.1');
});

test('a program is known by its module or by where its main package is', () => {
  const info = { go: 'go1.24.1', modules: [], settings: {}, stamped: {} };
  assert.equal(programOf({ ...info, main: { path: 'helm.sh/helm/v3' } })?.cpe, 'helm:helm');
  assert.equal(programOf({ ...info, path: 'github.com/docker/docker/cmd/dockerd' })?.cpe, 'mobyproject:moby');
  assert.equal(programOf({ ...info, path: 'helm.sh/helmet' }), undefined);
});
