import { PlimsollError } from '../core/errors.ts';
import { Client } from './client.ts';
import type { RegistryOptions } from './options.ts';
import { pagesOf } from './pages.ts';
import { readReference } from './reference.ts';
import { Repository } from './repository.ts';

/**
 * All tags of a repository (OCI distribution-spec 1.1, “Listing Tags”), in the registry's order.
 * @throws PlimsollError as `openRegistry` does
 */
export async function listTags(name: string, options: RegistryOptions): Promise<readonly string[]> {
  const reference = readReference(name);
  const client = new Client(options);
  const what = `the tags of ${reference.registry}/${reference.repository}`;
  try {
    return await new Repository(client, reference).first(async (place) => {
      const tags: string[] = [];
      for await (const { json } of pagesOf(client, place, `${place.repository}/tags/list?n=1000`, what)) {
        // Some registries have null for none.
        if (json.tags !== null && !Array.isArray(json.tags))
          throw new PlimsollError('malformed', `${what}: ${place.registry} answered with no list`);
        for (const tag of json.tags ?? []) if (typeof tag === 'string') tags.push(tag);
        if (tags.length > MOST)
          throw new PlimsollError('unsupported', `${what}: there are more than ${MOST}`);
      }
      return tags;
    });
  } finally {
    client.close();
  }
}

const MOST = 500_000;
