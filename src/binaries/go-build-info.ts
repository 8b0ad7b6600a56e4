import type { Bytes } from './bytes.ts';
import type { ElfFile } from './elf.ts';
import { offsetOf, sectionNamed } from './elf-parts.ts';
import { parseModules } from './go-modules.ts';

/** A Go module in a program. */
export interface GoModule {
  readonly path: string;
  /** As Go writes it: `v1.2.3`, `(devel)`; absent where it says none: a folder that stands for a module. */
  readonly version?: string;
  /** What stands for it: a module, or a folder where the program was built. */
  readonly replace?: { readonly path: string; readonly version?: string };
}

/** How a Go program was built (runtime/debug.BuildInfo). */
export interface GoBuildInfo {
  /** Of the toolchain: `go1.24.1`. */
  readonly go: string;
  /** The package path of its main package. */
  readonly path?: string;
  readonly main?: GoModule;
  readonly modules: readonly GoModule[];
  /** Build settings: `GOOS`, `CGO_ENABLED`, `vcs.revision`, `-tags`; not the flags of compilers and linkers. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the linker was told to write into variables (`-X`), by variable; those alone that are of a version. */
  readonly stamped: Readonly<Record<string, string>>;
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const ALIGN = 16;
const HEADER = 32;
const HAS_STRINGS = 2;
const IS_BIG = 1;
const PT_LOAD = 1;
const PF_W = 2;
const MOST_VERSION = 256;
const MOST_INFO = 4 * 1024 * 1024;

/**
 * What Go's linker wrote into a program: since Go 1.13 by pointers to two strings, since 1.18 with the strings themselves
 * (Go source, debug/buildinfo).
 * @returns undefined where there is none
 */
export function readGoBuildInfo(file: ElfFile): GoBuildInfo | undefined {
  const at = headerPlace(file);
  if (at === undefined) return undefined;
  const [version, info] = stringsAt(file, at);
  if (!version) return undefined;
  return { go: version, ...parseModules(withoutSentinels(info)) };
}

/** The header lies in its section, or, where a linker left no sections, at the start of what is writable. */
function headerPlace({ bytes, segments, sections }: ElfFile): number | undefined {
  const section = sectionNamed(bytes, sections, '.go.buildinfo');
  const parts = section
    ? [section]
    : segments.filter(({ type, flags }) => type === PT_LOAD && (flags & PF_W) !== 0);
  for (const { address, offset, size } of parts) {
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(size)) continue;
    const content = bytes.buffer.subarray(offset, offset + size);
    for (let at = content.indexOf(MAGIC); at >= 0; at = content.indexOf(MAGIC, at + 1)) {
      if ((address + at) % ALIGN === 0 && bytes.has(offset + at, HEADER)) return offset + at;
    }
  }
  return undefined;
}

function stringsAt(file: ElfFile, at: number): [version: string, info: Buffer] {
  const { bytes } = file;
  const flags = bytes.u8(at + 15)!;
  if ((flags & HAS_STRINGS) !== 0) {
    const version = varString(bytes, at + HEADER, MOST_VERSION);
    if (!version) return ['', EMPTY];
    const info = varString(bytes, version.end, MOST_INFO);
    return [version.content.toString('utf8'), info?.content ?? EMPTY];
  }
  const width = bytes.u8(at + 14)!;
  if ((width !== 4 && width !== 8) || ((flags & IS_BIG) !== 0) === bytes.isLittle) return ['', EMPTY];
  const word = (place: number): number | undefined => (width === 8 ? bytes.u64(place) : bytes.u32(place));
  /** A string of Go: where it is and how long. */
  const string = (place: number, most: number): Buffer => {
    const header = offsetOf(file.segments, word(place) ?? 0);
    if (header === undefined) return EMPTY;
    const start = offsetOf(file.segments, word(header) ?? 0);
    const length = word(header + width);
    if (start === undefined || length === undefined || length > most || !bytes.has(start, length))
      return EMPTY;
    return bytes.buffer.subarray(start, start + length);
  };
  return [string(at + 16, MOST_VERSION).toString('utf8'), string(at + 16 + width, MOST_INFO)];
}

const EMPTY = Buffer.alloc(0);

/** A string behind its length, seven bits a byte, low ones first. */
function varString(bytes: Bytes, at: number, most: number): { content: Buffer; end: number } | undefined {
  let length = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes.u8(at + index);
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * index);
    if (byte >= 0x80) continue;
    const start = at + index + 1;
    if (length > most || !bytes.has(start, length)) return undefined;
    return { content: bytes.buffer.subarray(start, start + length), end: start + length };
  }
  return undefined;
}

const SENTINEL = 16;

/** The text between two marks of 16 bytes, by which it can be found in memory. */
function withoutSentinels(info: Buffer): string {
  if (info.length < 2 * SENTINEL + 1 || info[info.length - SENTINEL - 1] !== 0x0a) return '';
  return info.toString('utf8', SENTINEL, info.length - SENTINEL);
}
