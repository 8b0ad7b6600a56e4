/** An ELF file that tests make. */
export interface ElfSpec {
  readonly bits?: 32 | 64;
  readonly order?: 'little' | 'big';
  /** `e_machine`; by default 62, amd64. */
  readonly machine?: number;
  /** 2: a program at a fixed address; 3: one at any, or a library. */
  readonly type?: number;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly rpath?: string;
  readonly runpath?: string;
  readonly soname?: string;
  readonly requires?: readonly {
    readonly library: string;
    readonly versions: readonly string[];
    readonly weak?: boolean;
  }[];
  readonly defines?: readonly string[];
  readonly flags1?: number;
  readonly isStatic?: boolean;
  readonly relro?: boolean;
  /** The flags of PT_GNU_STACK; undefined for none. */
  readonly stack?: number;
  readonly symbols?: readonly string[];
  readonly buildId?: string;
  /** By name; what makes one is told the address where it will lie. */
  readonly sections?: Readonly<Record<string, Buffer | ((address: number) => Buffer)>>;
}

const BASE = 0x10000;

/** Makes an ELF file as small as its facts: one part that is loaded whole, at 0x10000. */
export function elfOf(spec: ElfSpec = {}): Buffer {
  const writer = new Writer(spec.bits !== 32, spec.order !== 'big');
  const { word } = writer;
  const dynamic = spec.isStatic ? undefined : new DynamicPart(writer, spec);
  const headers: ((parts: { end: number }) => Segment)[] = [];
  const interpreter =
    spec.interpreter === undefined ? undefined : writer.add(Buffer.from(`${spec.interpreter}\0`));
  const note =
    spec.buildId === undefined ? undefined : writer.add(noteOf(writer, Buffer.from(spec.buildId, 'hex')));
  const table = dynamic?.write();
  headers.push(({ end }) => ({ type: 1, flags: 7, offset: 0, size: end }));
  if (interpreter) headers.push(() => ({ type: 3, flags: 4, ...interpreter }));
  if (table) headers.push(() => ({ type: 2, flags: 6, ...table }));
  if (note) headers.push(() => ({ type: 4, flags: 4, ...note }));
  if (spec.relro) headers.push(() => ({ type: 0x6474e552, flags: 4, offset: 0, size: 0 }));
  if (spec.stack !== undefined)
    headers.push(() => ({ type: 0x6474e551, flags: spec.stack!, offset: 0, size: 0 }));
  const sections = writer.sections(spec.sections ?? {});
  const segments = headers.map((make) => make({ end: writer.end })).map((one) => writer.segment(one));
  const size = writer.is64 ? 56 : 32;
  const at = writer.add(Buffer.concat(segments)).offset;
  const head = Buffer.concat([
    Buffer.from([
      0x7f,
      0x45,
      0x4c,
      0x46,
      writer.is64 ? 2 : 1,
      writer.isLittle ? 1 : 2,
      1,
      ...Array(9).fill(0),
    ]),
    writer.u16(spec.type ?? 3),
    writer.u16(spec.machine ?? 62),
    writer.u32(1),
    word(0),
    word(at),
    word(sections.offset),
    writer.u32(0),
    writer.u16(writer.is64 ? 64 : 52),
    writer.u16(size),
    writer.u16(segments.length),
    writer.u16(writer.is64 ? 64 : 40),
    writer.u16(sections.count),
    writer.u16(sections.count === 0 ? 0 : sections.count - 1),
  ]);
  return writer.finish(head);
}

interface Place {
  readonly offset: number;
  readonly size: number;
}

interface Segment extends Place {
  readonly type: number;
  readonly flags: number;
}

class Writer {
  readonly is64: boolean;
  readonly isLittle: boolean;
  #parts: Buffer[] = [];
  end = 64;

  constructor(is64: boolean, isLittle: boolean) {
    this.is64 = is64;
    this.isLittle = isLittle;
  }

  u16 = (value: number): Buffer => this.#number(value, 2);
  u32 = (value: number): Buffer => this.#number(value, 4);
  word = (value: number): Buffer => this.#number(value, this.is64 ? 8 : 4);

