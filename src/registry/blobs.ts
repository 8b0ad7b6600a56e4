import { createHash } from 'node:crypto';
import { partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { isIndex, isManifest } from '../image/media-types.ts';
import type { Descriptor } from '../image/types.ts';
import type { Client } from './client.ts';
import { NetworkFailure, networkError } from './network-failure.ts';
import type { Place } from './places.ts';
import type { Response } from './transport.ts';

/** Where content is asked for: manifests and indexes have a place of their own. */
export const pathOf = ({ repository }: Place, { mediaType, digest }: Descriptor): string =>
  `${repository}/${isManifest(mediaType) || isIndex(mediaType) ? 'manifests' : 'blobs'}/${digest}`;

/**
 * The bytes of a blob from `start` on, as they come. A connection that breaks is taken up where it broke (RFC 9110, 14,
 * “Range Requests”), as long as each attempt brings something, or the attempts are not used up. Not verified.
 * @param what for people: `layer sha256:… of nginx:1`
 * @throws PlimsollError `not-found`, `network`, `denied`, `integrity`
 */
export async function* fetchBlob(
  client: Client,
  place: Place,
  descriptor: Descriptor,
  what: string,
  start = 0,
): AsyncGenerator<Uint8Array> {
  const release = await client.slots(place.registry).take();
  try {
    let at = start;
    let resumed = 0;
    for (let attempt = 1; ; attempt++) {
      const before = at;
      const response = await ask(client, place, descriptor, what, at);
      try {
        for await (const part of partsFrom(response, at, descriptor, what)) {
          at += part.length;
          yield part;
        }
        if (at >= descriptor.size) return;
        throw new NetworkFailure(
          Object.assign(new Error('the answer ended early'), { code: 'ECONNRESET' }),
          response.url,
        );
      } catch (error) {
        if (error instanceof PlimsollError) throw error;
        if (at > before && ++resumed <= RESUMES) attempt = 0;
        else if (attempt >= client.limits.attempts)
          throw networkError(new NetworkFailure(error, response.url), what, place.registry);
        await client.pause(attempt);
      } finally {
        response.body.destroy();
      }
    }
  } finally {
    release();
  }
}

/** How often a blob that is broken off again and again is taken up. */
const RESUMES = 100;

/** Bytes that are verified at their end, and never more than there should be. @throws PlimsollError `integrity` */
export async function* verifiedBytes(
  bytes: AsyncIterable<Uint8Array>,
  { digest, size }: Descriptor,
  what: string,
): AsyncGenerator<Uint8Array> {
  const { algorithm, hex } = partsOf(digest);
  const hash = createHash(algorithm);
  let length = 0;
  for await (const part of bytes) {
    length += part.length;
    if (length > size)
      throw new PlimsollError('integrity', `${what} is more than the ${size} bytes it should be`);
    hash.update(part);
    yield part;
  }
  const is = hash.digest('hex');
  if (length !== size || is !== hex)
    throw new PlimsollError(
      'integrity',
      `${what} should be ${digest} (${size} bytes) and is ${algorithm}:${is} (${length} bytes): it was changed or damaged on the way; get it again`,
    );
}

function ask(
  client: Client,
  place: Place,
  descriptor: Descriptor,
  what: string,
  start: number,
): Promise<Response> {
  return client.call(place, {
    path: pathOf(place, descriptor),
    what,
    headers: { accept: '*/*', ...(start > 0 ? { range: `bytes=${start}-${descriptor.size - 1}` } : {}) },
  });
}

/** What was asked for of an answer that may hold the whole, or another part than was asked for. */
async function* partsFrom(
  { status, headers, body }: Response,
  start: number,
  { size }: Descriptor,
  what: string,
): AsyncGenerator<Uint8Array> {
  if ((headers['content-type'] ?? '').startsWith('text/html'))
    throw new PlimsollError(
      'unsupported',
      `${what}: a page for people came in its place; look at host and port`,
    );
  const from =
    status === 206 ? Number(/^bytes ([0-9]+)-/.exec(headers['content-range'] ?? '')?.[1] ?? start) : 0;
  if (from > start)
    throw new PlimsollError('integrity', `${what}: another part came than was asked for; get it again`);
  let skip = start - from;
  let left = size - start;
  for await (const part of body as AsyncIterable<Buffer>) {
    const wanted = part.subarray(Math.min(skip, part.length));
    skip -= part.length - wanted.length;
    if (wanted.length === 0) continue;
    left -= wanted.length;
    if (left < 0) throw new PlimsollError('integrity', `${what} is more than the ${size} bytes it should be`);
    yield wanted;
  }
}
