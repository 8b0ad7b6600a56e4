import type { Bytes } from './bytes.ts';
import { type Dynamic, readDynamic } from './elf-dynamic.ts';
import { architectureOf } from './elf-machines.ts';
import { buildIdOf } from './elf-notes.ts';
import {
  Damage,
  type Header,
  openElf,
  readHeader,
  readSections,
  readSegments,
  type Section,
  type Segment,
  sectionNamed,
} from './elf-parts.ts';

/** What an ELF file says of itself (System V ABI, “Object Files”; Linux Standard Base, “Symbol Versioning”). */
export interface Elf {
  readonly bits: 32 | 64;
  readonly order: 'little' | 'big';
  /** `e_machine`. */
  readonly machine: number;
  /** As OCI and Go name it: `amd64`, `arm64`; undefined for machines that have no such name. */
  readonly architecture?: string;
  /** `library`: position-independent, and not linked as a program. */
  readonly kind: 'program' | 'library';
  /** The program that loads it: PT_INTERP. */
  readonly interpreter?: string;
  /** DT_NEEDED, in their order. */
  readonly needed: readonly string[];
  /** DT_RPATH and DT_RUNPATH as written: with `:` and `$ORIGIN`. */
  readonly rpath?: string;
  readonly runpath?: string;
  readonly soname?: string;
  /** The symbol versions without which the loader refuses it, by library. */
  readonly requires: readonly { readonly library: string; readonly versions: readonly string[] }[];
  /** The symbol versions that it has for others. */
  readonly defines: readonly string[];
  /** Whether its relocations are read-only once it runs: `full` where all are resolved at start. */
  readonly relro: 'none' | 'partial' | 'full';
  /** A program that may be loaded at any address. */
  readonly pie: boolean;
  /** It asks for a stack that is not executable. */
  readonly nx: boolean;
  /** Its functions check their stack; undefined where no symbols tell. */
  readonly canary?: boolean;
  /** It calls checked variants of functions of the C library; undefined where no symbols tell. */
  readonly fortify?: boolean;
  /** It has no table of symbols but that of the loader. */
  readonly stripped: boolean;
  /** NT_GNU_BUILD_ID, hexadecimal. */
  readonly buildId?: string;
  /** A program that needs neither loader nor libraries. */
  readonly static: boolean;
  /** The libraries that it needs are not looked for in the system's folders: DF_1_NODEFLIB. */
  readonly noDefaultLibraries?: true;
  /** What of it leads nowhere; the rest holds as far as it could be read. */
  readonly damaged?: string;
}

const MOST_PATH = 4096;
const MOST_SYMBOL = 256;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const PT_GNU_STACK = 0x6474e551;
const PT_GNU_RELRO = 0x6474e552;
const PF_X = 1;
const SHT_SYMTAB = 2;
const ET_EXEC = 2;
const ET_DYN = 3;

/** An ELF file taken apart: its facts, and where its parts lie, for those who look into them. */
export interface ElfFile {
  readonly bytes: Bytes;
  readonly facts: Elf;
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
}

/**
 * Takes an ELF program or library apart, in time that is linear in its length.
 * @throws PlimsollError `malformed` where not even its header is whole; `unsupported` for object files and cores
 */
export function readElf(content: Uint8Array): ElfFile {
  const bytes = openElf(content);
  const header = readHeader(bytes);
  const damage = new Damage();
  const segments = readSegments(bytes, header, damage);
  const sections = readSections(bytes, header, damage);
  const dynamicSegment = segments.find(({ type }) => type === PT_DYNAMIC);
  const dynamic = dynamicSegment ? readDynamic(bytes, segments, dynamicSegment, damage) : undefined;
  const interpreter = interpreterOf(bytes, segments, damage);
  return {
    bytes,
    segments,
    sections,
    facts: factsOf(bytes, header, { segments, sections, dynamic, interpreter, damage }),
  };
}

