/** What tests want of a program. */
export interface ElfSpec {
  /** Shared libraries (DT_NEEDED). */
  readonly needed?: readonly string[];
  /** The program loader (PT_INTERP). */
  readonly interpreter?: string;
}

const PAGE = 0x1000;

/**
 * A small 64-bit ELF program for x86-64: headers, the loader's name, and a dynamic section (System V ABI, “Object Files”,
 * “Program Loading and Dynamic Linking”). It has no code.
 */
export function elfFile({ needed = [], interpreter }: ElfSpec): Buffer {
  const strings = Buffer.from(`\0${needed.map((name) => `${name}\0`).join('')}`);
  let at = 1;
  const offsets = needed.map((name) => {
    const offset = at;
    at += name.length + 1;
    return offset;
  });
  const interp = interpreter === undefined ? undefined : Buffer.from(`${interpreter}\0`);
  const isDynamic = interp !== undefined || needed.length > 0;
  const entries: (readonly [number, number])[] = offsets.map((offset) => [1, offset]);
  const stringsAt = 0x400;
  const dynamicAt = stringsAt + Math.ceil(strings.length / 16) * 16;
  if (isDynamic) entries.push([5, stringsAt], [10, strings.length], [0, 0]);
  const dynamic = Buffer.alloc(entries.length * 16);
  for (const [index, [tag, value]] of entries.entries()) {
    dynamic.writeBigUInt64LE(BigInt(tag), index * 16);
    dynamic.writeBigUInt64LE(BigInt(value), index * 16 + 8);
  }
  const segments: { type: number; offset: number; size: number }[] = [
    { type: 1, offset: 0, size: dynamicAt + dynamic.length },
  ];
  if (interp) segments.push({ type: 3, offset: 0x200, size: interp.length });
  if (isDynamic) segments.push({ type: 2, offset: dynamicAt, size: dynamic.length });
  const file = Buffer.alloc(Math.max(PAGE, dynamicAt + dynamic.length));
  file.write('\x7fELF\x02\x01\x01', 0, 'latin1');
  file.writeUInt16LE(isDynamic ? 3 : 2, 16);
  file.writeUInt16LE(62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(0x40n, 32);
  file.writeUInt16LE(64, 52);
  file.writeUInt16LE(56, 54);
  file.writeUInt16LE(segments.length, 56);
  for (const [index, { type, offset, size }] of segments.entries()) {
    const header = 0x40 + index * 56;
    file.writeUInt32LE(type, header);
    file.writeUInt32LE(type === 1 ? 5 : 4, header + 4);
    for (const place of [8, 16, 24]) file.writeBigUInt64LE(BigInt(offset), header + place);
    for (const place of [32, 40]) file.writeBigUInt64LE(BigInt(size), header + place);
    file.writeBigUInt64LE(type === 1 ? BigInt(PAGE) : 8n, header + 48);
  }
  interp?.copy(file, 0x200);
  strings.copy(file, stringsAt);
  dynamic.copy(file, dynamicAt);
  return file;
}
