import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { loaderCache, muslPath } from './loader-files.ts';

const PATH = '/etc/ld.so.cache';
const head = (path: string) => ({ path, mode: 0o644, size: 100 });
const read = (bytes: Buffer) => loaderCache.read(head(PATH), bytes);

/** The new form with one library, either byte order. */
function cache(isLittle: boolean, name = 'liba.so', path = '/opt/liba.so'): Buffer {
  const bytes = Buffer.alloc(72);
  const put = (value: number, at: number): void => {
    if (isLittle) bytes.writeUInt32LE(value, at);
    else bytes.writeUInt32BE(value, at);
  };
  bytes.write('glibc-ld.so.cache1.1');
  put(1, 20);
  put(72, 48 + 4);
  put(72 + name.length + 1, 48 + 8);
  return Buffer.concat([bytes, Buffer.from(`${name}\0${path}\0`)]);
}

test('both byte orders', () => {
  assert.deepEqual(read(cache(true)), [['liba.so', '/opt/liba.so']]);
  assert.deepEqual(read(cache(false)), [['liba.so', '/opt/liba.so']]);
});

test('what is no cache is none, and what is cut off or changed does no harm', () => {
  assert.equal(read(Buffer.from('something else')), undefined);
  assert.equal(read(Buffer.from('ld.so-1.7.0')), undefined);
  const whole = cache(true);
  for (let length = 0; length < whole.length; length++) read(whole.subarray(0, length));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
      const bytes = Buffer.from(whole);
      bytes[at] = value;
      assert.ok((read(bytes) ?? []).length <= 1);
    }),
  );
});

test('entries that share one long name are kept as far as the file is long', () => {
  const count = 10_000;
  const entries = Buffer.alloc(48 + 24 * count);
  entries.write('glibc-ld.so.cache1.1');
  entries.writeUInt32LE(count, 20);
  for (let index = 0; index < count; index++) {
    entries.writeUInt32LE(entries.length, 48 + 24 * index + 4);
    entries.writeUInt32LE(entries.length, 48 + 24 * index + 8);
  }
  const bytes = Buffer.concat([entries, Buffer.from(`/${'a'.repeat(4000)}\0`)]);
  assert.ok(read(bytes)!.length < 100);
});

test('the cache of this machine', { skip: !existsSync(PATH) && `there is no ${PATH}` }, () => {
  const entries = read(readFileSync(PATH)) ?? [];
  assert.ok(
    entries.some(([name]) => /^libc\.so/.test(name)),
    `${entries.length} entries`,
  );
  for (const [name, path] of entries) assert.ok(path.endsWith(`/${name}`) && path.startsWith('/'), path);
});

test('folders of musl, by lines or colons', () => {
  const folders = (text: string) => muslPath.read(head('/etc/ld-musl-x86_64.path'), Buffer.from(text));
  assert.deepEqual(folders('/lib:/opt/lib\n/usr/lib\n\nrelative'), ['/lib', '/opt/lib', '/usr/lib']);
  assert.equal(muslPath.wants!(head('/etc/other.path'), Buffer.alloc(0)), false);
  assert.equal(muslPath.wants!(head('/etc/ld-musl-aarch64.path'), Buffer.alloc(0)), true);
});