  #number(value: number, width: number): Buffer {
    const bytes = Buffer.alloc(width);
    for (let index = 0; index < width; index++)
      bytes[this.isLittle ? index : width - 1 - index] = Math.floor(value / 256 ** index) % 256;
    return bytes;
  }

  /** Puts bytes at the end, aligned to 16. */
  add(bytes: Buffer): Place {
    const offset = Math.ceil(this.end / 16) * 16;
    this.#parts.push(Buffer.alloc(offset - this.end), bytes);
    this.end = offset + bytes.length;
    return { offset, size: bytes.length };
  }

  segment({ type, flags, offset, size }: Segment): Buffer {
    const { word, u32 } = this;
    const address = BASE + offset;
    return this.is64
      ? Buffer.concat([
          u32(type),
          u32(flags),
          word(offset),
          word(address),
          word(address),
          word(size),
          word(size),
          word(1),
        ])
      : Buffer.concat([
          u32(type),
          word(offset),
          word(address),
          word(address),
          word(size),
          word(size),
          u32(flags),
          word(1),
        ]);
  }

  sections(given: NonNullable<ElfSpec['sections']>): { offset: number; count: number } {
    const names = Object.keys(given);
    if (names.length === 0) return { offset: 0, count: 0 };
    const places = names.map((name) => {
      const content = given[name]!;
      const at = Math.ceil(this.end / 16) * 16;
      return this.add(Buffer.isBuffer(content) ? content : content(BASE + at));
    });
    const text = Buffer.from(`\0${[...names, '.shstrtab'].join('\0')}\0`);
    const table = this.add(text);
    const { u32, word } = this;
    const all = [{ offset: 0, size: 0 }, ...places, table];
    const rows = all.map(({ offset, size }, index) => {
      const name = index === 0 ? 0 : text.indexOf(`\0${[...names, '.shstrtab'][index - 1]}\0`) + 1;
      return Buffer.concat([
        u32(name),
        u32(index === 0 ? 0 : index <= names.length && names[index - 1] === '.symtab' ? 2 : 1),
        word(0),
        word(index === 0 ? 0 : BASE + offset),
        word(offset),
        word(size),
        u32(0),
        u32(0),
        word(1),
        word(0),
      ]);
    });
    return { offset: this.add(Buffer.concat(rows)).offset, count: rows.length };
  }

  finish(head: Buffer): Buffer {
    return Buffer.concat([head, Buffer.alloc(64 - head.length), ...this.#parts]);
  }
}

function noteOf({ u32 }: Writer, id: Buffer): Buffer {
  return Buffer.concat([u32(4), u32(id.length), u32(3), Buffer.from('GNU\0'), id]);
}

class DynamicPart {
  readonly #writer: Writer;
  readonly #spec: ElfSpec;
  #names = Buffer.from('\0');

  constructor(writer: Writer, spec: ElfSpec) {
    this.#writer = writer;
    this.#spec = spec;
  }

  #name(text: string): number {
    const at = this.#names.length;
    this.#names = Buffer.concat([this.#names, Buffer.from(`${text}\0`)]);
    return at;
  }

  write(): Place {
    const { needed = [], rpath, runpath, soname, flags1, symbols = [] } = this.#spec;
    const tags: [number, number][] = needed.map((name) => [1, this.#name(name)]);
    const named = (tag: number, text: string | undefined): void => {
      if (text !== undefined) tags.push([tag, this.#name(text)]);
    };
    named(14, soname);
    named(15, rpath);
    named(29, runpath);
    for (const symbol of symbols) this.#name(symbol);
    if (flags1 !== undefined) tags.push([0x6ffffffb, flags1]);
    const requires = this.#requires();
    if (requires)
      tags.push([0x6ffffffe, BASE + this.#writer.add(requires.bytes).offset], [0x6fffffff, requires.count]);
    const defines = this.#defines();
    if (defines)
      tags.push([0x6ffffffc, BASE + this.#writer.add(defines.bytes).offset], [0x6ffffffd, defines.count]);
    const names = this.#writer.add(this.#names);
    tags.push([5, BASE + names.offset], [10, names.size], [0, 0]);
    const { word } = this.#writer;
    return this.#writer.add(Buffer.concat(tags.flatMap(([tag, value]) => [word(tag), word(value)])));
  }

  #requires(): { bytes: Buffer; count: number } | undefined {
    const { requires = [] } = this.#spec;
    if (requires.length === 0) return undefined;
    const { u16, u32 } = this.#writer;
    const rows = requires.map(({ library, versions, weak }, index) => {
      const auxiliaries = versions.map((version, at) =>
        Buffer.concat([
          u32(0),
          u16(weak ? 2 : 0),
          u16(2),
          u32(this.#name(version)),
          u32(at === versions.length - 1 ? 0 : 16),
        ]),
      );
      const next = index === requires.length - 1 ? 0 : 16 + 16 * versions.length;
      return Buffer.concat([
        u16(1),
        u16(versions.length),
        u32(this.#name(library)),
        u32(16),
        u32(next),
        ...auxiliaries,
      ]);
    });
    return { bytes: Buffer.concat(rows), count: rows.length };
  }

  #defines(): { bytes: Buffer; count: number } | undefined {
    const { defines = [] } = this.#spec;
    if (defines.length === 0) return undefined;
    const { u16, u32 } = this.#writer;
    const all = ['the-file-itself', ...defines];
    const rows = all.map((name, index) =>
      Buffer.concat([
        u16(1),
        u16(index === 0 ? 1 : 0),
        u16(index + 1),
        u16(1),
        u32(0),
        u32(20),
        u32(index === all.length - 1 ? 0 : 28),
        u32(this.#name(name)),
        u32(0),
      ]),
    );
    return { bytes: Buffer.concat(rows), count: rows.length };
  }
}
