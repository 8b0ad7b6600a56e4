import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { whyNotText } from '../core/encoding.ts';
import type { Gap } from '../core/gap.ts';
import { Source } from '../core/source.ts';

/** What a file is read as, which says how large it may be. */
export type ReadAs = 'Dockerfile' | 'manifest';

/** The largest file that is read: 4 MiB, which is hundreds of thousands of instructions; manifests may be whole releases. */
export const MAX_SIZE = 4 * 1024 * 1024;
const MAX_SIZES: Readonly<Record<ReadAs, number>> = { Dockerfile: MAX_SIZE, manifest: 16 * 1024 * 1024 };

/**
 * Reads a file as text.
 * @param absolute where it is
 * @param path how it is shown
 * @returns the source, or a gap that says why it cannot be judged; nothing throws
 */
export function readSource(absolute: string, path: string, as: ReadAs = 'Dockerfile'): Source | Gap {
  try {
    // Asked before opening: opening a pipe waits for its writer, and opening a device may do anything.
    const refusal = refuse(statSync(absolute), as);
    if (refusal) return { path, reason: refusal };
    const bytes = readBytes(absolute, as);
    return typeof bytes === 'string' ? { path, reason: bytes } : toSource(bytes, path, as);
  } catch (error) {
    return { path, reason: whyUnreadable(error) };
  }
}

/** The first 64 KiB of a file, to tell what it is; a gap when it cannot be read, '' when it is no plain file. */
export function readHead(absolute: string, path: string): string | Gap {
  try {
    if (!statSync(absolute).isFile()) return '';
    const fd = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      const head = buffer.subarray(0, readSync(fd, buffer, 0, buffer.length, 0));
      // What it is can be told all the same, so that it is told that it is not read.
      if (!isUtf16(head)) return head.toString('utf8');
      const text = head[0] === 0xff ? head : head.subarray(0, head.length & ~1).swap16();
      return text.toString('utf16le').replaceAll('\0', '');
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return { path, reason: whyUnreadable(error) };
  }
}

/**
 * Takes bytes as text: UTF-8 where they are valid, its byte-order mark kept, else Latin-1, which keeps every byte.
 * @returns the source, or a gap when they are too many or not text
 */
export function toSource(bytes: Uint8Array, path: string, as: ReadAs = 'Dockerfile'): Source | Gap {
  if (bytes.length > MAX_SIZES[as]) return { path, reason: tooLarge(bytes.length, as) };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes(0)) return { path, reason: whyNotText(buffer.toString('latin1'))! };
  return isUtf8(buffer)
    ? new Source(path, buffer.toString('utf8'))
    : new Source(path, buffer.toString('latin1'), 'latin1');
}

/** Why a file or folder could not be read, in words, from the error of a file system call. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'it cannot be read: permission denied';
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
      return 'it does not exist: a part of its path is not a folder';
    case 'ELOOP':
      return 'it is a symbolic link that leads back to itself';
    case 'ENAMETOOLONG':
      return 'its path is too long for the file system';
    default:
      return `it cannot be read: ${message ?? String(error)}`;
  }
}

/** Why something that is not a plain file is not read; undefined for a file of a size that can be. */
export function refuse(stats: Stats, as: ReadAs = 'Dockerfile'): string | undefined {
  if (stats.isFile()) return stats.size > MAX_SIZES[as] ? tooLarge(stats.size, as) : undefined;
  if (stats.isDirectory()) return 'it is a folder, not a file';
  if (stats.isFIFO()) return 'it is a pipe, not a file: pass it on standard input, as `-`';
  if (stats.isSocket()) return 'it is a socket, not a file';
  return 'it is a device, not a file';
}

/** The whole file, or why it is refused after all: it may have grown, or been exchanged, since it was looked at. */
function readBytes(absolute: string, as: ReadAs): Uint8Array | string {
  const fd = openSync(absolute, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    const refusal = refuse(stats, as);
    if (refusal) return refusal;
    let buffer = Buffer.allocUnsafe(stats.size + 1);
    let length = 0;
    for (;;) {
      const read = readSync(fd, buffer, length, buffer.length - length, null);
      length += read;
      if (length > MAX_SIZES[as]) return tooLarge(length, as);
      if (read === 0 || length === stats.size) return buffer.subarray(0, length);
      // More than its size said: a file that grows, or one of /proc.
      if (length === buffer.length) buffer = Buffer.concat([buffer], length * 2 + 4096);
    }
  } finally {
    closeSync(fd);
  }
}

const tooLarge = (size: number, as: ReadAs): string =>
  `it holds ${mebibytes(size)} MiB, more than the ${mebibytes(MAX_SIZES[as])} MiB that are read of a ${as}, so nothing in it was checked: ${lighter[as]}, or exclude it in plimsoll.yaml`;

const lighter: Readonly<Record<ReadAs, string>> = {
  Dockerfile: 'move data that it carries into files beside it',
  manifest: 'split it',
};

const mebibytes = (size: number): number => Math.ceil((size / 1024 / 1024) * 10) / 10;

/** By its byte-order mark, of either order. */
const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
