import { BLOCK, numberAt } from './header.ts';
import { latin1, type PaxRecords, paxNumber } from './pax.ts';

/** Which parts of a sparse file are stored, in order: offset and length in bytes, and so on. All else are zeros. */
export type SparseMap = readonly number[];

/** More than any file of an image has; each takes a few bytes of header. */
export const MOST_PARTS = 65_536;

/** The parts that an old GNU header names, or an extension block of it (GNU tar manual, “Storing Sparse Files”). */
export function gnuParts(block: Uint8Array, at: number, count: number): number[] | undefined {
  const parts: number[] = [];
  for (let index = 0; index < count; index++) {
    const place = at + index * 24;
    if (block[place] === 0) break;
    const offset = numberAt(block, place, 12);
    const length = numberAt(block, place + 12, 12);
    if (offset === undefined || length === undefined || offset < 0 || length < 0) return undefined;
    parts.push(offset, length);
  }
  return parts;
}

/** What pax records say of a sparse file, in any of the three forms that GNU tar had. */
export interface PaxSparse {
  readonly realSize: number;
  readonly name?: Uint8Array;
  /** Undefined where it stands at the beginning of the data (form 1.0). */
  readonly map?: SparseMap;
}

/** @returns undefined where the records say nothing of it */
export function paxSparse(records: PaxRecords): PaxSparse | undefined {
  const realSize = paxNumber(records.get('GNU.sparse.realsize') ?? records.get('GNU.sparse.size'));
  if (realSize === undefined || realSize < 0) return undefined;
  const name = records.get('GNU.sparse.name');
  const written = records.get('GNU.sparse.map');
  const map =
    written &&
    latin1(written)
      .split(',', MOST_PARTS * 2)
      .map(Number);
  const isInside = paxNumber(records.get('GNU.sparse.major')) === 1;
  return { realSize, ...(name ? { name } : {}), ...(isInside ? {} : { map: map ?? [] }) };
}

/**
 * A sparse file as it is read, from what is stored of it.
 * @param map undefined where it stands before the data, as decimal lines, padded to a block
 * @returns undefined where map and data do not fit
 */
export function expand(
  stored: Uint8Array,
  realSize: number,
  map: SparseMap | undefined,
): Uint8Array | undefined {
  const parsed = map ? { map, data: stored } : mapInside(stored);
  if (!parsed) return undefined;
  const whole = new Uint8Array(realSize);
  let at = 0;
  for (let index = 0; index + 1 < parsed.map.length; index += 2) {
    const [offset, length] = [parsed.map[index]!, parsed.map[index + 1]!];
    if (!(offset >= 0) || !(length >= 0) || offset + length > realSize || at + length > parsed.data.length)
      return undefined;
    whole.set(parsed.data.subarray(at, at + length), offset);
    at += length;
  }
  return whole;
}

function mapInside(stored: Uint8Array): { map: SparseMap; data: Uint8Array } | undefined {
  let at = 0;
  const next = (): number | undefined => {
    const end = stored.indexOf(0x0a, at);
    if (end === -1 || end - at > 20) return undefined;
    const value = paxNumber(stored.subarray(at, end));
    at = end + 1;
    return value;
  };
  const count = next();
  if (count === undefined || count < 0 || count > MOST_PARTS) return undefined;
  const map: number[] = [];
  for (let index = 0; index < count * 2; index++) {
    const value = next();
    if (value === undefined) return undefined;
    map.push(value);
  }
  return { map, data: stored.subarray(Math.ceil(at / BLOCK) * BLOCK) };
}
