import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Digest } from '../core/digest.ts';
import { readArchive } from '../image/layer-builder.ts';
import { LIMITS } from '../image/limits.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../image/media-types.ts';
import { platformText, readConfig } from '../image/oci.ts';
import type { FileReader } from '../image/reader.ts';
import { ReaderIndex } from '../image/reader-index.ts';
import { Tree } from '../image/tree.ts';
import type { Blob, Descriptor, Image } from '../image/types.ts';
import { type LayerSpec, layerTar } from './tar.ts';

/** An image that tests make: everything by its digest. */
export interface MadeImage {
  readonly manifest: Descriptor;
  readonly blobs: ReadonlyMap<Digest, Buffer>;
  /** The archives as they are uncompressed, lowest first. */
  readonly layers: readonly Buffer[];
  readonly config: Buffer;
}

export interface ImageSpec {
  readonly layers: readonly (LayerSpec | Buffer)[];
  /** The `config` object of the configuration, in Docker's names: `User`, `Cmd`, `Env`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What else the configuration has: `created`, `architecture`, `history`. */
  readonly rest?: Readonly<Record<string, unknown>>;
  readonly compression?: 'none' | 'gzip' | 'zstd';
}

export const sha256 = (bytes: Uint8Array): Digest =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** Makes an image, the same bytes each time. */
export function makeImage({ layers, config = {}, rest = {}, compression = 'gzip' }: ImageSpec): MadeImage {
  const blobs = new Map<Digest, Buffer>();
  const keep = (bytes: Buffer, mediaType: string): Descriptor => {
    const digest = sha256(bytes);
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const archives = layers.map((layer) => (Buffer.isBuffer(layer) ? layer : layerTar(layer)));
  const packed = archives.map((archive) =>
    compression === 'gzip'
      ? keep(gzipSync(archive), `${OCI_LAYER}+gzip`)
      : compression === 'zstd'
        ? keep(zstdCompressSync(archive), `${OCI_LAYER}+zstd`)
        : keep(archive, OCI_LAYER),
  );
  const configBytes = Buffer.from(
    JSON.stringify({
      created: '2026-01-20T00:00:00Z',
      architecture: 'amd64',
      os: 'linux',
      config,
      rootfs: { type: 'layers', diff_ids: archives.map(sha256) },
      ...rest,
    }),
  );
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: keep(configBytes, OCI_CONFIG),
    layers: packed,
  };
  return {
    manifest: keep(Buffer.from(JSON.stringify(manifest)), OCI_MANIFEST),
    blobs,
    layers: archives,
    config: configBytes,
  };
}

/** Writes images as one OCI layout. @param images by tag */
export function writeLayout(folder: string, images: Readonly<Record<string, MadeImage>>): void {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  const manifests = Object.entries(images).map(([tag, { manifest, blobs }]) => {
    for (const [digest, bytes] of blobs)
      writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), bytes);
    return { ...manifest, annotations: { 'org.opencontainers.image.ref.name': tag } };
  });
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }),
  );
}

/** What `docker save` writes. */
export function dockerArchive({ layers, config }: MadeImage, tags: readonly string[]): Buffer {
  const configName = `${sha256(config).slice(7)}.json`;
  const files: Record<string, Buffer | string> = { [configName]: config };
  const names = layers.map((layer, index) => {
    const name = `${sha256(layer).slice(7)}-${index}/layer.tar`;
    files[name] = layer;
    return name;
  });
  files['manifest.json'] = JSON.stringify([{ Config: configName, RepoTags: tags, Layers: names }]);
  return layerTar(files);
}

/** An image as if it were opened, without a medium. */
export function imageOf(spec: ImageSpec & { readonly name: string }): Image {
  const made = makeImage({ ...spec, compression: 'none' });
  const config = readConfig(made.config, spec.name);
  return {
    name: spec.name,
    digest: made.manifest.digest,
    platform: platformText(config.platform),
    config,
    configText: made.config.toString(),
    annotations: {},
    tags: [],
    gaps: [],
    layers: made.layers.map((archive, index) => ({
      index,
      descriptor: { mediaType: OCI_LAYER, digest: sha256(archive), size: archive.length },
      diffId: sha256(archive),
      ...(config.history[index] ? { history: config.history[index] } : {}),
      open: async () => blobOf(archive),
    })),
  };
}

/** A blob of bytes in memory, in parts of the size that is given. */
export const blobOf = (bytes: Uint8Array, part = 65_536): Blob => ({
  async *stream() {
    for (let at = 0; at < bytes.length; at += part) yield bytes.subarray(at, at + part);
  },
});

/** The merged tree of layers that are given as files, read by readers. */
export function treeOf(layers: readonly (LayerSpec | Buffer)[], readers: readonly FileReader[] = []): Tree {
  const index = new ReaderIndex(readers);
  return new Tree(
    layers.map((layer) => readArchive(Buffer.isBuffer(layer) ? layer : layerTar(layer), index, LIMITS)),
  );
}
