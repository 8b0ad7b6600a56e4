import { type Digest, partsOf } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';
import { LIMITS } from '../image/limits.ts';
import { OCI_INDEX } from '../image/media-types.ts';
import { readDocument } from '../image/oci.ts';
import type { Descriptor } from '../image/types.ts';
import { Client } from './client.ts';
import type { RegistryOptions } from './options.ts';
import { pagesOf } from './pages.ts';
import type { Place } from './places.ts';
import { readReference } from './reference.ts';
import { Repository } from './repository.ts';

export interface Referrers {
  readonly manifests: readonly Descriptor[];
  /** The registry has no referrers interface, and they are listed under a tag. */
  readonly byTag: boolean;
}

/**
 * What refers to a manifest: signatures, bills of materials, attestations (OCI distribution-spec 1.1, “Listing Referrers”
 * and “Referrers Tag Schema”).
 * @param type only those of this artifact type
 * @throws PlimsollError as `openRegistry` does
 */
export async function listReferrers(
  name: string,
  digest: Digest,
  options: RegistryOptions,
  type?: string,
): Promise<Referrers> {
  const reference = readReference(name);
  const client = new Client(options);
  try {
    const repository = new Repository(client, reference);
    const found = await repository.first((place) => byInterface(client, place, digest, type));
    const referrers = found ?? (await byTag(repository, digest));
    if (type === undefined) return referrers;
    // The registry may leave the choice to us.
    return { ...referrers, manifests: referrers.manifests.filter((one) => one.artifactType === type) };
  } finally {
    client.close();
  }
}

/** @returns undefined where the registry has no such interface */
async function byInterface(
  client: Client,
  place: Place,
  digest: Digest,
  type: string | undefined,
): Promise<Referrers | undefined> {
  const what = `what refers to ${digest} in ${place.registry}/${place.repository}`;
  const query = type === undefined ? '' : `?artifactType=${encodeURIComponent(type)}`;
  const path = `${place.repository}/referrers/${digest}${query}`;
  const manifests: Descriptor[] = [];
  let isThere = false;
  for await (const { json } of pagesOf(client, place, path, what, [404, 405, 501])) {
    isThere = true;
    const document = readDocument(Buffer.from(JSON.stringify(json)), OCI_INDEX, what);
    if (document.kind === 'index') manifests.push(...document.manifests);
    if (manifests.length > MOST)
      throw new PlimsollError('unsupported', `${what}: there is more than ${MOST}`);
  }
  return isThere ? { manifests, byTag: false } : undefined;
}

async function byTag(repository: Repository, digest: Digest): Promise<Referrers> {
  const { algorithm, hex } = partsOf(digest);
  try {
    const { bytes, descriptor } = await repository.manifest(
      `${algorithm}-${hex}`.slice(0, 128),
      LIMITS.document,
    );
    const document = readDocument(bytes, descriptor.mediaType, `what refers to ${digest}`);
    return { manifests: document.kind === 'index' ? document.manifests : [], byTag: true };
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'not-found') return { manifests: [], byTag: true };
    throw error;
  }
}

const MOST = 100_000;
