/** What reading a layout's image takes at least: every layer inflated, and hashed before and behind it. Prints the bytes. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const layout = process.argv[2]!;
const path = (digest: string): string => join(layout, 'blobs', digest.replace(':', '/'));
const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as {
  manifests: { digest: string }[];
};
const { layers } = JSON.parse(readFileSync(path(index.manifests[0]!.digest), 'utf8')) as {
  layers: { digest: string; mediaType: string }[];
};
const PART = 256 * 1024;

const sizes = await Promise.all(
  layers.map(async ({ digest, mediaType }) => {
    const [outer, inner] = [createHash('sha256'), createHash('sha256')];
    const inflater = mediaType.endsWith('zstd')
      ? createZstdDecompress({ chunkSize: PART })
      : createGunzip({ chunkSize: PART });
    const source = createReadStream(path(digest), { highWaterMark: PART });
    source.on('data', (part) => outer.update(part)).pipe(inflater);
    let size = 0;
    for await (const part of inflater) {
      inner.update(part as Buffer);
      size += (part as Buffer).length;
    }
    outer.digest();
    inner.digest();
    return size;
  }),
);
console.log(sizes.reduce((sum, size) => sum + size, 0));
