import { PlimsollError } from '../core/errors.ts';
import { Bytes } from './bytes.ts';

/** Where a section lies in the file. */
export interface Section {
  /** Where its name stands in the file. */
  readonly nameAt: number;
  readonly type: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

/** A part of the file that is loaded. */
export interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  /** In the file, in bytes. */
  readonly size: number;
}

/** How many headers are read at most; real files have a hundred sections, and thousands where each function has its own. */
const MOST_SEGMENTS = 4096;
const MOST_SECTIONS = 65_536;
const PT_LOAD = 1;
const SHT_NOBITS = 8;
const ET_EXEC = 2;
const ET_DYN = 3;

/** The first thing of a file that leads nowhere. */
export class Damage {
  #first: string | undefined;

  note(what: string): undefined {
    this.#first ??= what;
    return undefined;
  }

  get first(): string | undefined {
    return this.#first;
  }
}

/** The place in the file of an address, by what is loaded there. @returns undefined where nothing of the file is */
export function offsetOf(segments: readonly Segment[], address: number): number | undefined {
  for (const { type, address: start, size, offset } of segments) {
    if (type === PT_LOAD && address >= start && address < start + size) return address - start + offset;
  }
  return undefined;
}

/** The section of a name, of those that have content in the file. */
export function sectionNamed(bytes: Bytes, sections: readonly Section[], name: string): Section | undefined {
  const wanted = Buffer.from(`${name}\0`);
  return sections.find(({ nameAt, type }) => type !== SHT_NOBITS && bytes.startsWith(wanted, nameAt));
}

/** Whether the first bytes are those of an ELF program or library (ET_EXEC, ET_DYN): not an object file, not a core. */
export function isLoadableElf(magic: Uint8Array): boolean {
  if (magic.length < 18 || magic[0] !== 0x7f || magic[1] !== 0x45 || magic[2] !== 0x4c || magic[3] !== 0x46)
    return false;
  const type = magic[5] === 2 ? (magic[16]! << 8) | magic[17]! : magic[16]! | (magic[17]! << 8);
  return type === ET_EXEC || type === ET_DYN;
}

/** The beginning of a file, as far as it is needed. */
export interface Header {
  readonly type: number;
  readonly machine: number;
  readonly phoff: number;
  readonly phentsize: number;
  readonly phnum: number;
  readonly shoff: number;
  readonly shentsize: number;
  readonly shnum: number;
  readonly shstrndx: number;
}

export function openElf(content: Uint8Array): Bytes {
  const [, , , , width, order] = content;
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2))
    throw new PlimsollError('malformed', `an ELF file of class ${width} and byte order ${order}`);
  return new Bytes(content, order === 1, width === 2);
}

export function readHeader(bytes: Bytes): Header {
  const tail = bytes.is64 ? 52 : 40;
  const shstrndx = bytes.u16(tail + 10);
  if (shstrndx === undefined) throw new PlimsollError('malformed', 'an ELF file that ends in its header');
  const type = bytes.u16(16)!;
  if (type !== ET_EXEC && type !== ET_DYN)
    throw new PlimsollError('unsupported', `an ELF file of type ${type}: no program, no library`);
  return {
    type,
    machine: bytes.u16(18)!,
    phoff: bytes.word(bytes.is64 ? 32 : 28)!,
    shoff: bytes.word(bytes.is64 ? 40 : 32)!,
    phentsize: bytes.u16(tail + 2)!,
    phnum: bytes.u16(tail + 4)!,
    shentsize: bytes.u16(tail + 6)!,
    shnum: bytes.u16(tail + 8)!,
    shstrndx,
  };
}

export function readSegments(bytes: Bytes, { phoff, phentsize, phnum }: Header, damage: Damage): Segment[] {
  const segments: Segment[] = [];
  const size = bytes.is64 ? 56 : 32;
  if (phnum > 0 && phentsize < size) damage.note(`program headers of ${phentsize} bytes`);
  if (phentsize < size) return segments;
  for (let index = 0; index < Math.min(phnum, MOST_SEGMENTS); index++) {
    const at = phoff + index * phentsize;
    if (!bytes.has(at, size)) {
      damage.note('its program headers lead out of the file');
      break;
    }
    segments.push(segmentAt(bytes, at));
  }
  return segments;
}

const segmentAt = (bytes: Bytes, at: number): Segment =>
  bytes.is64
    ? {
        type: bytes.u32(at)!,
        flags: bytes.u32(at + 4)!,
        offset: bytes.u64(at + 8)!,
        address: bytes.u64(at + 16)!,
        size: bytes.u64(at + 32)!,
      }
    : {
        type: bytes.u32(at)!,
        flags: bytes.u32(at + 24)!,
        offset: bytes.u32(at + 4)!,
        address: bytes.u32(at + 8)!,
        size: bytes.u32(at + 16)!,
      };

/** Sections by name. A program needs none of them, so that what is wrong with them is no damage. */
export function readSections(bytes: Bytes, header: Header, damage: Damage): Section[] {
  const { shoff, shentsize, shnum, shstrndx } = header;
  const size = bytes.is64 ? 64 : 40;
  if (shoff === 0 || shentsize < size || !bytes.has(shoff, size)) {
    if (shoff !== 0 && shnum > 0) damage.note('its section headers lead out of the file');
    return [];
  }
  const found: Section[] = [];
  const wide = bytes.is64;
  for (let index = 0; index < Math.min(shnum, MOST_SECTIONS); index++) {
    const at = shoff + index * shentsize;
    if (!bytes.has(at, size)) {
      damage.note('its section headers lead out of the file');
      break;
    }
    found.push({
      nameAt: bytes.u32(at)!,
      type: bytes.u32(at + 4)!,
      address: bytes.word(at + (wide ? 16 : 12))!,
      offset: bytes.word(at + (wide ? 24 : 16))!,
      size: bytes.word(at + (wide ? 32 : 20))!,
    });
  }
  const names = found[shstrndx]?.offset ?? Number.POSITIVE_INFINITY;
  return found.map((section) => ({ ...section, nameAt: names + section.nameAt }));
}
