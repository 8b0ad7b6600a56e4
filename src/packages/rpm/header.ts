import { PlimsollError } from '../../core/errors.ts';

/** What is kept of one package of the database (rpm, lib/rpmtag.h; “RPM Header Format”). */
export interface RpmHeader {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch?: number;
  readonly architecture?: string;
  readonly licence?: string;
  readonly vendor?: string;
  readonly sourceRpm?: string;
  readonly url?: string;
  /** `nodejs:18:…`, of a module. */
  readonly module?: string;
  /** What it asks for, in the words of the one who asks: packages, libraries, files. */
  readonly requires: readonly string[];
  /** What others may ask for by another name than the package's. */
  readonly provides: readonly string[];
  readonly files: readonly string[];
}

const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  url: 1020,
  architecture: 1022,
  oldFiles: 1027,
  sourceRpm: 1044,
  provides: 1047,
  requires: 1049,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  module: 5096,
} as const;

const TYPE = { int32: 4, string: 6, strings: 8, i18n: 9 } as const;

const MOST_ENTRIES = 65_536;
const MOST_FILES = 1_000_000;

/**
 * A header as the database has it: the number of its entries, the length of its store, entries of 16 bytes, the store.
 * @throws PlimsollError `malformed`
 */
export function rpmHeader(blob: Uint8Array): RpmHeader | undefined {
  const tags = new Tags(blob);
  const name = tags.text(TAG.name);
  const version = tags.text(TAG.version);
  if (!name || !version) return undefined;
  const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
    (value ? { [key]: value } : {}) as { [K in Key]?: string };
  const [epoch] = tags.integers(TAG.epoch);
  const sourceRpm = tags.text(TAG.sourceRpm);
  return {
    name,
    version,
    release: tags.text(TAG.release) ?? '',
    ...(epoch === undefined ? {} : { epoch }),
    ...optional('architecture', tags.text(TAG.architecture)),
    ...optional('licence', tags.text(TAG.licence)),
    ...optional('vendor', tags.text(TAG.vendor)),
    ...optional('sourceRpm', sourceRpm === '(none)' ? undefined : sourceRpm),
    ...optional('url', tags.text(TAG.url)),
    ...optional('module', tags.text(TAG.module)),
    requires: tags.texts(TAG.requires).filter((needed) => !needed.startsWith('rpmlib(')),
    provides: tags.texts(TAG.provides),
    files: filesOf(tags),
  };
}

function filesOf(tags: Tags): string[] {
  const old = tags.texts(TAG.oldFiles);
  if (old.length > 0) return old;
  const folders = tags.texts(TAG.dirNames);
  const indexes = tags.integers(TAG.dirIndexes);
  return tags.texts(TAG.baseNames).map((base, index) => `${folders[indexes[index] ?? 0] ?? ''}${base}`);
}

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

class Tags {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #store: number;
  readonly #end: number;
  readonly #entries = new Map<number, Entry>();

  constructor(bytes: Uint8Array) {
    if (bytes.length < 8) throw malformed('a header is cut off');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = this.#view.getUint32(0);
    const length = this.#view.getUint32(4);
    this.#store = 8 + count * 16;
    this.#end = this.#store + length;
    if (count > MOST_ENTRIES || this.#end > bytes.length)
      throw malformed('a header says that it is longer than it is');
    for (let index = 0; index < count; index++) {
      const at = 8 + index * 16;
      this.#entries.set(this.#view.getUint32(at), {
        type: this.#view.getUint32(at + 4),
        offset: this.#view.getUint32(at + 8),
        count: this.#view.getUint32(at + 12),
      });
    }
  }

  text(tag: number): string | undefined {
    return this.texts(tag)[0];
  }

  texts(tag: number): string[] {
    const entry = this.#entries.get(tag);
    if (!entry || (entry.type !== TYPE.string && entry.type !== TYPE.strings && entry.type !== TYPE.i18n))
      return [];
    const found: string[] = [];
    const count = entry.type === TYPE.string ? 1 : Math.min(entry.count, MOST_FILES);
    let at = this.#store + entry.offset;
    for (let index = 0; index < count && at < this.#end; index++) {
      const nul = this.#bytes.indexOf(0, at);
      const end = nul === -1 || nul > this.#end ? this.#end : nul;
      found.push(Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + at, end - at).toString('utf8'));
      at = end + 1;
    }
    return found;
  }

  integers(tag: number): number[] {
    const entry = this.#entries.get(tag);
    if (entry?.type !== TYPE.int32) return [];
    const found: number[] = [];
    const start = this.#store + entry.offset;
    for (
      let index = 0;
      index < Math.min(entry.count, MOST_FILES) && start + index * 4 + 4 <= this.#end;
      index++
    )
      found.push(this.#view.getUint32(start + index * 4));
    return found;
  }
}

const malformed = (why: string): PlimsollError =>
  new PlimsollError('malformed', `the package database cannot be read: ${why}`);
