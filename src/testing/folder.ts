import { posix } from 'node:path';
import { Source } from '../core/source.ts';
import type { Folder } from '../workload/origin/folder.ts';

/** A folder in memory: path → text. Paths may lead out of `within`, as those of the disk may. */
export function folderOf(files: Readonly<Record<string, string>>, within = ''): Folder {
  const sources = new Map(Object.entries(files).map(([path, text]) => [path, new Source(path, text)]));
  const whole = (path: string): string => posix.normalize(posix.join(within, path)).replace(/^\.$|\/$/, '');
  return {
    list(path) {
      const folder = whole(path);
      const below = [...sources.keys()].flatMap((file) =>
        folder === '' ? [file] : file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1)] : [],
      );
      const names = new Map(below.map((file) => [file.split('/', 1)[0]!, file.includes('/')]));
      return [...names].map(([name, isFolder]) => ({ name, isFolder }));
    },
    read: (path) => sources.get(whole(path)),
  };
}
