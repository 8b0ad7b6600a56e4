import * as nodeFs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';

/** What is used of `node:fs`, so that a test can let a part of it fail. */
export type Files = Pick<
  typeof nodeFs,
  | 'closeSync'
  | 'fchmodSync'
  | 'fchownSync'
  | 'fsyncSync'
  | 'ftruncateSync'
  | 'openSync'
  | 'readFileSync'
  | 'realpathSync'
  | 'renameSync'
  | 'rmSync'
  | 'statSync'
  | 'writeSync'
>;

/**
 * Replaces what a file holds: whole or not at all, the file behind a symbolic link and not the link, with its owner and its
 * mode kept. A file of several names (hard links) stays one file, and so does one in a folder that takes no new file:
 * these are written in place.
 *
 * @param path how it is shown
 * @throws PlimsollError `integrity` when it no longer holds `before`; `denied` when it is read-only, or cannot be written:
 * it then holds what it held
 */
export function replaceFile(
  absolute: string,
  path: string,
  { before, after }: { readonly before: Uint8Array; readonly after: Uint8Array },
  fs: Files = nodeFs,
): void {
  try {
    const target = fs.realpathSync(absolute);
    if (!fs.readFileSync(target).equals(before)) {
      throw new PlimsollError(
        'integrity',
        `${path} has changed since it was read, so it was left as it is: run fix again`,
      );
    }
    const stats = fs.statSync(target);
    const why = readOnly(target, stats, fs);
    if (why) throw new PlimsollError('denied', `${path} ${why.what}, so it was left as it is${why.hint}`);
    if (stats.nlink > 1 || !exchange(target, after, stats, fs)) overwrite(target, before, after, fs);
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    throw new PlimsollError('denied', `${path} could not be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * Why `replaceFile` would leave a file as it is, as far as that can be seen beforehand: nobody may write it, or not this user.
 * Root may write anything, but whoever took the right away from all meant it.
 * @returns behind the name of the file, in words; undefined where nothing speaks against it
 */
export function whyReadOnly(absolute: string, fs: Files = nodeFs): string | undefined {
  try {
    const target = fs.realpathSync(absolute);
    const why = readOnly(target, fs.statSync(target), fs);
    return why && `${why.what}, so it would be left as it is${why.hint}`;
  } catch (error) {
    return `could not be written: ${(error as Error).message}`;
  }
}

function readOnly(
  target: string,
  { mode }: nodeFs.Stats,
  fs: Files,
): { readonly what: string; readonly hint: string } | undefined {
  const why = { what: 'is read-only', hint: ': chmod u+w it first' };
  if ((mode & 0o222) === 0) return why;
  try {
    fs.closeSync(fs.openSync(target, 'r+'));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EROFS') return { what: 'is on a read-only file system', hint: '' };
    if (code === 'EACCES' || code === 'EPERM') return why;
    throw error;
  }
}

/**
 * Puts a new file in the place of the old one.
 * @returns false, with nothing done, where the folder takes no new file, or the owner cannot be kept
 */
function exchange(target: string, content: Uint8Array, stats: nodeFs.Stats, fs: Files): boolean {
  const temporary = join(dirname(target), `.${basename(target)}.plimsoll-${process.pid}`);
  let fd: number;
  try {
    fd = fs.openSync(temporary, 'wx', 0o600);
  } catch {
    return false;
  }
  try {
    try {
      if (!owns(fd, stats, fs)) return false;
      writeAll(fd, content, fs);
      fs.fchmodSync(fd, stats.mode & 0o7777);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    try {
      fs.renameSync(temporary, target);
      return true;
    } catch {
      // A file that is mounted by itself cannot be exchanged.
      return false;
    }
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** Gives a new file the owner of the old one; whether it has it. */
function owns(fd: number, { uid, gid }: nodeFs.Stats, fs: Files): boolean {
  try {
    fs.fchownSync(fd, uid, gid);
    return true;
  } catch {
    // Systems without owners; elsewhere only root gives a file away.
    return process.platform === 'win32';
  }
}

/** Writes into the file itself. What fails on the way is undone. */
function overwrite(target: string, before: Uint8Array, after: Uint8Array, fs: Files): void {
  const fd = fs.openSync(target, 'r+');
  try {
    try {
      writeAll(fd, after, fs);
      fs.ftruncateSync(fd, after.length);
    } catch (error) {
      writeAll(fd, before, fs);
      fs.ftruncateSync(fd, before.length);
      throw error;
    }
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function writeAll(fd: number, content: Uint8Array, fs: Files): void {
  for (let at = 0; at < content.length; ) at += fs.writeSync(fd, content, at, content.length - at, at);
}
