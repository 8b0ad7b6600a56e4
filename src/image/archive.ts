import { open, stat } from 'node:fs/promises';
import { type Digest, isDigest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { digestOf, fileBlob, fileError, readPart, verified } from './documents.ts';
import { KIND } from './entries.ts';
import { type Compression, compressionOf, inflate } from './inflate.ts';
import { type LayoutFiles, openLayout } from './layout.ts';
import { LIMITS, type Limits } from './limits.ts';
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from './media-types.ts';
import { spool } from './spool.ts';
import { TarScanner } from './tar/scan.ts';
import type { Descriptor, Medium } from './types.ts';

/** An archive that holds an image: where its members lie. */
interface Members extends LayoutFiles {
  readonly names: ReadonlySet<string>;
}

export interface ArchiveOptions {
  /** A tag or digest, of a Docker archive a name with its tag; absent: the only one. */
  readonly wanted?: string;
  /** The cache folder: what is compressed as a whole is unpacked there until the medium is closed. */
  readonly folder?: string;
  /** For people: what the file is; absent: its path. */
  readonly shown?: string;
  readonly limits?: Limits;
}

/**
 * Opens an archive that holds an OCI layout, or what `docker save` writes, told apart by what is in it.
 * @param path a tar file, plain or compressed by gzip or zstd
 * @throws PlimsollError `not-found`, `malformed`, `unsupported`, `integrity`, `usage`
 */
export async function openArchive(
  path: string,
  name: string,
  { wanted, folder, shown = path, limits = LIMITS }: ArchiveOptions = {},
): Promise<Medium> {
  const compression = await compressionAt(path, shown);
  if (compression === 'none') return openPlain(path, shown, name, wanted);
  if (folder === undefined)
    throw new PlimsollError('unsupported', `${shown} is compressed as a whole (${compression})`);
  const what = `${shown}, unpacked,`;
  const whole = fileBlob(path, 0, (await stat(path)).size, shown).stream();
  const file = await spool(unpacked(whole, compression, shown), { folder, most: limits.archiveBytes, what });
  try {
    const medium = await openPlain(file.path, shown, name, wanted);
    return { ...medium, close: () => medium.close().then(file.close) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* unpacked(
  parts: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd',
  shown: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* inflate(parts, compression);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw new PlimsollError(error.code, `${shown}: ${error.message}; get it again`, { cause: error });
  }
}

async function compressionAt(path: string, shown: string): Promise<Compression> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return compressionOf(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof PlimsollError
      ? new PlimsollError(error.code, `${shown}: ${error.message}`, { cause: error })
      : fileError(error, path, 'the archive');
  }
}

async function openPlain(path: string, shown: string, name: string, wanted?: string): Promise<Medium> {
  const members = await membersOf(path, shown);
  // What Docker writes today is both; its manifest.json has the names.
  if (members.names.has('manifest.json')) return openDockerArchive(members, name, wanted);
  if (members.names.has('index.json')) return openLayout(members, name, wanted);
  throw new PlimsollError(
    'malformed',
    `${shown} is a tar archive, but holds no image: neither manifest.json (docker save) nor index.json (OCI). Is it a root file system? Then unpack it and name dir:FOLDER`,
  );
}

/** Walks the headers of an archive. An archive of an image has few members. */
async function membersOf(path: string, shown: string): Promise<Members> {
  const found = new Map<string, { start: number; length: number; link?: string }>();
  let at = 0;
  const scanner = new TarScanner(
    {
      onEntry({ path: name, link, head, stored }) {
        const text = Buffer.from(name).toString();
        if (head.kind === KIND.file) found.set(text, { start: -1, length: stored });
        else if (link) found.set(text, { start: -1, length: 0, link: Buffer.from(link).toString() });
        last = head.kind === KIND.file ? text : undefined;
        if (found.size > MOST_MEMBERS)
          throw new PlimsollError(
            'unsupported',
            `${shown} has more than ${MOST_MEMBERS} members: it is no image archive`,
          );
        // The place of its content is known when its first byte comes.
        return true;
      },
      onData: (part) => {
        place(part);
        return false;
      },
      onContentEnd() {},
    },
    LIMITS,
  );
  let last: string | undefined;
  let window: Uint8Array = new Uint8Array(0);
  const place = (part: Uint8Array): void => {
    const member = last === undefined ? undefined : found.get(last);
    if (member?.start === -1) member.start = at + (part.byteOffset - window.byteOffset);
  };
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.allocUnsafeSlow(WINDOW);
      while (at < size && !scanner.isDone) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(WINDOW, size - at), at);
        if (bytesRead === 0) break;
        window = buffer.subarray(0, bytesRead);
        scanner.push(window);
        at += bytesRead;
        const leap = Math.min(scanner.skippable, size - at);
        if (leap > 0 && !scanner.isDone) scanner.skipped(leap);
        at += scanner.isDone ? 0 : leap;
      }
      scanner.end();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof PlimsollError
      ? new PlimsollError(error.code, `${shown}: ${error.message}`, { cause: error })
      : fileError(error, path, 'the archive');
  }
  return {
    path: shown,
    names: new Set(found.keys()),
    find(name) {
      let member = found.get(name);
      // `docker save` had a layer that occurs twice as a symbolic link.
      for (let links = 0; member?.link !== undefined && links < 4; links++)
        member = found.get(besides(name, member.link));
      return member && member.link === undefined
        ? { path, start: Math.max(0, member.start), length: member.length }
        : undefined;
    },
  };
}

