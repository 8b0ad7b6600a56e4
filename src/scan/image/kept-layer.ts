import { deserialize, serialize } from 'node:v8';
import type { LayerContent } from '../../image/layer-builder.ts';
import type { Limits } from '../../image/limits.ts';
import type { ReaderIndex } from '../../image/reader-index.ts';

/** Goes up when what is kept of a layer has another shape, or the scanner finds something else in the same bytes. */
const FORMAT = 1;

/** Everything that what is kept of a layer hangs on beside its bytes, in one text. */
export function layerVersions({ readers }: ReaderIndex, limits: Limits, sums: boolean): string {
  const names = readers.map(({ name, version }) => `${name}@${version}`).sort();
  // What a lower limit left out is there by a higher one.
  const held = [limits.layerBytes, limits.entries, limits.allPathBytes, limits.fileBytes].join(' ');
  const format = `layer ${FORMAT}${sums ? ' with sums' : ''}`;
  return [format, `v8 ${process.versions.v8}`, `limits ${held}`, ...names].join('\n');
}

/** A layer's content as bytes. */
export const packLayer = (content: LayerContent): Uint8Array => serialize(content);

/** @returns undefined where the bytes are not of a layer */
export function unpackLayer(bytes: Uint8Array): LayerContent | undefined {
  try {
    const content = deserialize(bytes) as LayerContent;
    return content.entries.pathEnds instanceof Uint32Array ? content : undefined;
  } catch {
    return undefined;
  }
}
