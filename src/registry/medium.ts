import { LIMITS } from '../image/limits.ts';
import type { Medium } from '../image/types.ts';
import { Client } from './client.ts';
import type { RegistryOptions } from './options.ts';
import { pointerOf, type RegistryReference, readReference } from './reference.ts';
import { Repository } from './repository.ts';

/**
 * Opens an image in a registry (OCI distribution-spec 1.1).
 * @param reference as people write it, or read already
 * @throws PlimsollError `usage` for what is no reference, `not-found`, `denied`, `network`, `integrity`, `unsupported`, `config`
 */
export async function openRegistry(
  reference: string | RegistryReference,
  options: RegistryOptions,
): Promise<Medium> {
  const read = typeof reference === 'string' ? readReference(reference) : reference;
  const client = new Client(options);
  try {
    const repository = new Repository(client, read);
    const top = await repository.manifest(pointerOf(read), LIMITS.document);
    return {
      name: read.name,
      top,
      tags: read.tag === undefined ? [] : [read.tag],
      document: (descriptor, most) => repository.document(descriptor, most),
      blob: (descriptor) => repository.blob(descriptor),
      async close() {
        client.close();
      },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}
