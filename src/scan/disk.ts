import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The largest file of a context that is read: 1 MiB. */
const MAX_SIZE = 1024 * 1024;

/** What one run has seen of the file system, so that a thousand Dockerfiles under one root ask only once. */
export class Disk {
  readonly #stats = new Map<string, Stats | undefined>();
  readonly #reals = new Map<string, string | undefined>();
  readonly #lists = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, string | undefined>();
  readonly #repositories = new Map<string, string | undefined>();

  /** What a path is, links followed; undefined when there is nothing, or it cannot be told. */
  stat(path: string): Stats | undefined {
    return memo(this.#stats, path, statOf);
  }

  /** Where a path really is. */
  real(path: string): string | undefined {
    return memo(this.#reals, path, realOf);
  }

  /** The nearest folder, from this one upwards, that holds `.git`. */
  repository(folder: string): string | undefined {
    return memo(this.#repositories, folder, () => {
      if (this.stat(join(folder, '.git'))) return folder;
      const above = dirname(folder);
      return above === folder ? undefined : this.repository(above);
    });
  }

  /** The names in a folder, sorted; [] when there is none. */
  list(path: string): readonly string[] {
    return memo(this.#lists, path, listOf);
  }

  /** The text of a file; undefined when it is larger than 1 MiB, not text, or cannot be read. */
  text(path: string): string | undefined {
    return memo(this.#texts, path, readText);
  }
}

function memo<T>(known: Map<string, T>, path: string, find: (path: string) => T): T {
  if (!known.has(path)) known.set(path, find(path));
  return known.get(path) as T;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function realOf(path: string): string | undefined {
  try {
    return existsSync(path) ? realpathSync.native(path) : undefined;
  } catch {
    return undefined;
  }
}

function listOf(path: string): readonly string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function readText(path: string): string | undefined {
  let fd: number | undefined;
  try {
    // Opening a pipe waits for its writer; a device may be without end.
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if (!fstatSync(fd).isFile()) return undefined;
    // What calls itself empty may still have text (/proc); what grows while it is read is cut off.
    const size = fstatSync(fd).size || MAX_SIZE;
    if (size > MAX_SIZE) return undefined;
    const buffer = Buffer.allocUnsafe(size + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < buffer.length; length += read) {
      read = readSync(fd, buffer, length, buffer.length - length, null);
    }
    const bytes = buffer.subarray(0, length);
    return length > MAX_SIZE || bytes.includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
