import type { Bytes } from './bytes.ts';
import { type Damage, offsetOf, type Segment } from './elf-parts.ts';

/** What the loader is told by a file's dynamic section (gABI, “Dynamic Section”; LSB, “Symbol Versioning”). */
export interface Dynamic {
  readonly needed: readonly string[];
  readonly rpath?: string | undefined;
  readonly runpath?: string | undefined;
  readonly soname?: string | undefined;
  readonly requires: readonly { readonly library: string; readonly versions: readonly string[] }[];
  readonly defines: readonly string[];
  /** All symbols are resolved at start. */
  readonly bindsNow: boolean;
  readonly isPie: boolean;
  readonly noDefaultLibraries: boolean;
  /** The bytes of its names, symbols' and others. */
  readonly names: Buffer | undefined;
}

const MOST_ENTRIES = 16_384;
const MOST_NEEDED = 2048;
const MOST_VERSIONS = 8192;
const MOST_NAME = 4096;
/** Of all names that are kept of one file, in bytes: a hostile one has long names that overlap. */
const MOST_TEXT = 1024 * 1024;

const DT_NEEDED = 1;
const DT_STRTAB = 5;
const DT_STRSZ = 10;
const DT_SONAME = 14;
const DT_RPATH = 15;
const DT_DEBUG = 21;
const DT_BIND_NOW = 24;
const DT_RUNPATH = 29;
const DT_FLAGS = 30;
const DT_FLAGS_1 = 0x6ffffffb;
const DT_VERDEF = 0x6ffffffc;
const DT_VERDEFNUM = 0x6ffffffd;
const DT_VERNEED = 0x6ffffffe;
const DT_VERNEEDNUM = 0x6fffffff;
const DF_BIND_NOW = 8;
const DF_1_NOW = 1;
const DF_1_NODEFLIB = 0x800;
const DF_1_PIE = 0x08000000;
const VER_FLG_BASE = 1;
const VER_FLG_WEAK = 2;

export function readDynamic(
  bytes: Bytes,
  segments: readonly Segment[],
  segment: Segment,
  damage: Damage,
): Dynamic | undefined {
  const tags = readTags(bytes, segment);
  if (!tags) return damage.note('its dynamic section leads out of the file');
  const tables = new Tables(bytes, segments, tags, damage);
  const flags = tags.last.get(DT_FLAGS) ?? 0;
  const flags1 = tags.last.get(DT_FLAGS_1) ?? 0;
  return {
    needed: tags.needed.map((at) => tables.name(at)).filter((name) => name !== undefined),
    rpath: tables.nameOf(DT_RPATH),
    runpath: tables.nameOf(DT_RUNPATH),
    soname: tables.nameOf(DT_SONAME),
    requires: tables.requires(),
    defines: tables.defines(),
    bindsNow: tags.last.has(DT_BIND_NOW) || (flags & DF_BIND_NOW) !== 0 || (flags1 & DF_1_NOW) !== 0,
    // Linkers before 2.26 do not set the flag; only programs have a place for the debugger.
    isPie: (flags1 & DF_1_PIE) !== 0 || tags.last.has(DT_DEBUG),
    noDefaultLibraries: (flags1 & DF_1_NODEFLIB) !== 0,
    names: tables.names,
  };
}

interface Tags {
  readonly last: ReadonlyMap<number, number>;
  readonly needed: readonly number[];
}

function readTags(bytes: Bytes, { offset, size }: Segment): Tags | undefined {
  const width = bytes.is64 ? 8 : 4;
  if (!bytes.has(offset, Math.min(size, 2 * width))) return undefined;
  const last = new Map<number, number>();
  const needed: number[] = [];
  const count = Math.min(Math.floor(size / (2 * width)), MOST_ENTRIES);
  for (let index = 0; index < count; index++) {
    const at = offset + index * 2 * width;
    const tag = bytes.word(at);
    const value = bytes.word(at + width);
    if (tag === undefined || value === undefined || tag === 0) break;
    if (tag !== DT_NEEDED) last.set(tag, value);
    else if (needed.length < MOST_NEEDED) needed.push(value);
  }
  return { last, needed };
}

