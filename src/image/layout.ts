import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { digestOf, fileBlob, fileError, readPart, verified } from './documents.ts';
import { LIMITS } from './limits.ts';
import { OCI_INDEX } from './media-types.ts';
import { readDocument } from './oci.ts';
import type { Blob, Descriptor, Medium } from './types.ts';

/** Where a layout's blobs are: in a folder, or in an archive. */
export interface LayoutFiles {
  /** For people: the folder or archive. */
  readonly path: string;
  /** A file of the layout by its path in it; undefined where it is not there. */
  find(path: string): { readonly path: string; readonly start: number; readonly length: number } | undefined;
}

/** A layout in a folder. */
export const folderFiles = (folder: string): LayoutFiles => ({
  path: folder,
  find(path) {
    const file = join(folder, path);
    try {
      const stats = statSync(file);
      // Opening a pipe may wait for ever.
      if (!stats.isFile() && !stats.isDirectory())
        throw new PlimsollError('malformed', `a part of the layout is no regular file: ${file}`);
      return { path: file, start: 0, length: stats.size };
    } catch (error) {
      const told = fileError(error, file, 'a part of the layout');
      if (told instanceof PlimsollError && told.code === 'not-found') return undefined;
      throw told;
    }
  },
});

/**
 * Opens an OCI layout (image-spec, image-layout.md).
 * @param wanted a tag (`org.opencontainers.image.ref.name`) or a digest; absent: all that it holds
 * @throws PlimsollError `not-found`, `malformed`, `integrity`, `usage` where there are several tags and none was named
 */
export async function openLayout(files: LayoutFiles, name: string, wanted?: string): Promise<Medium> {
  const bytes = await readNamed(files, 'index.json', LIMITS.document);
  const document = readDocument(bytes, OCI_INDEX, `index.json of ${files.path}`);
  if (document.kind !== 'index')
    throw new PlimsollError('malformed', `index.json of ${files.path} is no index`);
  const chosen = choose(document.manifests, files.path, wanted);
  const all = { mediaType: OCI_INDEX, digest: digestOf(bytes), size: bytes.length };
  return {
    name,
    top: chosen
      ? { descriptor: chosen, bytes: await documentOf(files, chosen, LIMITS.document) }
      : { descriptor: all, bytes },
    tags: document.manifests.flatMap((one) => (one.digest === chosen?.digest ? tagOf(one) : [])),
    document: (descriptor, most) => documentOf(files, descriptor, most),
    async blob(descriptor) {
      return blobOf(files, descriptor);
    },
    async close() {},
  };
}

/** @returns undefined for the whole index: images that differ by their platform alone */
function choose(
  manifests: readonly Descriptor[],
  path: string,
  wanted: string | undefined,
): Descriptor | undefined {
  const tags = [...new Set(manifests.flatMap(tagOf))];
  if (wanted === undefined) {
    if (manifests.length === 1) return manifests[0];
    if (tags.length > 1)
      throw new PlimsollError(
        'usage',
        `${path} holds several images; name one: ${tags
          .slice(0, 12)
          .map((tag) => `oci:${path}:${tag}`)
          .join(', ')}`,
      );
    return undefined;
  }
  const found = manifests.filter((one) => one.digest === wanted || tagOf(one).includes(wanted));
  if (found.length === 0)
    throw new PlimsollError(
      'not-found',
      `${path} holds no image “${wanted}”; there ${tags.length === 0 ? 'are no tags' : `is ${tags.slice(0, 12).join(', ')}`}`,
    );
  return found[0];
}

/** Of containerd's full names, too: `docker.io/library/nginx:1` is `1`. */
const tagOf = ({ annotations }: Descriptor): string[] => {
  const tag = annotations?.['org.opencontainers.image.ref.name'];
  return tag === undefined ? [] : [tag];
};

export const blobPath = (digest: Digest): string => {
  const { algorithm, hex } = partsOf(digest);
  return `blobs/${algorithm}/${hex}`;
};

async function documentOf(files: LayoutFiles, descriptor: Descriptor, most: number): Promise<Uint8Array> {
  const path = blobPath(descriptor.digest);
  return verified(await readNamed(files, path, most), descriptor, `${path} of ${files.path}`);
}

async function readNamed(files: LayoutFiles, path: string, most: number): Promise<Uint8Array> {
  const file = files.find(path);
  if (!file) throw new PlimsollError('not-found', `${files.path} has no ${path}: it is no whole OCI layout`);
  return readPart(file.path, file.start, file.length, most, `${path} of ${files.path}`);
}

function blobOf(files: LayoutFiles, { digest, size }: Descriptor): Blob {
  const path = blobPath(digest);
  const what = `${path} of ${files.path}`;
  const file = files.find(path);
  if (!file) throw new PlimsollError('not-found', `${files.path} has no ${path}: the layout is not whole`);
  if (file.length !== size)
    throw new PlimsollError(
      'integrity',
      `${what} should be ${size} bytes and is ${file.length}: copy the image again`,
    );
  return fileBlob(file.path, file.start, file.length, what);
}
