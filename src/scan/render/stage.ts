import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Does work with a folder of its own, which is taken away afterwards. */
export function* withFolder<T, Y, N>(work: (folder: string) => Generator<Y, T, N>): Generator<Y, T, N> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-render-'));
  try {
    return yield* work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Makes a folder that looks like another, but for some files: links to what is the same, files for what is not.
 * @param texts the texts of these files, by their path in the folder
 * @param links further folders, by their path in it: what they are links to
 * @param folders folders that are to be no links
 * @throws what the file system throws
 */
export function stage(
  from: string,
  to: string,
  texts: ReadonlyMap<string, string>,
  links: ReadonlyMap<string, string> = new Map(),
  folders: readonly string[] = [],
): void {
  // A folder within one that is a link is that of its target.
  const inner = [...links].sort(([a], [b]) => b.length - a.length);
  const real = (path: string): string => {
    const within = inner.find(([one]) => path === one || path.startsWith(`${one}/`));
    return within ? join(within[1], path.slice(within[0].length)) : join(from, path);
  };
  const own = new Set<string>(['']);
  for (const path of [...texts.keys(), ...links.keys(), ...folders.map((folder) => `${folder}/.`)])
    for (let folder = dirname(path); folder !== '.' && folder !== ''; folder = dirname(folder))
      own.add(folder);
  for (const folder of [...own].sort()) {
    mkdirSync(join(to, folder), { recursive: true });
    for (const name of namesIn(real(folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (!own.has(path) && !texts.has(path) && !links.has(path))
        link(join(real(folder), name), join(to, path));
    }
  }
  for (const [path, text] of texts) writeFileSync(join(to, path), text);
  for (const [path, target] of links) if (!own.has(path)) link(target, join(to, path));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It is new.
    return [];
  }
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch {
    // Windows lets few make links.
    cpSync(target, path, { recursive: true, dereference: true });
  }
}
