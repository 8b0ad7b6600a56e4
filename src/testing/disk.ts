import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder on disk that is gone when the test is over. */
export interface TestFolder {
  readonly path: string;
  /** Writes files, by their path in it. */
  write(files: Readonly<Record<string, string>>): void;
  /** Writes a shell script that can be run; gives its path. */
  program(name: string, script: string): string;
  [Symbol.dispose](): void;
}

/** Makes a folder with these files. */
export function testFolder(files: Readonly<Record<string, string>> = {}): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-test-'));
  const write = (some: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(some)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  };
  write(files);
  return {
    path,
    write,
    program(name, script) {
      write({ [name]: `#!/bin/sh\n${script}\n` });
      chmodSync(join(path, name), 0o755);
      return join(path, name);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
