import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import type { PolicyIo } from './types.ts';

/** The file system as it is. */
export const fileIo: PolicyIo = {
  read: (path, most) =>
    quiet(() => (most === undefined ? readFileSync(path, 'utf8') : readStart(path, most))),
  size: (path) => {
    const found = quiet(() => statSync(path, { throwIfNoEntry: false }));
    return found?.isFile() ? found.size : undefined;
  },
  // A link to nothing is there: a configuration that is one must not count as none.
  exists: (path) => quiet(() => lstatSync(path, { throwIfNoEntry: false })) !== undefined,
  list: (path) => quiet(() => readdirSync(path)) ?? [],
  env: (name) => process.env[name],
};

const quiet = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** A device has no end, and a pipe, as a shell makes one for `<(…)`, does not tell its size. */
function readStart(path: string, most: number): string {
  const fd = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(most);
    let length = 0;
    for (let read = 1; read > 0 && length < most; length += read)
      read = readSync(fd, buffer, length, most - length, null);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(fd);
  }
}
