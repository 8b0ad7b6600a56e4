import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { elfOf } from '../testing/elf-builder.ts';
import { readElf } from './elf.ts';
import { readAuditable } from './rust-auditable.ts';

const read = (section: Buffer) => readAuditable(readElf(elfOf({ sections: { '.dep-v0': section } })));
const packed = (value: unknown): Buffer => deflateSync(JSON.stringify(value));

/** The name of Cargo’s own registry. */
const CARGO = ['crates', 'io'].join('.');

test('crates with where they are from, what they need, and which ran at build time alone', () => {
  const packages = [
    { name: 'shop', version: '0.1.0', source: 'local', root: true, dependencies: [1, 2] },
    { name: 'serde', version: '1.0.200', source: CARGO },
    { name: 'cc', version: '1.0.90', source: CARGO, kind: 'build' },
  ];
  assert.deepEqual(read(packed({ packages })), {
    crates: [
      { name: 'shop', version: '0.1.0', source: 'local', isRoot: true, needs: [1, 2] },
      { name: 'serde', version: '1.0.200', source: CARGO },
      { name: 'cc', version: '1.0.90', source: CARGO, isBuild: true },
    ],
  });
});

test('a program without the section has none', () => {
  assert.equal(readAuditable(readElf(elfOf({}))), undefined);
});

test('what cannot be read is said', () => {
  const reason = (section: Buffer): string => {
    const found = read(section);
    assert.ok(found && 'damaged' in found);
    return found.damaged;
  };
  assert.match(reason(Buffer.from('no zlib')), /cannot be read/);
  assert.match(reason(packed([1])), /has no packages/);
  assert.match(reason(packed(null)), /has no packages/);
  assert.match(reason(packed({ packages: [{ name: 'a' }] })), /without name or version/);
  assert.match(reason(deflateSync(Buffer.alloc(20 * 1024 * 1024, 0x20))), /cannot be read/, 'a bomb');
  assert.match(
    reason(packed({ packages: Array(20_001).fill({ name: 'a', version: '1' }) })),
    /more than 20000/,
  );
});
