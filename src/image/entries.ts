/** What an entry of a layer is. A whiteout's path is that of what it hides; an opaque directory's is the directory's. */
export const KIND = {
  file: 0,
  directory: 1,
  symlink: 2,
  hardlink: 3,
  character: 4,
  block: 5,
  fifo: 6,
  whiteout: 7,
  opaque: 8,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/**
 * The entries of one layer in the order of its archive, in columns: some 100 bytes for each, three million at need. Plain
 * data, which goes from thread to thread as it is, and into the cache.
 */
export interface Entries {
  readonly length: number;
  /** The bytes of names and link texts, each entry's behind those of the one before. */
  readonly names: Uint8Array;
  /** Where an entry's path ends in `names`. It has no leading slash: `usr/bin/env`; the root's is empty. */
  readonly pathEnds: Uint32Array;
  /** Where its link text ends, which begins where the path ends; of a hard link it is a path like those. */
  readonly linkEnds: Uint32Array;
  readonly kinds: Uint8Array;
  /** The twelve permission bits. */
  readonly modes: Uint16Array;
  readonly uids: Uint32Array;
  readonly gids: Uint32Array;
  /** In bytes, of regular files. */
  readonly sizes: Float64Array;
  /** In seconds since 1970; what is before is 0. */
  readonly mtimes: Uint32Array;
  /** CRC-32 of the content, 0 where it was not read. */
  readonly checksums: Uint32Array;
  /** `security.capability` of those that have it, as it is (capabilities(7), “File capabilities”). */
  readonly capabilities: ReadonlyMap<number, Uint8Array>;
}

/** Where the path of an entry begins in `names`. */
export const pathStart = ({ linkEnds }: Entries, entry: number): number =>
  entry === 0 ? 0 : linkEnds[entry - 1]!;

/** The path of an entry, without its leading slash. What is not UTF-8 is replaced. */
export const pathOf = (entries: Entries, entry: number): string =>
  textOf(entries.names, pathStart(entries, entry), entries.pathEnds[entry]!);

/** The link text of an entry. */
export const linkOf = (entries: Entries, entry: number): string =>
  textOf(entries.names, entries.pathEnds[entry]!, entries.linkEnds[entry]!);

const textOf = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end);

/** What a header says of an entry, beside its names. */
export interface EntryHead {
  readonly kind: Kind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
}

/** Collects entries; columns grow as they come. */
export class EntryBuilder {
  length = 0;
  #names = Buffer.allocUnsafeSlow(1 << 14);
  #used = 0;
  #capacity = 1 << 8;
  #pathEnds = new Uint32Array(this.#capacity);
  #linkEnds = new Uint32Array(this.#capacity);
  #kinds = new Uint8Array(this.#capacity);
  #modes = new Uint16Array(this.#capacity);
  #uids = new Uint32Array(this.#capacity);
  #gids = new Uint32Array(this.#capacity);
  #sizes = new Float64Array(this.#capacity);
  #mtimes = new Uint32Array(this.#capacity);
  #checksums = new Uint32Array(this.#capacity);
  readonly #capabilities = new Map<number, Uint8Array>();

  /** Bytes of names so far. */
  get nameBytes(): number {
    return this.#used;
  }

  /**
   * Adds an entry.
   * @param path normalised, as `Entries` has it
   * @returns its index
   */
  add(path: Uint8Array, link: Uint8Array | undefined, head: EntryHead): number {
    const entry = this.length++;
    if (entry >= this.#capacity) this.#grow();
    this.#append(path);
    this.#pathEnds[entry] = this.#used;
    if (link) this.#append(link);
    this.#linkEnds[entry] = this.#used;
    this.#kinds[entry] = head.kind;
    this.#modes[entry] = head.mode & 0o7777;
    this.#uids[entry] = whole(head.uid);
    this.#gids[entry] = whole(head.gid);
    this.#sizes[entry] = head.size;
    this.#mtimes[entry] = whole(head.mtime);
    return entry;
  }

  setChecksum(entry: number, checksum: number): void {
    this.#checksums[entry] = checksum;
  }

  setCapabilities(entry: number, attribute: Uint8Array): void {
    this.#capabilities.set(entry, Uint8Array.from(attribute));
  }

  /** The path of an entry that was added, in bytes; valid until the next is. */
  pathBytes(entry: number): Buffer {
    return this.#names.subarray(entry === 0 ? 0 : this.#linkEnds[entry - 1]!, this.#pathEnds[entry]!);
  }

  /** Everything, cut to what is used. The builder is done with then. */
  build(): Entries {
    const { length } = this;
    return {
      length,
      names: new Uint8Array(this.#names.buffer.slice(0, this.#used)),
      pathEnds: this.#pathEnds.slice(0, length),
      linkEnds: this.#linkEnds.slice(0, length),
      kinds: this.#kinds.slice(0, length),
      modes: this.#modes.slice(0, length),
      uids: this.#uids.slice(0, length),
      gids: this.#gids.slice(0, length),
      sizes: this.#sizes.slice(0, length),
      mtimes: this.#mtimes.slice(0, length),
      checksums: this.#checksums.slice(0, length),
      capabilities: this.#capabilities,
    };
  }

  #append(bytes: Uint8Array): void {
    const end = this.#used + bytes.length;
    if (end > this.#names.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, this.#names.length * 2));
      larger.set(this.#names.subarray(0, this.#used));
      this.#names = larger;
    }
    this.#names.set(bytes, this.#used);
    this.#used = end;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const larger = <T extends { set(from: T): void }>(make: new (length: number) => T, from: T): T => {
      const to = new make(capacity);
      to.set(from);
      return to;
    };
    this.#capacity = capacity;
    this.#pathEnds = larger(Uint32Array, this.#pathEnds);
    this.#linkEnds = larger(Uint32Array, this.#linkEnds);
    this.#kinds = larger(Uint8Array, this.#kinds);
    this.#modes = larger(Uint16Array, this.#modes);
    this.#uids = larger(Uint32Array, this.#uids);
    this.#gids = larger(Uint32Array, this.#gids);
    this.#sizes = larger(Float64Array, this.#sizes);
    this.#mtimes = larger(Uint32Array, this.#mtimes);
    this.#checksums = larger(Uint32Array, this.#checksums);
  }
}

const MOST = 0xffff_ffff;

/** A number as a column has it: whole, not below 0, and at the most where it is more. */
const whole = (value: number): number => (value < 0 ? 0 : value > MOST ? MOST : Math.floor(value));
