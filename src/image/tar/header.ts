/**
 * Headers of tar archives: POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU tar's own (tar(5); GNU tar manual, “Basic Tar
 * Format”). Offsets are into a block of 512 bytes.
 */

export const BLOCK = 512;

/** The type flags that matter (POSIX.1-2001, pax, “ustar Interchange Format”; GNU: `L`, `K`, `S`). */
export const TYPE = {
  file: 0x30,
  oldFile: 0,
  hardLink: 0x31,
  symlink: 0x32,
  character: 0x33,
  block: 0x34,
  directory: 0x35,
  fifo: 0x36,
  contiguous: 0x37,
  pax: 0x78,
  paxGlobal: 0x67,
  gnuLongName: 0x4c,
  gnuLongLink: 0x4b,
  gnuSparse: 0x53,
} as const;

/**
 * A numeric field: octal digits, or GNU's base-256 where the first bit is set.
 * @returns undefined where it is neither, or more than can be counted
 */
export function numberAt(bytes: Uint8Array, at: number, length: number): number | undefined {
  const first = bytes[at]!;
  if (first & 0x80) return binaryAt(bytes, at, length);
  let value = 0;
  let index = at;
  const end = at + length;
  while (index < end && bytes[index] === 0x20) index++;
  for (; index < end; index++) {
    const digit = bytes[index]! - 0x30;
    if (digit < 0 || digit > 7) {
      const byte = bytes[index]!;
      return byte === 0 || byte === 0x20 ? value : undefined;
    }
    value = value * 8 + digit;
  }
  return value;
}

/** Two's complement, the uppermost bit of the first byte left out. */
function binaryAt(bytes: Uint8Array, at: number, length: number): number | undefined {
  const isNegative = (bytes[at]! & 0x40) !== 0;
  let value = isNegative ? bytes[at]! - 0x100 : bytes[at]! & 0x7f;
  for (let index = at + 1; index < at + length; index++) {
    value = value * 256 + bytes[index]!;
    if (!Number.isSafeInteger(value)) return undefined;
  }
  return value;
}

/** Whether the checksum holds, by either of the sums that were ever in use: of unsigned and of signed bytes. */
export function isHeader(bytes: Uint8Array, at: number): boolean {
  const said = numberAt(bytes, at + 148, 8);
  if (said === undefined) return false;
  let unsigned = 8 * 0x20;
  let high = 0;
  for (let index = at; index < at + 148; index++) {
    const byte = bytes[index]!;
    unsigned += byte;
    high += byte >> 7;
  }
  for (let index = at + 156; index < at + BLOCK; index++) {
    const byte = bytes[index]!;
    unsigned += byte;
    high += byte >> 7;
  }
  return said === unsigned || said === unsigned - 256 * high;
}

/** Whether a block is nothing but zeros: the end of an archive is two of them. */
export function isZero(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + BLOCK; index++) if (bytes[index] !== 0) return false;
  return true;
}

/** Where a field of text ends: at its first NUL. */
export function textEnd(bytes: Uint8Array, at: number, length: number): number {
  const nul = bytes.indexOf(0, at);
  return nul === -1 || nul > at + length ? at + length : nul;
}
