import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Digest, partsOf } from '../core/digest.ts';

/** A blob that lies in a file of its own. */
export interface KeptBlob {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * A kept blob. It is hashed each time (1.3 GB/s): a damaged file would otherwise fail every run until somebody removes it.
 * That is an eighth of what inflating costs, and blobs are only read where no result of the layer is kept.
 */
export async function keptBlob(path: string, digest: Digest): Promise<KeptBlob | undefined> {
  const hash = createHash(partsOf(digest).algorithm);
  try {
    for await (const part of createReadStream(path, { highWaterMark: LARGE })) hash.update(part);
    if (hash.digest('hex') !== partsOf(digest).hex) {
      await rm(path, { force: true });
      return undefined;
    }
    const { size, mtimeMs } = await stat(path);
    await touch(path, mtimeMs);
    return { path, size };
  } catch (error) {
    return nothing(error);
  }
}

/**
 * A result, behind its checksum. What another user could have put there is left alone: it is not verified by a digest
 * that somebody named, as blobs are.
 */
export async function readResult(path: string): Promise<Uint8Array | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { uid, mode, mtimeMs } = await file.stat();
      if (process.getuid && (uid !== process.getuid() || mode & 0o022)) return undefined;
      const whole = await file.readFile();
      const bytes = whole.subarray(CHECKSUM);
      if (checksum(bytes).equals(whole.subarray(0, CHECKSUM))) {
        await touch(path, mtimeMs);
        return bytes;
      }
    } finally {
      await file.close();
    }
    await rm(path, { force: true });
    return undefined;
  } catch (error) {
    return nothing(error);
  }
}

/** Written aside and renamed. Not synced: what a crash leaves half written, its checksum tells. */
export async function writeResult(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}-${randomBytes(6).toString('hex')}${ASIDE}`;
  const file = await open(aside, 'wx', 0o600);
  try {
    await file.writev([checksum(bytes), bytes]);
    await file.close();
    await rename(aside, path);
  } catch (error) {
    await file.close().catch(() => {});
    await rm(aside, { force: true });
    throw error;
  }
}

/** Ends the names of files that are not yet what they will be. */
export const ASIDE = '.new';

/** In bytes: before each result. */
export const CHECKSUM = 32;

/** Large parts cost least. */
export const LARGE = 256 * 1024;

const checksum = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** When it was last used is its time of change; to the hour, for a write costs more than it tells. */
async function touch(path: string, mtimeMs: number): Promise<void> {
  const now = Date.now();
  if (now - mtimeMs < 3_600_000) return;
  await utimes(path, now / 1000, now / 1000).catch(() => {});
}

/** What is not there is not kept; a cache that cannot be read is none. */
function nothing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw error;
}
