import type { Gap } from '../../core/gap.ts';
import { readLayer } from '../../image/layer.ts';
import type { LayerContent } from '../../image/layer-builder.ts';
import { isForeign } from '../../image/media-types.ts';
import type { ReaderIndex } from '../../image/reader-index.ts';
import type { Image, Layer } from '../../image/types.ts';

/** How many layers are read at once: each is inflated on a thread of its own, and holds some memory. */
const AT_ONCE = 4;

export interface LayersRead {
  readonly layers: readonly LayerContent[];
  readonly gaps: readonly Gap[];
}

/**
 * Reads the layers of an image, several at once.
 * @param seek leave out what is not wanted, where layers lie plain in a file
 * @throws PlimsollError `integrity`, `network`, … of the first layer that cannot be read
 */
export async function readLayers(image: Image, readers: ReaderIndex, seek: boolean): Promise<LayersRead> {
  const read = new Array<LayerContent>(image.layers.length);
  const left = [...image.layers].sort((a, b) => b.descriptor.size - a.descriptor.size);
  const work = async (): Promise<void> => {
    for (let layer = left.shift(); layer; layer = left.shift())
      read[layer.index] = await readOne(layer, readers, seek);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, work));
  return {
    layers: read,
    gaps: read.flatMap((content, index) => gapsOf(image, image.layers[index]!, content)),
  };
}

async function readOne(layer: Layer, readers: ReaderIndex, seek: boolean): Promise<LayerContent> {
  const { digest, mediaType } = layer.descriptor;
  if (isForeign(mediaType)) return readLayer(EMPTY, { readers });
  const blob = await layer.open();
  const isPlain = blob.folder !== undefined || (seek && blob.file !== undefined);
  return readLayer(blob, isPlain ? { readers, seek: true, digest } : { readers, digest });
}

/** A foreign layer: what is in it is not known, and told. */
const EMPTY = { async *stream() {} };

function gapsOf({ name }: Image, { index, diffId }: Layer, { gaps, diffId: read }: LayerContent): Gap[] {
  const where = `layer ${index + 1}`;
  const told = gaps.map(({ path, reason }) =>
    path === undefined
      ? { path: name, reason: `${where}: ${reason}` }
      : { path: `${name} ${path}`, reason: `${reason} (${where})` },
  );
  if (diffId === undefined || read === undefined || diffId === read) return told;
  return [
    ...told,
    {
      path: name,
      reason: `${where} is ${read} when it is unpacked, and the configuration says ${diffId}: runtimes refuse to unpack it`,
    },
  ];
}
