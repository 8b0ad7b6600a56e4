import { unescape } from 'node:querystring';

/** What an extended header says of the file behind it. Values are bytes: names need not be UTF-8. */
export type PaxRecords = Map<string, Uint8Array>;

/**
 * The records of an extended header (POSIX.1-2001, pax, “pax Extended Header”): `length keyword=value\n`.
 * @returns undefined where it is malformed
 */
export function paxRecords(body: Uint8Array): PaxRecords | undefined {
  const records: PaxRecords = new Map();
  let at = 0;
  while (at < body.length) {
    // Some writers pad with NULs.
    if (body[at] === 0) break;
    let length = 0;
    let index = at;
    for (; index < body.length && body[index] !== 0x20; index++) {
      const digit = body[index]! - 0x30;
      if (digit < 0 || digit > 9 || index - at > 9) return undefined;
      length = length * 10 + digit;
    }
    const end = at + length;
    const equals = body.indexOf(0x3d, index);
    if (end > body.length || end <= index || equals === -1 || equals >= end || body[end - 1] !== 0x0a)
      return undefined;
    records.set(latin1(body.subarray(index + 1, equals)), body.subarray(equals + 1, end - 1));
    at = end;
  }
  return records;
}

/** The text of a record that is ASCII by its nature. */
export const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** A decimal number, with a fraction perhaps; undefined where it is none that can be counted. */
export function paxNumber(bytes: Uint8Array | undefined): number | undefined {
  if (!bytes || bytes.length === 0 || bytes.length > 40) return undefined;
  const value = Number(latin1(bytes));
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** `SCHILY.xattr.NAME` and `LIBARCHIVE.xattr.NAME` (percent-encoded name, base64 value). */
export function extendedAttribute(records: PaxRecords, name: string): Uint8Array | undefined {
  const plain = records.get(`SCHILY.xattr.${name}`);
  if (plain) return plain;
  for (const [key, value] of records) {
    if (!key.startsWith('LIBARCHIVE.xattr.')) continue;
    if (unescape(key.slice('LIBARCHIVE.xattr.'.length)) === name) return Buffer.from(latin1(value), 'base64');
  }
  return undefined;
}