const WINDOW = 16 * 1024;
const MOST_MEMBERS = 100_000;

/** What a symbolic link beside a member names. */
function besides(name: string, link: string): string {
  const parts = name.split('/').slice(0, -1);
  for (const part of link.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

interface DockerImage {
  readonly config: string;
  readonly tags: readonly string[];
  readonly layers: readonly string[];
}

/** What `docker save` writes (moby, image/tarexport; docker image spec 1.2, “Combined Image JSON + Filesystem Changeset Format”). */
async function openDockerArchive(
  members: Members,
  name: string,
  wanted: string | undefined,
): Promise<Medium> {
  const image = chooseDocker(await dockerImages(members), members.path, wanted);
  const configBytes = await member(members, image.config, LIMITS.document);
  const named = /^(?:blobs\/sha256\/)?([0-9a-f]{64})(?:\.json)?$/.exec(image.config)?.[1];
  const config: Descriptor = {
    mediaType: OCI_CONFIG,
    digest: named ? (`sha256:${named}` as Digest) : digestOf(configBytes),
    size: configBytes.length,
  };
  verified(configBytes, config, `${image.config} of ${members.path}`);
  const diffIds = diffIdsOf(configBytes);
  const files = image.layers.map((layer) => {
    const file = members.find(layer);
    if (!file)
      throw new PlimsollError('malformed', `${members.path} has no ${layer}, which its manifest.json names`);
    return { layer, file };
  });
  const layers = files.map(({ layer, file }, index): Descriptor => {
    const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(layer)?.[1];
    const digest = hex
      ? (`sha256:${hex}` as Digest)
      : (diffIds[index] ?? (`sha256:${'0'.repeat(64)}` as Digest));
    return { mediaType: OCI_LAYER, digest, size: file.length };
  });
  const manifest = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }));
  return {
    name,
    withoutManifest: true,
    seekable: true,
    tags: image.tags,
    top: {
      descriptor: { mediaType: OCI_MANIFEST, digest: digestOf(manifest), size: manifest.length },
      bytes: manifest,
    },
    async document(descriptor) {
      if (descriptor.digest !== config.digest)
        throw new PlimsollError('not-found', `${members.path} has no ${descriptor.digest}`);
      return configBytes;
    },
    async blob(descriptor) {
      const index = layers.findIndex(({ digest }) => digest === descriptor.digest);
      const found = files[index];
      if (!found) throw new PlimsollError('not-found', `${members.path} has no ${descriptor.digest}`);
      return fileBlob(
        found.file.path,
        found.file.start,
        found.file.length,
        `${found.layer} of ${members.path}`,
      );
    },
    async close() {},
  };
}

function diffIdsOf(config: Uint8Array): readonly Digest[] {
  try {
    const ids = JSON.parse(Buffer.from(config).toString()).rootfs?.diff_ids;
    return Array.isArray(ids) ? ids.filter(isDigest) : [];
  } catch {
    return [];
  }
}

async function dockerImages(members: Members): Promise<DockerImage[]> {
  const what = `manifest.json of ${members.path}`;
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(await member(members, 'manifest.json', LIMITS.document)).toString());
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    throw new PlimsollError('malformed', `${what} is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(json) || json.length === 0)
    throw new PlimsollError('malformed', `${what} names no image`);
  return json.map((one) => {
    const { Config: config, RepoTags: tags, Layers: layers } = (one ?? {}) as Record<string, unknown>;
    if (
      typeof config !== 'string' ||
      !Array.isArray(layers) ||
      layers.some((layer) => typeof layer !== 'string')
    )
      throw new PlimsollError('malformed', `${what} has an image without Config or Layers`);
    if (layers.length > LIMITS.layers)
      throw new PlimsollError(
        'unsupported',
        `${what} has an image of ${layers.length} layers, more than the ${LIMITS.layers} that are read`,
      );
    return { config, layers, tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [] };
  });
}

function chooseDocker(images: readonly DockerImage[], path: string, wanted: string | undefined): DockerImage {
  const tags = images.flatMap((image) => image.tags);
  const found =
    wanted === undefined
      ? images
      : images.filter(
          (image) =>
            image.tags.some(
              (tag) => tag === wanted || tag.endsWith(`/${wanted}`) || tag.split(':').at(-1) === wanted,
            ) || isIdOf(wanted, image.config),
        );
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new PlimsollError(
      'not-found',
      `${path} holds no image “${wanted}”; there is ${tags.slice(0, 12).join(', ') || 'one without a name'}`,
    );
  throw new PlimsollError(
    'usage',
    `${path} holds ${found.length} images; name one: ${tags
      .slice(0, 12)
      .map((tag) => `docker-archive:${path}:${tag}`)
      .join(', ')}`,
  );
}

/** An image's identity, or as much of it as people copy. */
const isIdOf = (wanted: string, config: string): boolean =>
  /^(?:sha256:)?[0-9a-f]{12,64}$/.test(wanted) && config.includes(wanted.replace('sha256:', ''));

async function member(members: Members, name: string, most: number): Promise<Uint8Array> {
  const file = members.find(name);
  if (!file)
    throw new PlimsollError('malformed', `${members.path} has no ${name}, which its manifest.json names`);
  return readPart(file.path, file.start, file.length, most, `${name} of ${members.path}`);
}
