import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Digest, partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import type { Blob, Descriptor } from './types.ts';

/** @throws PlimsollError `integrity` where bytes are not what a descriptor says */
export function verified(bytes: Uint8Array, { digest, size }: Descriptor, what: string): Uint8Array {
  if (bytes.length !== size)
    throw new PlimsollError(
      'integrity',
      `${what} should be ${size} bytes and is ${bytes.length}: get it again`,
    );
  const is = digestOf(bytes, digest);
  if (is !== digest)
    throw new PlimsollError(
      'integrity',
      `${what} should be ${digest} and is ${is}: it was changed or damaged; get it again`,
    );
  return bytes;
}

/** The digest of bytes, by the algorithm of another. */
export function digestOf(bytes: Uint8Array, like: Digest = 'sha256:'): Digest {
  const { algorithm } = partsOf(like);
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** A part of a file, whole. @throws PlimsollError `malformed` where it is more than `most` bytes */
export async function readPart(
  path: string,
  start: number,
  length: number,
  most: number,
  what: string,
): Promise<Uint8Array> {
  if (length > most)
    throw new PlimsollError(
      'malformed',
      `${what} is ${length} bytes, more than the ${most} that are read of one`,
    );
  return withFile(path, what, async (file) => {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, start);
    return bytes.subarray(0, bytesRead);
  });
}

async function withFile<T>(path: string, what: string, act: (file: FileHandle) => Promise<T>): Promise<T> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    return await act(file);
  } catch (error) {
    throw fileError(error, path, what);
  } finally {
    await file?.close();
  }
}

/** A blob that is a part of a file, or the whole of one. */
export function fileBlob(path: string, start: number, length: number, what: string): Blob {
  return {
    file: { path, start, length },
    async *stream() {
      if (length === 0) return;
      try {
        // Large parts cost least.
        yield* createReadStream(path, { start, end: start + length - 1, highWaterMark: 256 * 1024 });
      } catch (error) {
        throw fileError(error, path, what);
      }
    },
  };
}

/** What the system says of a file, as an error of ours. */
export function fileError(error: unknown, path: string, what: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new PlimsollError('not-found', `${what} is not there: ${path}`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM')
    return new PlimsollError('denied', `${what} may not be read: ${path}`, { cause: error });
  if (code === 'EISDIR')
    return new PlimsollError('malformed', `${what} is a folder: ${path}`, { cause: error });
  return error;
}
