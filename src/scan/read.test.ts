import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Source } from '../core/source.ts';
import { MAX_SIZE, readHead, readSource, toSource } from './read.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-read-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => readSource(join(folder, name), name);
const reason = (result: ReturnType<typeof readSource>) =>
  result instanceof Source ? undefined : result.reason;

test('UTF-8 with its byte-order mark and its line endings', () => {
  const text = '\uFEFFFROM scratch\r\nLABEL a="ä 漢 🐳"\n';
  writeFileSync(join(folder, 'utf8'), text);
  const source = read('utf8');
  assert.ok(source instanceof Source);
  assert.deepEqual([source.path, source.text, source.encoding], ['utf8', text, 'utf8']);
});

test('bytes that are not UTF-8 are kept one by one', () => {
  const bytes = Buffer.from('FROM x\nLABEL a=\xe4\xff\n', 'latin1');
  const source = toSource(bytes, 'x');
  assert.ok(source instanceof Source);
  assert.equal(source.encoding, 'latin1');
  assert.deepEqual(Buffer.from(source.text, 'latin1'), bytes);
});

test('an empty file is a source', () => {
  writeFileSync(join(folder, 'empty'), '');
  const source = read('empty');
  assert.ok(source instanceof Source);
  assert.equal(source.text, '');
});

test('a file that is longer than it says is read whole', { skip: process.platform !== 'linux' }, () => {
  const source = readSource('/proc/self/status', 'status');
  assert.ok(source instanceof Source);
  assert.match(source.text, /^Name:.*\n[\s\S]*\n$/);
});

test('what is not text is refused', () => {
  assert.equal(reason(toSource(Buffer.from('FROM\0'), 'x')), 'it is a binary file: it holds NUL bytes');
  assert.match(reason(toSource(Buffer.from('\uFEFFFROM x', 'utf16le'), 'x')) ?? '', /UTF-16/);
});

test('what is too large is refused, and the limit is not', () => {
  writeFileSync(join(folder, 'large'), '');
  truncateSync(join(folder, 'large'), MAX_SIZE + 1);
  assert.match(
    reason(read('large')) ?? '',
    /^it holds 4\.1 MiB, more than the 4 MiB that are read of a Dockerfile, so nothing in it was checked: move data .*, or exclude it in plimsoll\.yaml$/,
  );
  assert.ok(toSource(Buffer.alloc(MAX_SIZE, '\n'), 'x') instanceof Source);
  assert.match(reason(toSource(Buffer.alloc(MAX_SIZE + 1, '\n'), 'x')) ?? '', /more than the 4 MiB/);
});

test('what is no file is refused', () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  symlinkSync('loop', join(folder, 'loop'));
  assert.match(reason(read('pipe')) ?? '', /pipe/);
  assert.equal(reason(read('.')), 'it is a folder, not a file');
  assert.equal(reason(readSource('/dev/null', 'null')), 'it is a device, not a file');
  assert.equal(reason(read('none')), 'it does not exist');
  assert.equal(reason(read('loop')), 'it is a symbolic link that leads back to itself');
  assert.match(reason(read('a'.repeat(5000))) ?? '', /too long/);
});

test('the head of UTF-16 files of either order is read, so that it can be told what they are', () => {
  const text = 'apiVersion: v1\nkind: Pod\n';
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
  for (const [name, bytes] of [
    ['little', little],
    ['big', Buffer.from(little).swap16()],
    ['utf8', Buffer.from(text)],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    assert.equal(String(readHead(join(folder, name), name)).replace('\uFEFF', ''), text);
  }
});
