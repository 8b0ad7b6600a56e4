import type { Bytes } from './bytes.ts';
import type { Section, Segment } from './elf-parts.ts';

const PT_NOTE = 4;
const SHT_NOTE = 7;
const NT_GNU_BUILD_ID = 3;
const MOST_NOTES = 256;
const MOST_BUILD_ID = 64;

/** By the notes that are loaded, else by those of sections: Go's linker loads its own note alone. */
export function buildIdOf(
  bytes: Bytes,
  segments: readonly Segment[],
  sections: readonly Section[],
): string | undefined {
  let left = MOST_NOTES;
  const notes = [
    ...segments.filter(({ type }) => type === PT_NOTE),
    ...sections.filter(({ type }) => type === SHT_NOTE),
  ];
  for (const { offset, size } of notes) {
    const end = Math.min(offset + size, bytes.length);
    for (let at = offset; at + 12 <= end && left-- > 0; ) {
      const nameSize = bytes.u32(at)!;
      const contentSize = bytes.u32(at + 4)!;
      const content = at + 12 + align4(nameSize);
      if (
        bytes.u32(at + 8) === NT_GNU_BUILD_ID &&
        bytes.text(at + 12, 3) === 'GNU' &&
        contentSize <= MOST_BUILD_ID &&
        content + contentSize <= end
      )
        return bytes.buffer.toString('hex', content, content + contentSize);
      at = content + align4(contentSize);
    }
  }
  return undefined;
}

const align4 = (size: number): number => Math.ceil(size / 4) * 4;
