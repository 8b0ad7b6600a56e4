import { readdirSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Source } from '../../core/source.ts';
import type { Folder } from '../../workload/origin/folder.ts';
import { readSource } from '../read.ts';

/** A folder on disk, with the path under which people know it. */
export interface Place {
  readonly absolute: string;
  readonly shown: string;
}

/**
 * A folder on disk; links are followed, as Helm does.
 * @param texts what goes before what is on disk, by absolute path
 * @param links folders that stand in it for others, by their path in it
 */
export function folderAt(
  place: Place,
  texts: ReadonlyMap<string, Source> = new Map(),
  links: ReadonlyMap<string, Place> = new Map(),
): Folder {
  // A link within what another leads to goes before it.
  const inner = [...links].sort(([a], [b]) => b.length - a.length);
  const real = (path: string): Place => {
    for (const [link, target] of inner)
      if (path === link || path.startsWith(`${link}/`)) return below(target, path.slice(link.length + 1));
    return below(place, path);
  };
  const linked = [...links.keys()].map((path) => {
    const slash = path.lastIndexOf('/');
    return { folder: path.slice(0, slash), name: path.slice(slash + 1) };
  });
  return {
    list(path) {
      const own = entriesOf(real(path).absolute);
      const further = linked
        .filter(({ folder, name }) => folder === path && !own.some((one) => one.name === name))
        .map(({ name }) => ({ name, isFolder: true }));
      return [...own, ...further].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    read(path) {
      const { absolute, shown } = real(path);
      const given = texts.get(absolute);
      if (given) return given;
      const source = readSource(absolute, shown, 'manifest');
      return source instanceof Source ? source : undefined;
    },
  };
}

/** A path below a folder, as shown. */
export const joined = (folder: string, path: string): string => {
  if (!path.startsWith('../')) return folder === '.' ? path : `${folder.replace(/\/$/, '')}/${path}`;
  return posix.normalize(posix.join(folder, path));
};

const below = ({ absolute, shown }: Place, path: string): Place =>
  path === '' ? { absolute, shown } : { absolute: join(absolute, path), shown: joined(shown, path) };

function entriesOf(folder: string): { name: string; isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isSymbolicLink() ? isFolder(join(folder, entry.name)) : entry.isDirectory(),
    }));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
