import type { FileHead, FileReader } from '../image/reader.ts';
import { type Elf, readElf } from './elf.ts';
import { isLoadableElf } from './elf-parts.ts';
import { type GoBuildInfo, readGoBuildInfo } from './go-build-info.ts';
import { type RustCrate, readAuditable } from './rust-auditable.ts';
import { readScript, type Script } from './script.ts';
import { findSoftware, type Software } from './versions/find.ts';

/** What a file is that the kernel or the loader takes: a program, a library, a script. */
export interface Executable {
  readonly elf?: Elf;
  readonly script?: Script;
  readonly go?: GoBuildInfo;
  readonly rust?: readonly RustCrate[];
  /** Well-known software by its versions in the bytes. */
  readonly software?: readonly Software[];
  /** What of it could not be read. */
  readonly damaged?: string;
}

const MiB = 1024 * 1024;

/** Reads ELF programs and libraries, and the first lines of scripts that may be run. */
export const executable: FileReader<Executable> = {
  name: 'executable',
  version: 1,
  most: 512 * MiB,
  wants({ mode }: FileHead, magic: Uint8Array): boolean {
    if (magic[0] === 0x7f) return isLoadableElf(magic);
    return magic[0] === 0x23 && magic[1] === 0x21 && (mode & 0o111) !== 0;
  },
  read({ path }: FileHead, content: Uint8Array): Executable {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
    if (bytes[0] === 0x23) return { script: readScript(bytes) };
    const file = readElf(content);
    const go = readGoBuildInfo(file);
    const rust = readAuditable(file);
    const software = findSoftware(path.slice(path.lastIndexOf('/') + 1), bytes);
    return {
      elf: file.facts,
      ...(go ? { go } : {}),
      ...(rust && 'crates' in rust ? { rust: rust.crates } : {}),
      ...(rust && 'damaged' in rust ? { damaged: rust.damaged } : {}),
      ...(software.length > 0 ? { software } : {}),
    };
  },
};
