/** Whole numbers and text at places of a file; what lies outside of it is undefined. */
export class Bytes {
  readonly buffer: Buffer;
  readonly #view: DataView;
  readonly isLittle: boolean;
  readonly is64: boolean;

  constructor(bytes: Uint8Array, isLittle: boolean, is64: boolean) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.isLittle = isLittle;
    this.is64 = is64;
  }

  get length(): number {
    return this.buffer.length;
  }

  /** Whether a part lies in the file. */
  has(at: number, size: number): boolean {
    return at >= 0 && size >= 0 && at + size <= this.length;
  }

  u8(at: number): number | undefined {
    return this.has(at, 1) ? this.buffer[at] : undefined;
  }

  u16(at: number): number | undefined {
    return this.has(at, 2) ? this.#view.getUint16(at, this.isLittle) : undefined;
  }

  u32(at: number): number | undefined {
    return this.has(at, 4) ? this.#view.getUint32(at, this.isLittle) : undefined;
  }

  /** 64 bits; what is past 2^53 is no place in a file, and comes as infinity. */
  u64(at: number): number | undefined {
    if (!this.has(at, 8)) return undefined;
    const first = this.#view.getUint32(at, this.isLittle);
    const second = this.#view.getUint32(at + 4, this.isLittle);
    const high = this.isLittle ? second : first;
    const low = this.isLittle ? first : second;
    return high > 0x1f_ffff ? Number.POSITIVE_INFINITY : high * 0x1_0000_0000 + low;
  }

  /** An address or offset: as wide as the class of the file. */
  word(at: number): number | undefined {
    return this.is64 ? this.u64(at) : this.u32(at);
  }

  /** Whether these bytes stand at a place. */
  startsWith(wanted: Uint8Array, at: number): boolean {
    if (!this.has(at, wanted.length)) return false;
    for (let index = 0; index < wanted.length; index++)
      if (this.buffer[at + index] !== wanted[index]) return false;
    return true;
  }

  /** Text up to its zero byte. @returns undefined where there is none within `most` bytes */
  text(at: number, most: number): string | undefined {
    if (!this.has(at, 1)) return undefined;
    const part = this.buffer.subarray(at, at + most + 1);
    const end = part.indexOf(0);
    return end < 0 ? undefined : part.toString('utf8', 0, end);
  }
}
