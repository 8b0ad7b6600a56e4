import type { FileReader } from '../../image/reader.ts';

/** A library that ldconfig found, and where. */
export type CacheEntry = readonly [name: string, path: string];

const MOST_ENTRIES = 100_000;
const MOST_NAME = 4096;
const NEW_MAGIC = 'glibc-ld.so.cache1.1';
const OLD_MAGIC = 'ld.so-1.7.0';

/** Glibc's cache of libraries (glibc, elf/dl-cache.h): the new form, alone or behind the old one. */
export const loaderCache: FileReader<readonly CacheEntry[]> = {
  name: 'ld-so-cache',
  version: 1,
  names: ['ld.so.cache'],
  most: 16 * 1024 * 1024,
  wants: ({ path }) => path === '/etc/ld.so.cache',
  read: (_, content) => {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    const start = newPart(bytes);
    return start === undefined ? undefined : entriesOf(bytes.subarray(start));
  },
};

function newPart(bytes: Buffer): number | undefined {
  if (bytes.toString('latin1', 0, NEW_MAGIC.length) === NEW_MAGIC) return 0;
  if (bytes.length < 16 || bytes.toString('latin1', 0, OLD_MAGIC.length) !== OLD_MAGIC) return undefined;
  for (const count of [bytes.readUInt32LE(12), bytes.readUInt32BE(12)]) {
    const at = Math.ceil((16 + count * 12) / 8) * 8;
    if (bytes.toString('latin1', at, at + NEW_MAGIC.length) === NEW_MAGIC) return at;
  }
  return undefined;
}

const HEADER = 48;
const ENTRY = 24;

function entriesOf(bytes: Buffer): CacheEntry[] {
  if (bytes.length < HEADER) return [];
  const isLittle = bytes.readUInt32LE(20) <= bytes.readUInt32BE(20);
  const word = (at: number): number => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const count = Math.min(word(20), MOST_ENTRIES, Math.floor((bytes.length - HEADER) / ENTRY));
  const text = (at: number): string | undefined => {
    const part = bytes.subarray(at, at + MOST_NAME);
    const end = part.indexOf(0);
    return end <= 0 ? undefined : part.toString('utf8', 0, end);
  };
  const found: CacheEntry[] = [];
  for (let index = 0, left = bytes.length; index < count && left > 0; index++) {
    const at = HEADER + index * ENTRY;
    const name = text(word(at + 4));
    const path = text(word(at + 8));
    if (name === undefined || path === undefined) continue;
    // Entries of a hostile cache share their names: all that is kept is no more than the file.
    left -= name.length + path.length;
    found.push([name, path]);
  }
  return found;
}

/** Musl's own list of folders (musl, ldso/dynlink.c): `/etc/ld-musl-x86_64.path`. */
export const muslPath: FileReader<readonly string[]> = {
  name: 'ld-musl-path',
  version: 1,
  endings: ['.path'],
  most: 64 * 1024,
  wants: ({ path }) => /^\/etc\/ld-musl-[\w.-]+\.path$/.test(path),
  read: (_, content) =>
    Buffer.from(content.buffer, content.byteOffset, content.length)
      .toString('utf8')
      .split(/[\n:]/)
      .filter((folder) => folder.startsWith('/')),
};
