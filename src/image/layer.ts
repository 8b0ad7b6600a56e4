import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type Digest, partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { readFolder } from './folder.ts';
import { type Compression, compressionOf, inflate } from './inflate.ts';
import { LayerBuilder, type LayerContent } from './layer-builder.ts';
import { LIMITS, type Limits } from './limits.ts';
import type { ReaderIndex } from './reader-index.ts';
import type { Blob } from './types.ts';

export interface LayerOptions {
  readonly readers: ReaderIndex;
  readonly limits?: Limits;
  /** What the content should have; where it has another, nothing of it is believed. */
  readonly digest?: Digest;
  /** Sum every file’s content, so that equal ones can be told; by default none is. */
  readonly sums?: boolean;
  /** Leave out what is not wanted, where the blob lies plain in a file; digests are not verified then. */
  readonly seek?: boolean;
}

/**
 * Reads a layer once, from its first byte to its last: inflated on another thread, hashed and searched in parts as they come.
 *
 * @throws PlimsollError `integrity` where its digest is another; and what the blob throws. A broken archive is a gap of the
 * content: what stood before the break is there.
 */
export async function readLayer(blob: Blob, options: LayerOptions): Promise<LayerContent> {
  const limits = options.limits ?? LIMITS;
  if (blob.folder !== undefined) {
    const builder = new LayerBuilder(options.readers, limits, false);
    return builder.build('none', await readFolder(blob.folder, builder, limits), undefined);
  }
  if (options.seek && blob.file && (await headCompression(blob)) === 'none') {
    const builder = new LayerBuilder(options.readers, limits, false);
    return builder.build('none', await scanFile(blob.file, builder), undefined);
  }
  return readStream(blob, options, limits);
}

async function readStream(blob: Blob, options: LayerOptions, limits: Limits): Promise<LayerContent> {
  const builder = new LayerBuilder(options.readers, limits, options.sums ?? false);
  const outer = options.digest ? createHash(partsOf(options.digest).algorithm) : undefined;
  const { head, parts } = await beginning(hashed(blob.stream(), outer));
  const compression = compressionOf(head);
  // A plain layer is hashed once: its digest is its diffID.
  const inner =
    compression === 'none' && outer && options.digest?.startsWith('sha256')
      ? undefined
      : createHash('sha256');
  let size = 0;
  try {
    for await (const part of compression === 'none' ? parts : inflate(parts, compression)) {
      inner?.update(part);
      size += part.length;
      if (size > limits.layerBytes) {
        builder.stop(`more than ${limits.layerBytes} bytes: the rest was not read`);
        return builder.build(compression, size, undefined);
      }
      builder.push(part);
    }
  } catch (error) {
    if (!(error instanceof PlimsollError) || error.code !== 'malformed') throw error;
    if (options.digest) requireDigest(options.digest, await digestOf(blob, options.digest));
    builder.stop(error.message);
    return builder.build(compression, size, undefined);
  }
  builder.end();
  const digest = outer && digestBy(outer, options.digest!);
  if (digest) requireDigest(options.digest!, digest);
  return builder.build(compression, size, inner ? `sha256:${inner.digest('hex')}` : digest);
}

const digestBy = (hash: Hash, like: Digest): Digest => `${partsOf(like).algorithm}:${hash.digest('hex')}`;

async function digestOf(blob: Blob, like: Digest): Promise<Digest> {
  const hash = createHash(partsOf(like).algorithm);
  for await (const part of blob.stream()) hash.update(part);
  return digestBy(hash, like);
}

function requireDigest(wanted: Digest, is: Digest): void {
  if (is === wanted) return;
  throw new PlimsollError(
    'integrity',
    `a layer that should be ${wanted} is ${is}: it was changed or damaged; get the image again`,
  );
}

async function* hashed(parts: AsyncIterable<Uint8Array>, hash: Hash | undefined): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    hash?.update(part);
    yield part;
  }
}

/** The first bytes, and everything with them. */
async function beginning(
  parts: AsyncGenerator<Uint8Array>,
): Promise<{ head: Uint8Array; parts: AsyncGenerator<Uint8Array> }> {
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 4) {
    const { value, done } = await parts.next();
    if (done) break;
    first.push(value);
    length += value.length;
  }
  const head = first.length === 1 ? first[0]! : Buffer.concat(first);
  return {
    head,
    parts: (async function* () {
      if (head.length > 0) yield head;
      yield* parts;
    })(),
  };
}

/** How much of a file is read at once, where it is read in leaps. */
const WINDOW = 256 * 1024;

async function headCompression({ file }: Blob): Promise<Compression> {
  const handle = await open(file!.path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, file!.start);
    return compressionOf(buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

/** Walks the headers of a plain archive, and reads only what is wanted. @returns its length */
async function scanFile(
  { path, start, length }: NonNullable<Blob['file']>,
  builder: LayerBuilder,
): Promise<number> {
  const handle = await open(path, 'r');
  const window = Buffer.allocUnsafeSlow(WINDOW);
  try {
    for (let at = 0; at < length && !builder.isDone; ) {
      // Behind a leap the next header may be all that is wanted; a read of what lies close by costs no more.
      const { bytesRead } = await handle.read(window, 0, Math.min(WINDOW, length - at), start + at);
      if (bytesRead === 0) break;
      builder.push(window.subarray(0, bytesRead));
      at += bytesRead;
      const leap = Math.min(builder.skippable, length - at);
      if (leap > 0 && !builder.isDone) {
        builder.skipped(leap);
        at += leap;
      }
    }
    builder.end();
    return length;
  } finally {
    await handle.close();
  }
}
