import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

/** A new folder with these files, path → content. It is removed when the tests of the file are over. */
export function makeTree(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'plimsoll-test-')));
  folders.push(root);
  for (const [path, content] of Object.entries(files)) writeInto(root, path, content);
  return root;
}

/** A new folder that is a copy of another. */
export function copyTree(from: string): string {
  const root = makeTree();
  cpSync(from, root, { recursive: true });
  return root;
}

/** Writes a file and the folders that it stands in. */
export function writeInto(root: string, path: string, content: string | Uint8Array): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const folders: string[] = [];

after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
