/** Where the bytes of a path stand. */
export interface PathBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const SLASH = 0x2f;
const EMPTY = new Uint8Array(0);
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** None of the nodes. */
export const NONE = -1;

/**
 * The nodes of a file tree by their paths, in columns: a node has its parent and its children, and its path is looked up in
 * one step. No strings, some 40 bytes for each, so that three million take little. The root is node 0.
 */
export class PathTable {
  length = 1;
  #capacity = 1 << 10;
  #parents = new Int32Array(this.#capacity).fill(NONE);
  #firstChildren = new Int32Array(this.#capacity).fill(NONE);
  #nextSiblings = new Int32Array(this.#capacity).fill(NONE);
  #hashes = new Uint32Array(this.#capacity);
  /** The path's bytes: in which of `#sources`, and from where to where. */
  #sourceOf = new Uint32Array(this.#capacity);
  #starts = new Uint32Array(this.#capacity);
  #ends = new Uint32Array(this.#capacity);
  readonly #sources: Uint8Array[] = [EMPTY];
  /** Open addressing; a slot holds the number of a node and 1. */
  #slots = new Int32Array(this.#capacity * 2);

  constructor() {
    this.#hashes[0] = hashOf(EMPTY, 0, 0, FNV_START);
    this.#put(0);
  }

  parent(node: number): number {
    return this.#parents[node]!;
  }

  firstChild(node: number): number {
    return this.#firstChildren[node]!;
  }

  nextSibling(node: number): number {
    return this.#nextSiblings[node]!;
  }

  /** The path's text, without leading slash. What is not UTF-8 is replaced. */
  path(node: number): string {
    return this.#text(node, this.#starts[node]!);
  }

  /** The last part of the path. */
  name(node: number): string {
    const parent = this.#parents[node]!;
    if (parent === NONE) return '';
    const above = this.#ends[parent]! - this.#starts[parent]!;
    return this.#text(node, this.#starts[node]! + above + (above > 0 ? 1 : 0));
  }

  /** The bytes of a node's path. */
  bytes(node: number): PathBytes {
    return {
      bytes: this.#sources[this.#sourceOf[node]!]!,
      start: this.#starts[node]!,
      end: this.#ends[node]!,
    };
  }

  /** Bytes that paths stand in; they are kept. @returns what `add` names them by */
  source(bytes: Uint8Array): number {
    this.#sources.push(bytes);
    return this.#sources.length - 1;
  }

  /** @returns the node, or NONE */
  find({ bytes, start, end }: PathBytes): number {
    return this.#find(bytes, start, end, hashOf(bytes, start, end, FNV_START));
  }

  /** The node of a path, which is made if need be, with all above it. */
  add(source: number, start: number, end: number): number {
    const bytes = this.#sources[source]!;
    const hash = hashOf(bytes, start, end, FNV_START);
    const found = this.#find(bytes, start, end, hash);
    if (found !== NONE) return found;
    const slash = end > start ? bytes.lastIndexOf(SLASH, end - 1) : -1;
    const parent = slash < start ? 0 : this.add(source, start, slash);
    return this.#make(source, start, end, hash, parent);
  }

  #make(source: number, start: number, end: number, hash: number, parent: number): number {
    if (this.length >= this.#capacity) this.#grow();
    const node = this.length++;
    this.#sourceOf[node] = source;
    this.#starts[node] = start;
    this.#ends[node] = end;
    this.#hashes[node] = hash;
    this.#parents[node] = parent;
    this.#firstChildren[node] = NONE;
    this.#nextSiblings[node] = this.#firstChildren[parent]!;
    this.#firstChildren[parent] = node;
    this.#put(node);
    return node;
  }

  #put(node: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#hashes[node]! & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = node + 1;
  }

  #find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const node = this.#slots[slot]! - 1;
      if (this.#hashes[node] === hash && this.#isAt(node, bytes, start, end)) return node;
    }
    return NONE;
  }

  #isAt(node: number, bytes: Uint8Array, start: number, end: number): boolean {
    const own = this.#sources[this.#sourceOf[node]!]!;
    const from = this.#starts[node]!;
    if (this.#ends[node]! - from !== end - start) return false;
    for (let index = end - start - 1; index >= 0; index--)
      if (own[from + index] !== bytes[start + index]) return false;
    return true;
  }

  #text(node: number, start: number): string {
    const bytes = this.#sources[this.#sourceOf[node]!]!;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
      'utf8',
      start,
      this.#ends[node]!,
    );
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const larger = <T extends { set(from: T): void }>(make: new (length: number) => T, from: T): T => {
      const to = new make(capacity);
      to.set(from);
      return to;
    };
    this.#capacity = capacity;
    this.#parents = larger(Int32Array, this.#parents);
    this.#firstChildren = larger(Int32Array, this.#firstChildren);
    this.#nextSiblings = larger(Int32Array, this.#nextSiblings);
    this.#hashes = larger(Uint32Array, this.#hashes);
    this.#sourceOf = larger(Uint32Array, this.#sourceOf);
    this.#starts = larger(Uint32Array, this.#starts);
    this.#ends = larger(Uint32Array, this.#ends);
    this.#slots = new Int32Array(capacity * 2);
    for (let node = 0; node < this.length; node++) this.#put(node);
  }
}

/** FNV-1a, with a last stir for the low bits, which are all that a small table looks at. */
function hashOf(bytes: Uint8Array, start: number, end: number, from: number): number {
  let hash = from;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, FNV_PRIME);
  return (hash ^ (hash >>> 15)) >>> 0;
}
