import { openCache } from '../../cache/cache.ts';
import { limitsOf } from '../../image/limits.ts';
import { allReaders, type InspectedImage, inspectImage } from './inspect.ts';
import type { LayerReading } from './layers.ts';
import { type Opened, type OpenOptions, openImage } from './open.ts';
import { type ImageRequest, imageRequestOf } from './subjects.ts';

/**
 * Opens and reads what a name stands for: one image, or with the platform `all` every one of an index.
 * @throws PlimsollError as `openImage` and reading do
 */
export const inspectNamed = (name: string, options: OpenOptions): Promise<InspectedImage[]> =>
  inspectAsked(imageRequestOf(name, options.cwd), options);

/** The same of what was told from files already. */
export async function inspectAsked(
  asked: ImageRequest,
  options: OpenOptions & Pick<LayerReading, 'sums'>,
): Promise<InspectedImage[]> {
  const { env, tell, onLong, whole = false, sums = whole } = options;
  const cache = openCache(env, tell ? { tell } : {});
  const limits = limitsOf(env);
  const opened = await openImage(asked, { cache, ...options });
  try {
    const reading = {
      readers: allReaders(),
      seek: !whole && opened.medium?.seekable === true,
      cache,
      limits,
      sums,
    };
    onLong?.();
    const inspected: InspectedImage[] = [];
    for (const image of named(opened)) inspected.push(await inspectImage(image, reading));
    return inspected;
  } finally {
    await opened.close();
  }
}

/** Images of one name are told apart by their platforms. */
const named = ({ images }: Opened): Opened['images'] =>
  images.length === 1
    ? images
    : images.map((image) => ({ ...image, name: `${image.name} (${image.platform})` }));
