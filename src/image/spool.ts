import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';

/** A file that is there until it is closed. */
export interface Spooled {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  close(): Promise<void>;
}

export interface SpoolOptions {
  /** The cache folder: the file lies in a folder of its own in it. */
  readonly folder: string;
  /** How many bytes are written at most. */
  readonly most: number;
  /** For people: what is written. */
  readonly what: string;
}

/**
 * Writes what comes into a file that can be read at any place. Zeros take no room on the disk. What runs that were killed
 * have left is removed first.
 * @throws PlimsollError `unsupported` where it is more than `most`; `denied` where nothing can be written; what the parts throw
 */
export async function spool(
  parts: AsyncIterable<Uint8Array>,
  { folder, most, what }: SpoolOptions,
): Promise<Spooled> {
  const own = join(folder, 'spool');
  await sweepSpool(own);
  const path = join(own, `${process.pid}-${hostname()}-${randomBytes(8).toString('hex')}`);
  const close = (): Promise<void> => rm(path, { force: true });
  try {
    return { path, size: await write(parts, path, most, what), close };
  } catch (error) {
    await close();
    throw error instanceof PlimsollError ? error : writeError(error, what, own);
  }
}

async function write(
  parts: AsyncIterable<Uint8Array>,
  path: string,
  most: number,
  what: string,
): Promise<number> {
  await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  let size = 0;
  try {
    for await (const part of parts) {
      if (size + part.length > most)
        throw new PlimsollError(
          'unsupported',
          `${what} is more than ${most} bytes, which is where reading ends`,
        );
      if (!isZero(part)) await writeWhole(file, part, size);
      size += part.length;
    }
    await file.truncate(size);
  } finally {
    await file.close();
  }
  return size;
}

async function writeWhole(
  file: Awaited<ReturnType<typeof open>>,
  part: Uint8Array,
  at: number,
): Promise<void> {
  for (let done = 0; done < part.length; )
    done += (await file.write(part, done, part.length - done, at + done)).bytesWritten;
}

const ZEROS = Buffer.alloc(64 * 1024);

function isZero(part: Uint8Array): boolean {
  for (let at = 0; at < part.length; at += ZEROS.length) {
    const end = Math.min(part.length, at + ZEROS.length);
    if (ZEROS.compare(part, at, end, 0, end - at) !== 0) return false;
  }
  return true;
}

function writeError(error: unknown, what: string, folder: string): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  // What the parts throw has come from somewhere else.
  if (!code || !syscall || !WRITING.has(code)) return error;
  return new PlimsollError(
    'denied',
    `${what} cannot be kept while it is read: ${code === 'ENOSPC' ? 'there is no room left' : code} in ${folder}; name another folder with PLIMSOLL_CACHE_DIR`,
    { cause: error },
  );
}

const WRITING = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EFBIG', 'EEXIST']);

/** Files of runs on another machine that shares the folder are left alone for as long, in milliseconds. */
const OLD = 24 * 60 * 60 * 1000;

/** Removes what runs have left that are over. */
async function sweepSpool(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, pid, host] = /^(\d+)-(.*)-[0-9a-f]{16}$/s.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const isLeft = host === hostname() ? !isRunning(Number(pid)) : await isOld(path);
    if (isLeft) await rm(path, { force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

const isOld = async (path: string): Promise<boolean> =>
  stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > OLD,
    () => false,
  );
