import { binaryReaders } from '../../binaries/readers.ts';
import type { ImageFacts } from '../../core/facts.ts';
import type { Gap } from '../../core/gap.ts';
import { saidBase } from '../../image/base.ts';
import { type ConfigSource, configSource } from '../../image/config-source.ts';
import type { FileReader } from '../../image/reader.ts';
import { ReaderIndex } from '../../image/reader-index.ts';
import { sudoersReader } from '../../image/sudoers.ts';
import { Tree } from '../../image/tree.ts';
import type { Image } from '../../image/types.ts';
import { extractors, packageReaders } from '../../packages/index.ts';
import { type Inventory, takeInventory } from '../../packages/inventory.ts';
import type { Surface } from '../../rules/support/content/surface.ts';
import { secretReader } from '../../secrets/reader.ts';
import { type LayerReading, readLayers } from './layers.ts';
import { libcOf } from './libc.ts';
import { observe } from './observe.ts';

/** An image with all that was read of it. */
export interface InspectedImage {
  readonly image: Image;
  readonly tree: Tree;
  readonly inventory: Inventory;
  readonly facts: ImageFacts;
  readonly config: ConfigSource;
  readonly gaps: readonly Gap[];
  /** What the image of this name offered when that was recorded. */
  readonly recorded?: Surface;
}

/** Everything that is read of files, whatever is asked of the image: what is kept of layers serves all commands. */
export const allReaders = (): ReaderIndex =>
  new ReaderIndex([
    ...new Set([...packageReaders, ...binaryReaders, secretReader, sudoersReader]),
  ] as readonly FileReader[]);

/**
 * Reads an image: its layers, its files, its packages, its facts.
 * @param reading how its layers are read
 */
export async function inspectImage(image: Image, reading: LayerReading): Promise<InspectedImage> {
  const { layers, gaps } = await readLayers(image, reading);
  const inspected = inspectTree(image, new Tree(layers));
  return { ...inspected, gaps: [...image.gaps, ...gaps, ...inspected.gaps] };
}

/** What is seen in the files of an image; gaps are those of the files alone. */
export function inspectTree(image: Image, tree: Tree): InspectedImage {
  const inventory = takeInventory(tree, extractors);
  const config = configSource(image);
  const libc = libcOf(tree, inventory.packages);
  const base = saidBase(image);
  const { distribution } = inventory;
  const facts = observe({ image, root: tree, config, distribution, libc, ...(base ? { base } : {}) });
  const gaps = [...named(image, tree.gaps), ...named(image, inventory.gaps)];
  return { image, tree, inventory, facts, config, gaps };
}

/** Gaps of files, told with the image that they are in. */
const named = ({ name }: Image, gaps: readonly Gap[]): Gap[] =>
  gaps.map((gap) => ({ ...gap, path: `${name} ${gap.path}` }));
