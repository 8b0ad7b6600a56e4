/** A text that is looked for, and what it is the sign of. */
interface Anchor {
  readonly bytes: Uint8Array;
  readonly index: number;
}

/**
 * Finds many texts at once in bytes: a look into a table for each byte, and a comparison where two of them fit. The cost stays
 * near that of reading, however many there are.
 */
export class Finder {
  /** By the first two bytes: 0 for none, else the number of a bucket and 1. */
  readonly #table = new Uint8Array(1 << 16);
  readonly #buckets: Anchor[][] = [];

  /** @param texts ASCII, of at least two characters; at most 255 pairs of first characters */
  constructor(texts: readonly string[]) {
    for (const [index, text] of texts.entries()) {
      const bytes = Buffer.from(text, 'latin1');
      const pair = (bytes[0]! << 8) | bytes[1]!;
      if (this.#table[pair] === 0) {
        this.#buckets.push([]);
        this.#table[pair] = this.#buckets.length;
      }
      this.#buckets[this.#table[pair]! - 1]!.push({ bytes, index });
    }
    if (this.#buckets.length > 255) throw new RangeError('more pairs than a byte can number');
  }

  /** The numbers of the texts that occur, each once. */
  find(bytes: Uint8Array): ReadonlySet<number> {
    const found = new Set<number>();
    const table = this.#table;
    let pair = bytes[0] ?? 0;
    for (let at = 1; at < bytes.length; at++) {
      pair = ((pair << 8) | bytes[at]!) & 0xffff;
      const bucket = table[pair]!;
      if (bucket === 0) continue;
      for (const anchor of this.#buckets[bucket - 1]!) {
        if (!found.has(anchor.index) && isAt(anchor.bytes, bytes, at - 1)) found.add(anchor.index);
      }
    }
    return found;
  }
}

function isAt(text: Uint8Array, bytes: Uint8Array, at: number): boolean {
  if (at + text.length > bytes.length) return false;
  for (let index = 2; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}
