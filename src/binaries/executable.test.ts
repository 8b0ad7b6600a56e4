import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { elfOf } from '../testing/elf-builder.ts';
import { executable } from './executable.ts';

const head = (path: string, mode = 0o755) => ({ path, mode, size: 1000 });
const wants = (path: string, content: Buffer, mode?: number): boolean =>
  executable.wants!(head(path, mode), content.subarray(0, 64));

test('programs, libraries and scripts that may be run are wanted', () => {
  assert.equal(wants('/usr/bin/a', elfOf({})), true);
  assert.equal(wants('/usr/lib/a.so', elfOf({}), 0o644), true);
  assert.equal(wants('/usr/lib/a.o', elfOf({ type: 1 })), false);
  assert.equal(wants('/a.sh', Buffer.from('#!/bin/sh\n')), true);
  assert.equal(wants('/a.py', Buffer.from('#!/usr/bin/python3\n'), 0o644), false);
  assert.equal(wants('/a', Buffer.from('#'), 0o755), false);
  assert.equal(wants('/a', Buffer.alloc(0)), false);
});

test('one file, all that is known of it', () => {
  const crates = deflateSync(
    JSON.stringify({ packages: [{ name: 'a', version: '1.0.0', source: 'local' }] }),
  );
  const sections = { '.dep-v0': crates, '.rodata': Buffer.from('\0nginx version: nginx/1.22.1\0') };
  const read = executable.read(head('/usr/sbin/nginx'), elfOf({ needed: ['libc.so.6'], sections }));
  assert.deepEqual(read?.elf?.needed, ['libc.so.6']);
  assert.deepEqual(read?.rust, [{ name: 'a', version: '1.0.0', source: 'local' }]);
  assert.deepEqual(read?.software, [
    { name: 'nginx', version: '1.22.1', evidence: 'nginx version: nginx/1.22.1' },
  ]);
  assert.deepEqual(JSON.parse(JSON.stringify(read)), read, 'it is plain data');
});

test('a script is its first line', () => {
  const read = executable.read(head('/a.sh'), Buffer.from('#!/bin/sh -e\nexec true\n'));
  assert.deepEqual(read, { script: { interpreter: '/bin/sh', argument: '-e' } });
});

test('a list of crates that cannot be read is told', () => {
  const read = executable.read(head('/a'), elfOf({ sections: { '.dep-v0': Buffer.from('x') } }));
  assert.match(read?.damaged ?? '', /\.dep-v0/);
});