class Tables {
  readonly names: Buffer | undefined;
  readonly #bytes: Bytes;
  readonly #segments: readonly Segment[];
  readonly #tags: Tags;
  readonly #damage: Damage;
  #textLeft = MOST_TEXT;

  constructor(bytes: Bytes, segments: readonly Segment[], tags: Tags, damage: Damage) {
    this.#bytes = bytes;
    this.#segments = segments;
    this.#tags = tags;
    this.#damage = damage;
    const start = this.#place(DT_STRTAB);
    const size = tags.last.get(DT_STRSZ) ?? 0;
    if (start !== undefined && bytes.has(start, size))
      this.names = bytes.buffer.subarray(start, start + size);
    else if (tags.last.has(DT_STRTAB)) damage.note('its names lead out of the file');
  }

  /** Where the table of a tag lies in the file. */
  #place(tag: number): number | undefined {
    const address = this.#tags.last.get(tag);
    return address === undefined ? undefined : offsetOf(this.#segments, address);
  }

  name(at: number): string | undefined {
    if (!this.names || at >= this.names.length)
      return this.#damage.note('a name of it leads out of the file');
    const end = this.names.indexOf(0, at);
    const length = end - at;
    if (end < 0 || length > MOST_NAME || length > this.#textLeft)
      return this.#damage.note('its names are longer than any that are real');
    this.#textLeft -= length;
    return this.names.toString('utf8', at, end);
  }

  nameOf(tag: number): string | undefined {
    const at = this.#tags.last.get(tag);
    return at === undefined ? undefined : this.name(at);
  }

  /** Elf_Verneed and Elf_Vernaux: chains of records that lead forward. Weak ones may be missing. */
  requires(): Dynamic['requires'] {
    const found: { library: string; versions: string[] }[] = [];
    let left = MOST_VERSIONS;
    for (const at of this.#chain(DT_VERNEED, DT_VERNEEDNUM, 12)) {
      const library = this.name(this.#bytes.u32(at + 4)!);
      const count = this.#bytes.u16(at + 2)!;
      const versions: string[] = [];
      let aux = at + this.#bytes.u32(at + 8)!;
      for (let index = 0; index < count && left-- > 0 && this.#bytes.has(aux, 16); index++) {
        const isWeak = (this.#bytes.u16(aux + 4)! & VER_FLG_WEAK) !== 0;
        const version = isWeak ? undefined : this.name(this.#bytes.u32(aux + 8)!);
        if (version !== undefined) versions.push(version);
        const next = this.#bytes.u32(aux + 12)!;
        if (next === 0) break;
        aux += next;
      }
      if (library !== undefined && versions.length > 0) found.push({ library, versions });
    }
    return found;
  }

  /** Elf_Verdef: of each the first name is its own; the base is that of the file. */
  defines(): string[] {
    const found: string[] = [];
    for (const at of this.#chain(DT_VERDEF, DT_VERDEFNUM, 16)) {
      const isBase = (this.#bytes.u16(at + 2)! & VER_FLG_BASE) !== 0;
      const aux = at + this.#bytes.u32(at + 12)!;
      const nameAt = isBase ? undefined : this.#bytes.u32(aux);
      const name = nameAt === undefined ? undefined : this.name(nameAt);
      if (name !== undefined) found.push(name);
    }
    return found;
  }

  /** The places of a chain's records; the last word of each says how far it is to the next. */
  *#chain(tag: number, countTag: number, nextAt: number): Generator<number> {
    let at = this.#place(tag);
    if (at === undefined) {
      if (this.#tags.last.has(tag)) this.#damage.note('its symbol versions lead out of the file');
      return;
    }
    const count = Math.min(this.#tags.last.get(countTag) ?? MOST_VERSIONS, MOST_VERSIONS);
    for (let index = 0; index < count; index++) {
      if (!this.#bytes.has(at, nextAt + 4)) {
        this.#damage.note('its symbol versions lead out of the file');
        return;
      }
      yield at;
      const next = this.#bytes.u32(at + nextAt)!;
      if (next === 0) return;
      at += next;
    }
  }
}
