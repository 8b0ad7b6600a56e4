import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CLASSES } from './classes.ts';
import { classesFor, findSoftware, stemOf } from './find.ts';

/** Bytes about a version in a real file, with the text that has to stand beside it. */
interface Sample {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly from: string;
  readonly bytes: string;
}

const samples: readonly Sample[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testdata/samples.json'), 'utf8'),
);

for (const { name, version, file, from, bytes } of samples) {
  test(`${name} ${version}, as in ${from}`, () => {
    const found = findSoftware(file, Buffer.from(bytes, 'latin1')).find((one) => one.name === name);
    assert.equal(found?.version, version);
    assert.ok(found.evidence.length > 0);
    const without = bytes.replace(/\d/g, 'x');
    assert.deepEqual(findSoftware(file, Buffer.from(without, 'latin1')), []);
  });
}

test('every class has a sample of a real file, or says that it has none', () => {
  const tried = new Set(samples.map(({ name }) => name));
  const wrong = CLASSES.filter(({ name, source }) => tried.has(name) === source.startsWith('not '));
  assert.deepEqual(
    wrong.map(({ name, source }) => `${name}: ${source}`),
    [],
  );
  assert.ok(tried.size >= 80, `${tried.size} classes are tried`);
});

test('names of files without versions and targets', () => {
  const stems: [name: string, stem: string][] = [
    ['libcrypto.so.3', 'libcrypto'],
    ['libpython3.11.so.1.0', 'libpython'],
    ['php-fpm8.2', 'php-fpm'],
    ['x86_64-linux-gnu-gcc-12', 'gcc'],
    ['aarch64-alpine-linux-musl-gcc', 'gcc'],
    ['lua5.4', 'lua'],
    ['s6-svscan', 's6-svscan'],
    ['redis-server', 'redis-server'],
  ];
  for (const [name, stem] of stems) assert.equal(stemOf(name), stem);
});

test('files of other names are not looked into', () => {
  assert.deepEqual(classesFor('server'), []);
  assert.deepEqual(findSoftware('server', Buffer.from('nginx version: nginx/1.22.1')), []);
});

test('a version that stands in two ways is none', () => {
  const sudo = (text: string) => findSoftware('sudo', Buffer.from(text, 'latin1'));
  assert.equal(sudo('\x001.9.13p3\0Sudo version %s')[0]?.version, '1.9.13p3');
  assert.deepEqual(sudo('\x001.9.13p3\0Sudo version %s\x001.8.0\0'), []);
  assert.deepEqual(sudo('\x001.9.13p3\0'), [], 'nothing else of sudo is there');
});

test('a part of a version is no version', () => {
  assert.equal(findSoftware('nginx', Buffer.from('nginx/1.22.1'))[0]?.version, '1.22.1');
  assert.deepEqual(findSoftware('nginx', Buffer.from('nginx/1.22.1.4')), []);
  assert.deepEqual(findSoftware('nginx', Buffer.from('nginx/1.22.1x')), []);
});

test('files of nothing but anchors take time in proportion to their length', () => {
  const places = Buffer.from('nginx/'.repeat(500_000));
  assert.deepEqual(findSoftware('nginx', places), []);
});
