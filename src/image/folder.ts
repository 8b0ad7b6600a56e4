import {
  type BigIntStats,
  closeSync,
  constants,
  lstatSync,
  opendirSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import { KIND, type Kind } from './entries.ts';
import type { LayerBuilder } from './layer-builder.ts';
import type { Limits } from './limits.ts';

/**
 * Reads a root directory as if it were one layer. Symbolic links are never followed, nor is what is mounted into it; what
 * is no regular file is never opened.
 * @returns the bytes of its files
 */
export async function readFolder(root: string, builder: LayerBuilder, limits: Limits): Promise<number> {
  const { dev } = lstatSync(root, { bigint: true });
  const known = new Map<string, string>();
  const stack: string[] = [''];
  let bytes = 0;
  while (stack.length > 0 && !builder.isDone) {
    const folder = stack.pop()!;
    for (const name of namesIn(root, folder, builder)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const stat = statOf(root, path, builder);
      if (!stat) continue;
      if (stat.dev !== dev) builder.gap(path, 'another file system is mounted here, and was not read');
      else if (stat.isDirectory()) stack.push(path);
      const entry = entryOf(root, path, stat, known);
      const isWanted = builder.guarded(() =>
        builder.onEntry({ path: Buffer.from(path), climbs: false, stored: Number(stat.size), ...entry }),
      );
      if (entry.head.kind === KIND.file) bytes += Number(stat.size);
      if (isWanted) readFile(join(root, path), path, builder, limits);
    }
  }
  return bytes;
}

function namesIn(root: string, folder: string, builder: LayerBuilder): string[] {
  const names: string[] = [];
  try {
    const open = opendirSync(join(root, folder));
    try {
      for (let entry = open.readSync(); entry; entry = open.readSync()) names.push(entry.name);
    } finally {
      open.closeSync();
    }
  } catch (error) {
    builder.gap(folder, `the folder cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  return names.sort();
}

function statOf(root: string, path: string, builder: LayerBuilder): BigIntStats | undefined {
  try {
    return lstatSync(join(root, path), { bigint: true });
  } catch (error) {
    builder.gap(path, `it cannot be seen: ${(error as NodeJS.ErrnoException).code}`);
    return undefined;
  }
}

/** @param known paths of files with several names, by device and inode */
function entryOf(root: string, path: string, stat: BigIntStats, known: Map<string, string>) {
  const inode = `${stat.dev} ${stat.ino}`;
  const first = stat.isFile() && stat.nlink > 1n ? known.get(inode) : undefined;
  if (stat.isFile() && stat.nlink > 1n && first === undefined) known.set(inode, path);
  const kind = first === undefined ? kindOf(stat) : KIND.hardlink;
  const link = kind === KIND.symlink ? linkText(join(root, path)) : first;
  return {
    ...(link === undefined ? {} : { link: Buffer.from(link) }),
    head: {
      kind,
      mode: Number(stat.mode & 0o7777n),
      uid: Number(stat.uid),
      gid: Number(stat.gid),
      size: kind === KIND.file ? Number(stat.size) : 0,
      mtime: Number(stat.mtimeMs / 1000n),
    },
  };
}

function linkText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function kindOf(stat: BigIntStats): Kind {
  if (stat.isFile()) return KIND.file;
  if (stat.isDirectory()) return KIND.directory;
  if (stat.isSymbolicLink()) return KIND.symlink;
  if (stat.isCharacterDevice()) return KIND.character;
  return stat.isBlockDevice() ? KIND.block : KIND.fifo;
}

const WINDOW = 256 * 1024;

/** A file that grew or shrank since it was looked at is read as it is now. */
function readFile(file: string, path: string, builder: LayerBuilder, { layerBytes }: Limits): void {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const window = Buffer.allocUnsafeSlow(WINDOW);
      let isWanted = true;
      for (let at = 0; isWanted && at < layerBytes; ) {
        const count = readSync(descriptor, window, 0, WINDOW, at);
        if (count === 0) break;
        at += count;
        isWanted = builder.onData(window.subarray(0, count));
      }
      if (isWanted) builder.onContentEnd();
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    builder.gap(
      path,
      `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`,
    );
  }
}
