import { PlimsollError } from '../../core/errors.ts';

const PAGE_HEADER = 32;
const SLOT = 0x746f6c53;
const BLOB = 0x53626c42;
const BLOCK = 16;
const MOST_PAGES = 2048;

/**
 * The headers of a database in rpm's own format, as SUSE has it: slots that say where each package lies (rpm,
 * lib/backend/ndb/rpmpkg.c).
 * @throws PlimsollError `malformed`
 */
export function* blobsOfNdb(bytes: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4096 || Buffer.from(bytes.buffer, bytes.byteOffset, 4).toString('latin1') !== 'RpmP')
    throw malformed('it is no database of rpm');
  const pages = view.getUint32(12, true);
  if (pages < 1 || pages > MOST_PAGES || pages * 4096 > bytes.length)
    throw malformed('it says that it has more slots than room');
  for (let at = PAGE_HEADER; at + 16 <= pages * 4096; at += 16) {
    if (view.getUint32(at, true) !== SLOT) throw malformed('a slot is broken');
    const index = view.getUint32(at + 4, true);
    if (index === 0) continue;
    const start = view.getUint32(at + 8, true) * BLOCK;
    if (
      start + 16 > bytes.length ||
      view.getUint32(start, true) !== BLOB ||
      view.getUint32(start + 4, true) !== index
    )
      throw malformed('a package is not where its slot says');
    const length = view.getUint32(start + 12, true);
    if (start + 16 + length > bytes.length) throw malformed('a package is cut off');
    yield bytes.subarray(start + 16, start + 16 + length);
  }
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `the package database cannot be read: ${why}`);
