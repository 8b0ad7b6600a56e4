import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { PolicyIo } from './types.ts';

/** The file system as it is. */
export const fileIo: PolicyIo = {
  read: (path) => quiet(() => readFileSync(path, 'utf8')),
  size: (path) => {
    const found = quiet(() => statSync(path, { throwIfNoEntry: false }));
    return found?.isFile() ? found.size : undefined;
  },
  exists: (path) => existsSync(path),
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
