import { crc32 } from 'node:zlib';
import { PlimsollError } from '../core/errors.ts';
import type { FileHead, FileReader } from './reader.ts';
import { expand, type SparseMap } from './tar/sparse.ts';

/** How many bytes at the beginning of a file readers see before they say whether they want the rest. */
export const MAGIC = 64;

/** What came of one reader and one file. */
export type Outcome =
  | { readonly reader: string; readonly value: unknown }
  | { readonly reader: string; readonly failed: string };

export interface ContentOptions {
  /** No file longer than that is gathered, in bytes. */
  readonly most: number;
  /** Whether content is summed, whoever wants it: what can seek is not read for that. */
  readonly sums: boolean;
}

/** By default, of a reader that says nothing. */
const MOST = 64 * 1024 * 1024;

/**
 * One file's content on its way to those who may want it. It goes through without a copy where it is in one part; else it is
 * gathered in a space that the next file uses again.
 */
export class Content {
  readonly #options: ContentOptions;
  #file: FileHead = { path: '', mode: 0, size: 0 };
  #stored = 0;
  #sparse: { readonly map?: SparseMap } | undefined;
  #candidates: readonly FileReader[] = [];
  /** Undefined until enough is seen to ask. */
  #readers: readonly FileReader[] | undefined;
  #refused: Outcome[] = [];
  #whole: Uint8Array | undefined;
  #space = Buffer.allocUnsafeSlow(SPACE);
  #used = 0;
  #checksum = 0;

  constructor(options: ContentOptions) {
    this.#options = options;
  }

  /** CRC-32 of what came. */
  get checksum(): number {
    return this.#checksum;
  }

  /**
   * A file begins.
   * @param stored how many bytes are to come: less than the file's size where it is sparse
   * @returns whether the content is wanted at all
   */
  begin(
    file: FileHead,
    candidates: readonly FileReader[],
    stored = file.size,
    sparse?: { readonly map?: SparseMap },
  ): boolean {
    this.#file = file;
    this.#stored = stored;
    this.#sparse = sparse;
    this.#candidates = candidates;
    this.#readers = undefined;
    this.#refused = [];
    this.#whole = undefined;
    this.#used = 0;
    this.#checksum = 0;
    if (sparse && file.size > this.#options.most) this.#candidates = [];
    return this.#candidates.length > 0 || (this.#options.sums && stored > 0);
  }

  /** @returns whether more of it is wanted */
  take(part: Uint8Array): boolean {
    const { sums } = this.#options;
    if (sums) this.#checksum = crc32(part, this.#checksum);
    if (!this.#readers && !this.#sparse) this.#look(part);
    // What is too long is told when it has ended.
    if (this.#readers?.length === 0 || this.#candidates.length === 0) return sums || this.#refused.length > 0;
    if (this.#used === 0 && part.length === this.#stored) this.#whole = part;
    else this.#gather(part);
    return true;
  }

  /** The content is there: what readers make of it. */
  *end(): Generator<Outcome> {
    let bytes: Uint8Array | undefined = this.#whole ?? this.#space.subarray(0, this.#used);
    if (this.#candidates.length > 0 && this.#sparse) {
      bytes = expand(bytes, this.#file.size, this.#sparse.map);
      if (!bytes) return yield { reader: 'tar', failed: 'the map of the sparse file does not fit its data' };
    }
    if (!this.#readers) this.#choose(bytes.subarray(0, MAGIC));
    yield* this.#refused;
    for (const reader of this.#readers!) yield* outcomeOf(reader, this.#file, bytes);
    if (this.#space.length > KEPT) this.#space = Buffer.allocUnsafeSlow(SPACE);
  }

  /** Asks the candidates as soon as there is enough to see. */
  #look(part: Uint8Array): void {
    const need = Math.min(MAGIC, this.#stored);
    if (this.#used === 0 && part.length >= need) this.#choose(part.subarray(0, MAGIC));
    else if (this.#used + part.length >= need) {
      this.#choose(Buffer.concat([this.#space.subarray(0, this.#used), part.subarray(0, MAGIC)], need));
    }
  }

  #choose(magic: Uint8Array): void {
    const file = this.#file;
    const wanted = this.#candidates.filter((reader) => reader.wants?.(file, magic) ?? true);
    const isShort = ({ most = MOST }: FileReader): boolean => file.size <= Math.min(most, this.#options.most);
    this.#readers = wanted.filter(isShort);
    if (this.#readers.length < wanted.length)
      this.#refused = wanted.filter((one) => !isShort(one)).map(tooLong);
  }

  #gather(part: Uint8Array): void {
    const end = this.#used + part.length;
    if (end > this.#space.length) {
      // A header's size is a hint: no more is taken for it at once than is kept, or has come already.
      const larger = Buffer.allocUnsafeSlow(Math.max(end, Math.min(this.#stored, Math.max(KEPT, end * 2))));
      larger.set(this.#space.subarray(0, this.#used));
      this.#space = larger;
    }
    this.#space.set(part, this.#used);
    this.#used = end;
  }
}

const tooLong = ({ name, most = MOST }: FileReader): Outcome => ({
  reader: name,
  failed: `it is longer than the ${most} bytes that are read of such a file`,
});

/** Whatever a file makes a reader do, the others go on. */
function* outcomeOf(reader: FileReader, file: FileHead, bytes: Uint8Array): Generator<Outcome> {
  try {
    const value = reader.read(file, bytes);
    if (value !== undefined) yield { reader: reader.name, value };
  } catch (error) {
    const said =
      error instanceof PlimsollError
        ? error.message
        : `a mistake of plimsoll’s, please report it: ${error instanceof Error ? error.message : error}`;
    yield { reader: reader.name, failed: said };
  }
}

const SPACE = 1 << 16;

/** A larger space is let go of after its file. */
const KEPT = 16 * 1024 * 1024;