/** The content of a section by its name; undefined where it is not in the file. */
export function sectionBytes({ bytes, sections }: ElfFile, name: string): Buffer | undefined {
  const section = sectionNamed(bytes, sections, name);
  if (!section || !bytes.has(section.offset, section.size)) return undefined;
  return bytes.buffer.subarray(section.offset, section.offset + section.size);
}

function interpreterOf(bytes: Bytes, segments: readonly Segment[], damage: Damage): string | undefined {
  const segment = segments.find(({ type }) => type === PT_INTERP);
  if (!segment) return undefined;
  const { offset, size } = segment;
  if (!bytes.has(offset, size) || size < 2) return damage.note('its interpreter leads out of the file');
  return bytes.text(offset, Math.min(size, MOST_PATH)) ?? damage.note('its interpreter has no end');
}

interface Parts {
  readonly segments: readonly Segment[];
  readonly sections: readonly Section[];
  readonly dynamic: Dynamic | undefined;
  readonly interpreter: string | undefined;
  readonly damage: Damage;
}

function factsOf(bytes: Bytes, header: Header, parts: Parts): Elf {
  const { segments, sections, dynamic, interpreter, damage } = parts;
  const architecture = architectureOf(header.machine, bytes.isLittle, bytes.is64);
  const isPie = header.type === ET_DYN && dynamic?.isPie === true;
  const symbols = dynamic?.names ?? symbolNames(bytes, sections);
  const buildId = buildIdOf(bytes, segments, sections);
  const needed = dynamic?.needed ?? [];
  const isProgram = header.type === ET_EXEC || isPie;
  return {
    bits: bytes.is64 ? 64 : 32,
    order: bytes.isLittle ? 'little' : 'big',
    machine: header.machine,
    ...(architecture ? { architecture } : {}),
    kind: isProgram ? 'program' : 'library',
    ...(interpreter === undefined ? {} : { interpreter }),
    needed,
    ...(dynamic?.rpath === undefined ? {} : { rpath: dynamic.rpath }),
    ...(dynamic?.runpath === undefined ? {} : { runpath: dynamic.runpath }),
    ...(dynamic?.soname === undefined ? {} : { soname: dynamic.soname }),
    requires: dynamic?.requires ?? [],
    defines: dynamic?.defines ?? [],
    relro: !segments.some(({ type }) => type === PT_GNU_RELRO)
      ? 'none'
      : dynamic?.bindsNow
        ? 'full'
        : 'partial',
    pie: isPie,
    nx: segments.some(({ type, flags }) => type === PT_GNU_STACK && (flags & PF_X) === 0),
    ...(symbols ? { canary: checksStack(symbols), fortify: isFortified(symbols) } : {}),
    stripped: !sections.some(({ type }) => type === SHT_SYMTAB),
    ...(buildId ? { buildId } : {}),
    static: isProgram && interpreter === undefined && needed.length === 0,
    ...(dynamic?.noDefaultLibraries ? { noDefaultLibraries: true as const } : {}),
    ...(damage.first === undefined ? {} : { damaged: damage.first }),
  };
}

/** The names of a file that has no loader's table: those of its own. */
function symbolNames(bytes: Bytes, sections: readonly Section[]): Buffer | undefined {
  if (!sections.some(({ type }) => type === SHT_SYMTAB)) return undefined;
  const names = sectionNamed(bytes, sections, '.strtab');
  if (!names || !bytes.has(names.offset, names.size)) return undefined;
  return bytes.buffer.subarray(names.offset, names.offset + names.size);
}

const checksStack = (names: Buffer): boolean =>
  names.includes('\0__stack_chk_fail\0') || names.includes('\0__stack_chk_guard\0');

/** Whether a name is `__…_chk`, that of the stack check apart. */
function isFortified(names: Buffer): boolean {
  for (let end = names.indexOf('_chk\0'); end >= 0; end = names.indexOf('_chk\0', end + 1)) {
    const start = names.lastIndexOf(0, end) + 1;
    if (end - start < MOST_SYMBOL && names[start] === 0x5f && names[start + 1] === 0x5f) return true;
  }
  return false;
}
