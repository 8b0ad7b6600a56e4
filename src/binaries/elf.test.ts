import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { PlimsollError } from '../core/errors.ts';
import { elfOf } from '../testing/elf-builder.ts';
import { readElf } from './elf.ts';
import { isLoadableElf } from './elf-parts.ts';

const program = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  needed: ['libssl.so.3', 'libc.so.6'],
  runpath: '$ORIGIN/../lib',
  requires: [
    { library: 'libc.so.6', versions: ['GLIBC_2.34', 'GLIBC_2.2.5'] },
    { library: 'libssl.so.3', versions: ['OPENSSL_3.0.0'] },
  ],
  flags1: 0x08000001,
  relro: true,
  stack: 6,
  symbols: ['__stack_chk_fail', '__printf_chk'],
  buildId: '0123456789abcdef',
} as const;

for (const bits of [32, 64] as const) {
  for (const order of ['little', 'big'] as const) {
    test(`a program of ${bits} bits, ${order} end first`, () => {
      const { facts } = readElf(elfOf({ ...program, bits, order, machine: 21 }));
      assert.deepEqual(facts, {
        bits,
        order,
        machine: 21,
        architecture: order === 'little' ? 'ppc64le' : 'ppc64',
        kind: 'program',
        interpreter: '/lib64/ld-linux-x86-64.so.2',
        needed: ['libssl.so.3', 'libc.so.6'],
        runpath: '$ORIGIN/../lib',
        requires: [
          { library: 'libc.so.6', versions: ['GLIBC_2.34', 'GLIBC_2.2.5'] },
          { library: 'libssl.so.3', versions: ['OPENSSL_3.0.0'] },
        ],
        defines: [],
        relro: 'full',
        pie: true,
        nx: true,
        canary: true,
        fortify: true,
        stripped: true,
        buildId: '0123456789abcdef',
        static: false,
      });
    });
  }
}

test('a library has a soname and versions of its own, the one of the file itself left out', () => {
  const { facts } = readElf(
    elfOf({ soname: 'libc.so.6', defines: ['GLIBC_2.2.5', 'GLIBC_2.36'], rpath: '/opt' }),
  );
  assert.equal(facts.kind, 'library');
  assert.equal(facts.soname, 'libc.so.6');
  assert.equal(facts.rpath, '/opt');
  assert.deepEqual(facts.defines, ['GLIBC_2.2.5', 'GLIBC_2.36']);
  assert.deepEqual([facts.relro, facts.nx, facts.canary, facts.fortify], ['none', false, false, false]);
});

test('a weak requirement is none', () => {
  const { facts } = readElf(
    elfOf({ requires: [{ library: 'libc.so.6', versions: ['GLIBC_2.99'], weak: true }] }),
  );
  assert.deepEqual(facts.requires, []);
});

test('a program without loader and libraries is static, and its symbols are not known where it has none', () => {
  const { facts } = readElf(elfOf({ type: 2, isStatic: true, stack: 7 }));
  assert.equal(facts.static, true);
  assert.equal(facts.nx, false);
  assert.equal('canary' in facts, false);
});

test('the symbols of a static program are in its own table', () => {
  const sections = {
    '.symtab': Buffer.alloc(24),
    '.strtab': Buffer.from('\0__stack_chk_fail\0__memcpy_chk\0'),
  };
  const { facts } = readElf(elfOf({ type: 2, isStatic: true, sections }));
  assert.deepEqual([facts.stripped, facts.canary, facts.fortify], [false, true, true]);
});

test('object files and cores are not loaded, and neither is what only begins alike', () => {
  assert.equal(isLoadableElf(elfOf({ type: 2 })), true);
  assert.equal(isLoadableElf(elfOf({ type: 1 })), false);
  assert.equal(isLoadableElf(elfOf({ type: 4, order: 'big' })), false);
  assert.equal(isLoadableElf(Buffer.from('\x7fELF')), false);
  assert.throws(() => readElf(elfOf({ type: 1 })), { code: 'unsupported' });
  assert.throws(() => readElf(Buffer.from('\x7fELF\x09\x09')), { code: 'malformed' });
});

test('a table that leads out of the file is damage, and the rest holds', () => {
  const bytes = elfOf({ interpreter: '/lib/ld.so', needed: ['libc.so.6'] });
  const table = Number(bytes.readBigUInt64LE(32));
  bytes.writeBigUInt64LE(0xffff_ffffn, table + 2 * 56 + 8);
  const { facts } = readElf(bytes);
  assert.match(facts.damaged ?? '', /dynamic section/);
  assert.equal(facts.interpreter, '/lib/ld.so');
});

test('chains that do not end and names that overlap stay within limits', () => {
  const long = 'a'.repeat(4000);
  const bytes = elfOf({ needed: Array.from({ length: 400 }, () => long) });
  const { facts } = readElf(bytes);
  assert.ok(facts.needed.join('').length <= 1024 * 1024, `${facts.needed.length} names`);
  assert.match(facts.damaged ?? '', /longer than any/);
});

test('whatever is cut off or changed, there are facts or a clear error', () => {
  const whole = elfOf({
    ...program,
    sections: { '.go.buildinfo': Buffer.alloc(64), '.strtab': Buffer.from('\0a\0') },
  });
  for (let length = 0; length < whole.length; length++) tried(whole.subarray(0, length));
  fc.assert(
    fc.property(changes(whole.length), (changed) => tried(withChanges(whole, changed))),
    { numRuns: 3000 },
  );
});

test('so it is with a real program, this one', { skip: process.platform !== 'linux' }, () => {
  const real = readFileSync(process.execPath).subarray(0, 256 * 1024);
  const { facts } = readElf(readFileSync(process.execPath));
  assert.equal(facts.kind, 'program');
  assert.equal(facts.damaged, undefined);
  assert.ok(
    facts.needed.some((name) => /^libc\./.test(name)),
    facts.needed.join(),
  );
  fc.assert(
    fc.property(changes(4096), (changed) => tried(withChanges(real, changed))),
    { numRuns: 200 },
  );
});

const changes = (length: number) =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });

function withChanges(whole: Buffer, changed: readonly (readonly [number, number])[]): Buffer {
  const bytes = Buffer.from(whole);
  for (const [at, value] of changed) bytes[at] = value;
  return bytes;
}

function tried(bytes: Buffer): void {
  try {
    const { facts } = readElf(bytes);
    assert.ok(JSON.stringify(facts).length < 4 * 1024 * 1024);
  } catch (error) {
    assert.ok(error instanceof PlimsollError, String(error));
  }
}
