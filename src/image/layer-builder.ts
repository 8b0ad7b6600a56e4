import { clip } from '../core/clip.ts';
import type { Digest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { Content } from './content.ts';
import { type Entries, EntryBuilder, KIND } from './entries.ts';
import type { Compression } from './inflate.ts';
import type { Limits } from './limits.ts';
import type { FileHead } from './reader.ts';
import type { ReaderIndex } from './reader-index.ts';
import { type TarEntry, type TarHandler, TarScanner } from './tar/scan.ts';

/** What there is in one layer: a function of its bytes and of the readers. Plain data. */
export interface LayerContent {
  readonly entries: Entries;
  /** By the name of the reader: entries and what it made of them. */
  readonly readings: Readonly<Record<string, readonly (readonly [entry: number, value: unknown])[]>>;
  /** What could not be read. `path` is absent where it is the layer itself. */
  readonly gaps: readonly { readonly path?: string; readonly reason: string }[];
  /** Of the archive, uncompressed; undefined where it was not read whole. */
  readonly diffId?: Digest;
  readonly compression: Compression;
  /** Of the archive, in bytes; of what was read of it. */
  readonly size: number;
}

/** Makes a layer's content of its archive. */
export class LayerBuilder implements TarHandler {
  readonly #index: ReaderIndex;
  readonly #limits: Limits;
  readonly #scanner: TarScanner;
  readonly #content: Content;
  readonly #entries = new EntryBuilder();
  readonly #readings: Record<string, (readonly [number, unknown])[]> = {};
  readonly #gaps: { path?: string; reason: string }[] = [];
  #gapsLeft = MOST_GAPS;
  #entry = 0;
  #isStopped = false;

  constructor(index: ReaderIndex, limits: Limits, sums: boolean) {
    this.#index = index;
    this.#limits = limits;
    this.#scanner = new TarScanner(this, limits);
    this.#content = new Content({ most: limits.fileBytes, sums });
  }

  get isDone(): boolean {
    return this.#isStopped || this.#scanner.isDone;
  }

  get skippable(): number {
    return this.#scanner.skippable;
  }

  skipped(count: number): void {
    this.#scanner.skipped(count);
  }

  push(part: Uint8Array): void {
    this.guarded(() => this.#scanner.push(part));
  }

  end(): void {
    this.guarded(() => this.#scanner.end());
  }

  /** Nothing more is read, and why. */
  stop(reason: string): void {
    this.#isStopped = true;
    this.#gaps.push({ reason });
  }

  build(compression: Compression, size: number, diffId: Digest | undefined): LayerContent {
    return {
      entries: this.#entries.build(),
      readings: this.#readings,
      gaps: this.#gaps,
      compression,
      size,
      ...(diffId ? { diffId } : {}),
    };
  }

  /** What is broken in the archive ends the reading of it, not the run. */
  guarded<T>(act: () => T): T | undefined {
    if (this.#isStopped) return undefined;
    try {
      return act();
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      this.stop(error.message);
      return undefined;
    }
  }

  onEntry(entry: TarEntry): boolean {
    const { path, head } = entry;
    if (this.#entries.length >= this.#limits.entries)
      throw new PlimsollError(
        'unsupported',
        `more than ${this.#limits.entries} entries: the rest was not read`,
      );
    if (this.#entries.nameBytes >= this.#limits.allPathBytes)
      throw new PlimsollError(
        'unsupported',
        `names of more than ${this.#limits.allPathBytes} bytes: the rest was not read`,
      );
    const base = path.lastIndexOf(0x2f) + 1;
    const hides = path[base] === 0x2e && path[base + 1] === 0x77 ? whiteoutOf(path, base) : undefined;
    if (hides) {
      this.#entries.add(hides.path, undefined, { ...head, kind: hides.kind });
      return false;
    }
    if (isAufsOwn(path)) return false;
    this.#entry = this.#entries.add(path, entry.link, head);
    if (entry.capabilities) this.#entries.setCapabilities(this.#entry, entry.capabilities);
    if (entry.climbs) this.gap(textOf(path), 'its name leads out of the image by “..”; runtimes put it here');
    if (head.kind !== KIND.file) return false;
    // What the scanner gave is gone when the content comes.
    const file = new Head(this.#entries.pathBytes(this.#entry), head.mode & 0o7777, head.size);
    return this.#content.begin(file, this.#index.candidates(file.name), entry.stored, entry.sparse);
  }

  onData(part: Uint8Array): boolean {
    return this.#content.take(part);
  }

  onContentEnd(): void {
    this.#entries.setChecksum(this.#entry, this.#content.checksum);
    for (const outcome of this.#content.end()) {
      if ('failed' in outcome) this.gap(textOf(this.#entries.pathBytes(this.#entry)), outcome.failed);
      else this.#record(outcome.reader, outcome.value);
    }
  }

  #record(reader: string, value: unknown): void {
    const list = this.#readings[reader];
    if (list) list.push([this.#entry, value]);
    else this.#readings[reader] = [[this.#entry, value]];
  }

  /** What of it could not be read. @param path without leading slash */
  gap(path: string, reason: string): void {
    if (this.#gapsLeft-- > 0) this.#gaps.push({ path: clip(`/${path}`, MOST_SHOWN), reason });
    else if (this.#gapsLeft === -1)
      this.#gaps.push({ reason: `more than ${MOST_GAPS} files of it could not be read` });
  }
}

/** Of one layer; a hostile one has one for each of its millions of files. */
const MOST_GAPS = 1000;

/** Of the path of a gap, in characters: a hostile one fills screens. */
const MOST_SHOWN = 300;

/** A file's head; its path is made into text when it is asked for, which is seldom. */
class Head implements FileHead {
  readonly mode: number;
  readonly size: number;
  readonly #bytes: Uint8Array;
  #path: string | undefined;

  constructor(bytes: Uint8Array, mode: number, size: number) {
    this.#bytes = bytes;
    this.mode = mode;
    this.size = size;
  }

  get path(): string {
    this.#path ??= `/${textOf(this.#bytes)}`;
    return this.#path;
  }

  /** The last part of the path. */
  get name(): string {
    return textOf(this.#bytes.subarray(this.#bytes.lastIndexOf(0x2f) + 1));
  }
}

const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

const WHITEOUT = Buffer.from('.wh.');
const OPAQUE = Buffer.from('.wh..wh..opq');

/** What a whiteout hides (image-spec, layer.md, “Whiteouts”). @returns undefined where it is none */
function whiteoutOf(
  path: Uint8Array,
  base: number,
): { path: Uint8Array; kind: typeof KIND.whiteout | typeof KIND.opaque } | undefined {
  const name = path.subarray(base);
  if (!startsWith(name, WHITEOUT)) return undefined;
  if (name.length === OPAQUE.length && startsWith(name, OPAQUE))
    return { path: path.subarray(0, Math.max(0, base - 1)), kind: KIND.opaque };
  if (startsWith(name, AUFS) || name.length === WHITEOUT.length) return undefined;
  const hidden = new Uint8Array(path.length - WHITEOUT.length);
  hidden.set(path.subarray(0, base));
  hidden.set(name.subarray(WHITEOUT.length), base);
  return { path: hidden, kind: KIND.whiteout };
}

const AUFS = Buffer.from('.wh..wh.');

/** What AUFS kept of its own at the top of a layer: no files of the image. */
const isAufsOwn = (path: Uint8Array): boolean =>
  path[0] === 0x2e && path[1] === 0x77 && startsWith(path, AUFS);

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean => {
  if (bytes.length < start.length) return false;
  for (let index = 0; index < start.length; index++) if (bytes[index] !== start[index]) return false;
  return true;
};

/** What there is in an archive that is at hand whole. */
export function readArchive(bytes: Uint8Array, readers: ReaderIndex, limits: Limits): LayerContent {
  const builder = new LayerBuilder(readers, limits, true);
  builder.push(bytes);
  builder.end();
  return builder.build('none', bytes.length, undefined);
}
