import { PlimsollError } from '../../core/errors.ts';

/** Deeper trees and longer chains than any database of packages has. */
const DEEPEST = 20;
const MOST_PAGES = 4_000_000;

/**
 * The blobs of the first column of that type in every row of a table, of a database in SQLite's file format (sqlite.org,
 * “Database File Format”, version 3). Reads what is there: a journal or write-ahead log beside it is not looked at.
 * @throws PlimsollError `malformed`
 */
export function* blobsOfTable(bytes: Uint8Array, table: string): Generator<Uint8Array> {
  const database = new Database(bytes);
  const root = database.rootOf(table);
  if (root === undefined) throw malformed(`it has no table ${table}`);
  for (const row of database.rows(root)) {
    const blob = row.find((value) => value instanceof Uint8Array);
    if (blob instanceof Uint8Array) yield blob;
  }
}

type Value = Uint8Array | string | number | null;

class Database {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #pageSize: number;
  readonly #usable: number;
  #pagesLeft = MOST_PAGES;

  constructor(bytes: Uint8Array) {
    if (
      bytes.length < 512 ||
      Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('latin1') !== 'SQLite format 3\0'
    )
      throw malformed('it is no database of SQLite');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = this.#view.getUint16(16);
    this.#pageSize = size === 1 ? 65_536 : size;
    this.#usable = this.#pageSize - bytes[20]!;
    if (this.#pageSize < 512 || (this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usable < 480)
      throw malformed('its pages are of a size that there is not');
  }

  /** The first page of a table, by the schema: type, name, tbl_name, rootpage, sql. */
  rootOf(table: string): number | undefined {
    for (const [type, name, , root] of this.rows(1)) {
      if (
        type === 'table' &&
        typeof name === 'string' &&
        name.toLowerCase() === table.toLowerCase() &&
        typeof root === 'number'
      )
        return root;
    }
    return undefined;
  }

  *rows(page: number, depth = 0): Generator<Value[]> {
    if (depth > DEEPEST || this.#pagesLeft-- <= 0) throw malformed('its pages lead round in circles');
    const start = this.#pageStart(page);
    const header = page === 1 ? start + 100 : start;
    const type = this.#bytes[header];
    const cells = this.#view.getUint16(header + 3);
    const isInner = type === 0x05;
    if (!isInner && type !== 0x0d) throw malformed(`page ${page} is no page of a table`);
    const pointers = header + (isInner ? 12 : 8);
    for (let cell = 0; cell < cells; cell++) {
      if (pointers + cell * 2 + 2 > start + this.#pageSize)
        throw malformed(`page ${page} has more cells than room`);
      const at = start + this.#view.getUint16(pointers + cell * 2);
      if (isInner) yield* this.rows(this.#view.getUint32(this.#within(at, 4)), depth + 1);
      else yield this.#record(at);
    }
    if (isInner) yield* this.rows(this.#view.getUint32(header + 8), depth + 1);
  }

  #record(at: number): Value[] {
    const [length, afterLength] = this.#varint(at);
    const [, afterRow] = this.#varint(afterLength);
    return valuesOf(this.#payload(afterRow, length));
  }

  /** The payload of a cell, with what of it lies on pages of its own (“Cell Payload Overflow Pages”). */
  #payload(at: number, length: number): Uint8Array {
    if (length > this.#bytes.length) throw malformed('a record is longer than the database');
    const most = this.#usable - 35;
    if (length <= most) return this.#bytes.subarray(this.#within(at, length), at + length);
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const fitting = least + ((length - least) % (this.#usable - 4));
    const here = fitting <= most ? fitting : least;
    const whole = new Uint8Array(length);
    whole.set(this.#bytes.subarray(this.#within(at, here + 4), at + here));
    let used = here;
    let next = this.#view.getUint32(at + here);
    while (used < length) {
      if (next === 0 || this.#pagesLeft-- <= 0) throw malformed('a record is cut off');
      const start = this.#pageStart(next);
      const part = Math.min(length - used, this.#usable - 4);
      whole.set(this.#bytes.subarray(start + 4, start + 4 + part), used);
      used += part;
      next = this.#view.getUint32(start);
    }
    return whole;
  }

  #pageStart(page: number): number {
    const start = (page - 1) * this.#pageSize;
    if (page < 1 || start + this.#pageSize > this.#bytes.length) throw malformed(`it has no page ${page}`);
    return start;
  }

  #within(at: number, length: number): number {
    if (at < 0 || at + length > this.#bytes.length) throw malformed('a cell lies outside of it');
    return at;
  }

  #varint(at: number): [value: number, next: number] {
    return varint(this.#bytes, at);
  }
}

/** Seven bits a byte, the ninth whole. What is more than can be counted is an error. */
function varint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) throw malformed('a number is cut off');
    value = index === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (!Number.isSafeInteger(value)) throw malformed('a number cannot be');
    if (index === 8 || (byte & 0x80) === 0) return [value, at + index + 1];
  }
  return [value, at + 9];
}

/** A record: the types of its columns, then their values (“Record Format”). */
function valuesOf(payload: Uint8Array): Value[] {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const [headerLength, first] = varint(payload, 0);
  const values: Value[] = [];
  let at = first;
  let data = headerLength;
  while (at < headerLength) {
    const [type, next] = varint(payload, at);
    at = next;
    const length = lengthOf(type);
    if (data + length > payload.length) throw malformed('a record is shorter than its columns');
    values.push(valueOf(type, payload, view, data, length));
    data += length;
  }
  return values;
}

const INTEGERS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

const lengthOf = (type: number): number => (type >= 12 ? Math.floor((type - 12) / 2) : (INTEGERS[type] ?? 0));

function valueOf(type: number, payload: Uint8Array, view: DataView, at: number, length: number): Value {
  if (type >= 12) {
    const bytes = payload.subarray(at, at + length);
    return type % 2 === 0 ? bytes : Buffer.from(bytes).toString('utf8');
  }
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type === 7) return view.getFloat64(at);
  let value = view.getInt8(at);
  for (let index = 1; index < length; index++) value = value * 256 + payload[at + index]!;
  return value;
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `the package database cannot be read: ${why}`);
