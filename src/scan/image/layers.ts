import type { Cache, ResultKey } from '../../cache/cache.ts';
import type { Gap } from '../../core/gap.ts';
import { readLayer } from '../../image/layer.ts';
import type { LayerContent } from '../../image/layer-builder.ts';
import { LIMITS, type Limits } from '../../image/limits.ts';
import { isForeign } from '../../image/media-types.ts';
import type { ReaderIndex } from '../../image/reader-index.ts';
import type { Image, Layer } from '../../image/types.ts';
import { layerVersions, packLayer, unpackLayer } from './kept-layer.ts';

/** How many layers are read at once: each is inflated on a thread of its own, and holds some memory. */
const AT_ONCE = 4;

/** How layers are read. */
export interface LayerReading {
  readonly readers: ReaderIndex;
  /** Leave out what is not wanted, where layers lie plain in a file. Nothing is verified then, and nothing kept. */
  readonly seek: boolean;
  /** Sum every file’s content, so that equal ones can be told. What lies plain is not read for it. */
  readonly sums?: boolean;
  /** What is read at most; absent: by default. */
  readonly limits?: Limits;
  /** Where what came of a layer is kept for the next image that has it. */
  readonly cache?: Cache;
}

export interface LayersRead {
  readonly layers: readonly LayerContent[];
  readonly gaps: readonly Gap[];
}

/**
 * Reads the layers of an image, several at once.
 * @throws PlimsollError `integrity`, `network`, … of the first layer that cannot be read
 */
export async function readLayers(image: Image, reading: LayerReading): Promise<LayersRead> {
  const read = new Array<LayerContent>(image.layers.length);
  const left = [...image.layers].sort((a, b) => b.descriptor.size - a.descriptor.size);
  const work = async (): Promise<void> => {
    for (let layer = left.shift(); layer; layer = left.shift())
      read[layer.index] = await readOne(layer, reading);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, left.length) }, work));
  return {
    layers: read,
    gaps: read.flatMap((content, index) => gapsOf(image, image.layers[index]!, content)),
  };
}

async function readOne(layer: Layer, reading: LayerReading): Promise<LayerContent> {
  const { readers, seek, limits = LIMITS } = reading;
  const { digest, mediaType } = layer.descriptor;
  if (isForeign(mediaType)) return readLayer(EMPTY, { readers });
  if (seek) return readLayer(await layer.open(), { readers, limits, seek: true, digest });
  return keptOr(layer, reading);
}

/** A foreign layer: what is in it is not known, and told. */
const EMPTY = { async *stream() {} };

/** What is kept of a layer, by its digest; else what is read now. */
async function keptOr(
  layer: Layer,
  { readers, cache, limits = LIMITS, sums = false }: LayerReading,
): Promise<LayerContent> {
  const key: ResultKey = { digest: layer.descriptor.digest, versions: layerVersions(readers, limits, sums) };
  const kept = await cache?.result(key);
  const known = kept && unpackLayer(kept);
  if (known) return known;
  const blob = await layer.open();
  if (blob.folder !== undefined) return readLayer(blob, { readers, limits, sums });
  const content = await readLayer(blob, { readers, limits, digest: key.digest, sums });
  // What was read of a part, or went wrong here, may go better next time.
  if (content.diffId !== undefined) await cache?.putResult(key, packLayer(content));
  return content;
}

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
