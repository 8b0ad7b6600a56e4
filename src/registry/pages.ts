import { PlimsollError } from '../core/errors.ts';
import { readJson } from '../image/oci.ts';
import type { Client } from './client.ts';
import type { Place } from './places.ts';
import type { Response } from './transport.ts';

export interface Page {
  readonly json: Readonly<Record<string, unknown>>;
  readonly response: Response;
}

/**
 * The pages of a list, by `Link` with `rel="next"` (RFC 8288, as distribution-spec 1.1 has it), of one registry alone.
 * @param also statuses that end the list without an error
 * @throws PlimsollError `unsupported` where there are more pages than are read; those of `Client.call`
 */
export async function* pagesOf(
  client: Client,
  place: Place,
  path: string,
  what: string,
  also: readonly number[] = [],
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  for (let next: string | undefined = path; next !== undefined; ) {
    if (seen.has(next))
      throw new PlimsollError('malformed', `${what}: ${place.registry} goes round in circles`);
    if (seen.size >= client.limits.pages)
      throw new PlimsollError('unsupported', `${what}: there are more than ${client.limits.pages} pages`);
    seen.add(next);
    const call = { path: next, what, headers: { accept: 'application/json, */*;q=0.5' }, also };
    const { response, bytes } = await client.whole(place, call, client.limits.answer);
    if (also.includes(response.status)) return;
    yield { json: readJson(bytes, what), response };
    next = nextOf(response, what);
  }
}

function nextOf({ headers, url }: Response, what: string): string | undefined {
  const link = headers.link;
  const text = Array.isArray(link) ? link.join(',') : (link ?? '');
  const target = /<([^<>]*)>\s*;[^,<]*\brel="?next"?/i.exec(text)?.[1];
  if (target === undefined) return undefined;
  const next = URL.parse(target, url.href);
  const start = '/v2/';
  if (next?.host !== url.host || !next.pathname.startsWith(start))
    throw new PlimsollError('malformed', `${what}: ${url.host} says that the list goes on somewhere else`);
  return `${next.pathname.slice(start.length)}${next.search}`;
}
