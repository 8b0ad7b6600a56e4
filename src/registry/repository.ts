import { type Digest, isDigest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { digestOf, fileBlob, verified } from '../image/documents.ts';
import { accepted } from '../image/media-types.ts';
import type { Blob, Descriptor } from '../image/types.ts';
import { fetchBlob, pathOf, verifiedBytes } from './blobs.ts';
import type { Client } from './client.ts';
import { type Place, placesOf } from './places.ts';
import type { RegistryReference } from './reference.ts';

/** What a reference points at, with its bytes. */
export interface Pointed {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** The content of one repository, from the first place that has it; out of the cache where it is kept. */
export class Repository {
  readonly #client: Client;
  readonly #reference: RegistryReference;
  #places: readonly Place[];

  constructor(client: Client, reference: RegistryReference) {
    this.#client = client;
    this.#reference = reference;
    this.#places = placesOf(reference, client.options);
    for (const place of this.#places) client.trustBlindly(place);
  }

  /** Asks each place until one answers; the registry itself is the last, and its error is the one that counts. */
  async first<T>(ask: (place: Place) => Promise<T>): Promise<T> {
    const places = this.#places;
    for (const [index, place] of places.entries()) {
      try {
        const answer = await ask(place);
        // What follows is likely there, too.
        if (index > 0 && places === this.#places)
          this.#places = [place, ...places.filter((one) => one !== place)];
        return answer;
      } catch (error) {
        const isLast = index === places.length - 1;
        if (isLast || !(error instanceof PlimsollError) || error.code === 'config') throw error;
        if (place.isMirror)
          this.#client.options.tell?.(`the mirror ${place.registry} was passed over: ${error.message}`);
      }
    }
    throw new PlimsollError('config', `${this.#reference.name} is to be had nowhere`);
  }

  /** A manifest or index by tag or digest, verified as far as there is a digest to go by. */
  async manifest(pointer: string, most: number): Promise<Pointed> {
    const what = `the manifest of ${this.#reference.name}`;
    const wanted = isDigest(pointer) ? pointer : undefined;
    const kept = wanted && (await this.#kept(wanted, most));
    if (kept)
      return { descriptor: { mediaType: typeOf(kept), digest: wanted, size: kept.length }, bytes: kept };
    const pointed = await this.first(async (place) => {
      const { response, bytes } = await this.#client.whole(
        place,
        { path: `${place.repository}/manifests/${pointer}`, what, headers: ACCEPT },
        most,
      );
      const mediaType = (response.headers['content-type'] ?? '').split(';', 1)[0]!.trim();
      refusePage(mediaType, what, place.registry);
      const said = response.headers['docker-content-digest'];
      const digest = wanted ?? (isDigest(said) ? said : digestOf(bytes));
      const descriptor = { mediaType: typeOf(bytes) || mediaType, digest, size: bytes.length };
      return { descriptor, bytes: verified(bytes, descriptor, what) };
    });
    await this.#keep(pointed.descriptor, pointed.bytes, what);
    return pointed;
  }

  /** A document by its descriptor, whole and verified. */
  async document(descriptor: Descriptor, most: number): Promise<Uint8Array> {
    const { digest, size } = descriptor;
    const what = `${digest} of ${this.#reference.name}`;
    if (size > most)
      throw new PlimsollError(
        'malformed',
        `${what} is ${size} bytes, more than the ${most} that are read of one`,
      );
    const kept = await this.#kept(digest, most);
    if (kept) return verified(kept, descriptor, what);
    const bytes = await this.first(async (place) => {
      const call = {
        path: pathOf(place, descriptor),
        what,
        headers: { accept: descriptor.mediaType || '*/*' },
      };
      const { response, bytes } = await this.#client.whole(place, call, most);
      refusePage(response.headers['content-type'] ?? '', what, place.registry);
      return verified(bytes, descriptor, what);
    });
    await this.#keep(descriptor, bytes, what);
    return bytes;
  }

  /** A layer: a file where it is kept, else its bytes as they come, verified at their end. */
  async blob(descriptor: Descriptor): Promise<Blob> {
    const { cache } = this.#client.options;
    const what = `layer ${descriptor.digest} of ${this.#reference.name}`;
    const kept = await cache?.blob(descriptor.digest);
    if (kept?.size === descriptor.size) return fileBlob(kept.path, 0, kept.size, what);
    const from = (start: number): AsyncIterable<Uint8Array> => this.#fetch(descriptor, what, start);
    return {
      stream: () =>
        cache ? cache.putBlob({ ...descriptor, what }, from) : verifiedBytes(from(0), descriptor, what),
    };
  }

  /** From the first place that begins to give it: once bytes have come, another place is not asked for the rest. */
  async *#fetch(descriptor: Descriptor, what: string, start: number): AsyncGenerator<Uint8Array> {
    const { bytes, begun } = await this.first(async (place) => {
      const bytes = fetchBlob(this.#client, place, descriptor, what, start);
      return { bytes, begun: await bytes.next() };
    });
    try {
      if (!begun.done) yield begun.value;
      yield* bytes;
    } finally {
      await bytes.return(undefined);
    }
  }

  async #kept(digest: Digest, most: number): Promise<Uint8Array | undefined> {
    const kept = await this.#client.options.cache?.blob(digest);
    if (!kept || kept.size > most) return undefined;
    const parts: Uint8Array[] = [];
    for await (const part of fileBlob(kept.path, 0, kept.size, digest).stream()) parts.push(part);
    return Buffer.concat(parts);
  }

  async #keep(descriptor: Descriptor, bytes: Uint8Array, what: string): Promise<void> {
    const { cache } = this.#client.options;
    if (!cache) return;
    const source = async function* (start: number): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(start);
    };
    for await (const _ of cache.putBlob({ ...descriptor, what }, source)) {
      // It is kept as it passes.
    }
  }
}

const ACCEPT = { accept: accepted.join(', ') };

/** What a manifest says that it is; it is what counts, for some registries send another type or none. */
function typeOf(bytes: Uint8Array): string {
  try {
    const { mediaType } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { mediaType?: unknown };
    return typeof mediaType === 'string' ? mediaType : '';
  } catch {
    return '';
  }
}

function refusePage(mediaType: string, what: string, registry: string): void {
  if (mediaType.startsWith('text/html'))
    throw new PlimsollError(
      'unsupported',
      `${what}: ${registry} answered with a page for people; it seems to be no registry there: look at host and port`,
    );
}
