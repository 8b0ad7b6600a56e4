import { inflateRawSync } from 'node:zlib';
import { PlimsollError } from '../core/errors.ts';

/** A member of an archive (PKWARE APPNOTE.TXT 6.3.10). */
export interface ZipMember {
  readonly name: string;
  /** In bytes, as the directory has it: a hint. */
  readonly size: number;
  /**
   * @param most bytes at most
   * @throws PlimsollError `malformed`, `unsupported`; where it is longer than `most`
   */
  content(most: number): Uint8Array;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;

/** More than any jar has. */
const MOST_MEMBERS = 500_000;

/**
 * The members of an archive, by its central directory.
 * @throws PlimsollError `malformed`
 */
export function* zipMembers(bytes: Uint8Array): Generator<ZipMember> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOf(view);
  let at = end.directory;
  for (let count = 0; count < end.members && count < MOST_MEMBERS; count++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      throw malformed('its directory is broken');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw malformed('its directory is cut off');
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 46, nameLength).toString('utf8');
    const place = placeOf(view, at, nameLength, extraLength);
    const method = view.getUint16(at + 10, true);
    const isEncrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    yield {
      name,
      size: place.size,
      content: (most) =>
        contentOf(bytes, view, { ...place, offset: place.offset + end.shift, method, isEncrypted }, most),
    };
    at = next;
  }
}

interface Place {
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
}

/** Sizes and offset; where they are all ones, the extra field has them (ZIP64). */
function placeOf(view: DataView, at: number, nameLength: number, extraLength: number): Place {
  const values = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  if (values.includes(0xffff_ffff)) {
    const extra = at + 46 + nameLength;
    for (let field = extra; field + 4 <= extra + extraLength; field += 4 + view.getUint16(field + 2, true)) {
      if (view.getUint16(field, true) !== 1) continue;
      let value = field + 4;
      for (const [index, short] of values.entries()) {
        if (short !== 0xffff_ffff || value + 8 > extra + extraLength) continue;
        values[index] = Number(view.getBigUint64(value, true));
        value += 8;
      }
    }
  }
  const [size, packed, offset] = values as [number, number, number];
  return { size, packed, offset };
}

/** The end record, which a comment of up to 64 KiB may follow. `shift`: what stands before the archive, as in programs. */
function endOf(view: DataView): { members: number; directory: number; shift: number } {
  const length = view.byteLength;
  for (let at = length - 22; at >= Math.max(0, length - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const members = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 12, true);
    const offset = view.getUint32(at + 16, true);
    if (members === 0xffff || offset === 0xffff_ffff) return end64(view, at);
    const directory = at - size;
    if (directory < 0) throw malformed('its directory is said to be longer than itself');
    return { members, directory, shift: directory - offset };
  }
  throw malformed('it has no end record: it is no zip archive, or was cut off');
}

function end64(view: DataView, end: number): { members: number; directory: number; shift: number } {
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR_64)
    throw malformed('its ZIP64 locator is missing');
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== END_64)
    throw malformed('its ZIP64 end record is missing');
  return {
    members: Number(view.getBigUint64(at + 32, true)),
    directory: Number(view.getBigUint64(at + 48, true)),
    shift: 0,
  };
}

function contentOf(
  bytes: Uint8Array,
  view: DataView,
  { size, packed, offset, method, isEncrypted }: Place & { method: number; isEncrypted: boolean },
  most: number,
): Uint8Array {
  if (isEncrypted) throw new PlimsollError('unsupported', 'a member of it is encrypted');
  if (size > most)
    throw new PlimsollError(
      'unsupported',
      `a member of it is ${size} bytes, more than the ${most} that are read`,
    );
  if (offset < 0 || offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL)
    throw malformed('a member of it is not where its directory says');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packed > bytes.length) throw malformed('a member of it is cut off');
  const data = bytes.subarray(start, start + packed);
  if (method === 0) return data;
  if (method !== 8)
    throw new PlimsollError('unsupported', `a member of it is compressed by method ${method}`);
  try {
    return inflateRawSync(data, { maxOutputLength: most });
  } catch (error) {
    throw malformed(`a member of it cannot be inflated: ${(error as Error).message}`);
  }
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `the zip archive cannot be read: ${why}`);
