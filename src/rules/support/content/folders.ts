import type { FileStat } from '../../../image/reader.ts';
import type { Tree } from '../../../image/tree.ts';

/** What lies below folders that patterns name. */
export interface FolderSum {
  /** As the pattern found it. */
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  /** The highest layer that something of it is from. */
  readonly layer: number;
}

/**
 * Adds up the regular files of a tree by the folder that each belongs to.
 * @param folderOf the folder of a file; undefined: of none
 */
export function sumByFolder(tree: Tree, folderOf: (file: FileStat) => string | undefined): FolderSum[] {
  const sums = new Map<string, { bytes: number; files: number; layer: number }>();
  for (const file of tree.files()) {
    if (file.kind !== 'file') continue;
    const folder = folderOf(file);
    if (folder === undefined) continue;
    const sum = sums.get(folder) ?? { bytes: 0, files: 0, layer: 0 };
    sum.bytes += file.size;
    sum.files++;
    sum.layer = Math.max(sum.layer, file.layer);
    sums.set(folder, sum);
  }
  return [...sums].map(([path, sum]) => ({ path, ...sum })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
