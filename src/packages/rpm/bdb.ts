import { PlimsollError } from '../../core/errors.ts';

const HASH_MAGIC = 0x00061561;
const PAGE = { hashUnsorted: 2, overflow: 7, hash: 13 } as const;
const ITEM = { data: 1, offPage: 3 } as const;
const HEADER = 26;

/**
 * The values of a hash of Berkeley DB, as rpm had its packages in until version 4.16 (Berkeley DB, dbinc/db_page.h).
 * @throws PlimsollError `malformed`
 */
export function* blobsOfBdb(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 512) throw malformed('it is cut off');
  const little = view.getUint32(12, true) === HASH_MAGIC;
  if (!little && view.getUint32(12, false) !== HASH_MAGIC) throw malformed('it is no hash of Berkeley DB');
  const size = view.getUint32(20, little);
  if (size < 512 || size > 65_536 || (size & (size - 1)) !== 0)
    throw malformed('its pages are of a size that there is not');
  const pages = Math.floor(bytes.length / size);
  const reading = { bytes, view, little, size, left: pages };
  for (let page = 1; page < pages; page++) {
    const start = page * size;
    const type = bytes[start + 25];
    if (type !== PAGE.hash && type !== PAGE.hashUnsorted) continue;
    const count = view.getUint16(start + 20, little);
    // Keys and values by turns.
    for (let item = 1; item < count && HEADER + item * 2 + 2 <= size; item += 2) {
      const offset = view.getUint16(start + HEADER + item * 2, little);
      const kind = offset < size ? bytes[start + offset] : undefined;
      if (kind === undefined || (kind === ITEM.offPage && offset + 12 > size))
        throw malformed(`an item of page ${page} lies outside of it`);
      if (kind === ITEM.offPage) yield overflow(reading, start + offset);
      else if (kind === ITEM.data) {
        const before = view.getUint16(start + HEADER + (item - 1) * 2, little);
        yield bytes.subarray(start + offset + 1, start + Math.max(offset + 1, before));
      }
    }
  }
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  readonly size: number;
  /** Pages that may still be followed: each is in one chain. */
  left: number;
}

/** A value on pages of its own. */
function overflow(reading: Reading, at: number): Uint8Array {
  const { bytes, view, little, size } = reading;
  const length = view.getUint32(at + 8, little);
  if (length > bytes.length) throw malformed('a package is longer than the database');
  const whole = new Uint8Array(length);
  let used = 0;
  let page = view.getUint32(at + 4, little);
  while (page !== 0 && used < length) {
    const start = page * size;
    if (start + size > bytes.length || bytes[start + 25] !== PAGE.overflow || reading.left-- <= 0)
      throw malformed('the pages of a package lead astray');
    const part = Math.min(view.getUint16(start + 22, little), size - HEADER, length - used);
    whole.set(bytes.subarray(start + HEADER, start + HEADER + part), used);
    used += part;
    page = view.getUint32(start + 16, little);
  }
  if (used < length) throw malformed('a package is cut off');
  return whole;
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `the package database cannot be read: ${why}`);
