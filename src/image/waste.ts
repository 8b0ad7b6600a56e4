import type { Tree } from './tree.ts';

/** What of an image is pulled and not seen. */
export interface Waste {
  /** Bytes of all regular files in all layers. */
  readonly total: number;
  /** Bytes of those that a higher layer deletes or puts another in the place of. */
  readonly hidden: number;
  /** The share of `total` that is to be seen at the top, from 0 to 1; of an image without files 1. */
  readonly efficiency: number;
}

/** Bytes of all regular files in all layers of a tree. */
export const totalOf = ({ layers }: Tree): number =>
  layers.reduce((sum, { entries }) => sum + entries.sizes.reduce((all, size) => all + size, 0), 0);

export function wasteOf(tree: Tree): Waste {
  const total = totalOf(tree);
  let hidden = 0;
  for (const { size } of tree.hidden()) hidden += size;
  return { total, hidden, efficiency: total === 0 ? 1 : 1 - hidden / total };
}
