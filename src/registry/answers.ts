import { PlimsollError } from '../core/errors.ts';
import type { Secrets } from './redaction.ts';
import type { Response } from './transport.ts';

/** One error of a registry (OCI distribution-spec 1.1, “Error Codes”). */
export interface RegistryError {
  readonly code: string;
  readonly message: string;
}

/** An answer that is not what was asked for, read. */
export interface Refusal {
  readonly status: number;
  readonly errors: readonly RegistryError[];
  /** It is a page for people: whoever answered is likely no registry. */
  readonly isPage: boolean;
  readonly retryAfter?: number;
}

/**
 * The body of an answer, whole.
 * @throws PlimsollError `malformed` where it is more than `most` bytes; what the connection throws
 */
export async function readBody({ body, headers, url }: Response, most: number): Promise<Buffer> {
  const tooLong = (): PlimsollError => {
    body.destroy();
    return new PlimsollError(
      'malformed',
      `${url.host} answered with more than the ${most} bytes that are read`,
    );
  };
  if (Number(headers['content-length'] ?? 0) > most) throw tooLong();
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > most) throw tooLong();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

/** Reads an answer that is no success. What cannot be read of its body is left out. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const { status, headers } = response;
  const text = await readBody(response, MOST).then(
    (bytes) => bytes.toString('utf8'),
    () => '',
  );
  const type = headers['content-type'] ?? '';
  const retryAfter = readRetryAfter(headers['retry-after']);
  return {
    status,
    errors: errorsOf(text),
    isPage: type.includes('text/html') || isPage(Buffer.from(text)),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** Whether bytes are HTML. */
export const isPage = (bytes: Uint8Array): boolean =>
  /^\s*<(?:!doctype|html)/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'));

/** `Retry-After` (RFC 9110, 10.2.3), seconds or a date, in milliseconds from now. */
export function readRetryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*[0-9]{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function errorsOf(text: string): RegistryError[] {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    if (!Array.isArray(errors)) return [];
    return errors.slice(0, 4).flatMap((one: unknown) => {
      const { code, message } = (one ?? {}) as { code?: unknown; message?: unknown };
      return typeof code === 'string' ? [{ code, message: typeof message === 'string' ? message : '' }] : [];
    });
  } catch {
    return [];
  }
}

/** Who was asked for what. */
export interface Asked {
  /** For people: `the manifest of docker.io/library/nginx:1`. */
  readonly what: string;
  readonly registry: string;
  /** Who we are there: `the login of ~/.docker/config.json`; absent for nobody. */
  readonly as?: string;
}

/** A refusal as an error: what was asked, what came back, what to do next. */
export function refusalError(
  refusal: Refusal,
  { what, registry, as }: Asked,
  secrets: Secrets,
): PlimsollError {
  const { status, errors, isPage } = refusal;
  const code = errors.find((error) => KNOWN[error.code])?.code ?? errors[0]?.code;
  const { kind, next } = outcomeOf(status, code, isPage);
  const said = errors.map(({ code, message }) => secrets.clean(message ? `${code}: ${message}` : code));
  const came = [
    `${registry} answered ${status}`,
    ...(said.length > 0 ? [`(${said.join('; ')})`] : []),
    ...(isPage ? ['with a page for people'] : []),
  ].join(' ');
  const who = status === 401 || status === 403 ? ` to ${as ?? 'nobody (there is no login for it here)'}` : '';
  return new PlimsollError(kind, `${what}: ${came}${who}; ${next.replaceAll('HOST', registry)}`);
}

interface Outcome {
  readonly kind: PlimsollError['code'];
  readonly next: string;
}

function outcomeOf(status: number, code: string | undefined, isPage: boolean): Outcome {
  if (isPage && status !== 429 && status < 500) return NO_REGISTRY;
  const known = code === undefined ? undefined : KNOWN[code];
  if (known) return known;
  if (status === 401) return KNOWN.UNAUTHORIZED!;
  if (status === 403) return KNOWN.DENIED!;
  if (status === 404)
    return { kind: 'not-found', next: 'look at the name, and whether HOST is a registry at all' };
  if (status === 429) return KNOWN.TOOMANYREQUESTS!;
  if (status >= 500) return { kind: 'network', next: 'the registry has trouble; try again later' };
  return { kind: 'network', next: 'look at the registry’s log, or try again' };
}

const NO_REGISTRY: Outcome = {
  kind: 'unsupported',
  next: 'HOST seems to be no registry there; look at host and port',
};

const LOGIN = 'log in with docker login HOST or podman login HOST, and look at the spelling of the name';

const KNOWN: Readonly<Record<string, Outcome>> = {
  UNAUTHORIZED: { kind: 'denied', next: LOGIN },
  DENIED: {
    kind: 'denied',
    next: 'ask for the right to pull it, or log in as another with docker login HOST; some registries say so of what is not there',
  },
  MANIFEST_UNKNOWN: {
    kind: 'not-found',
    next: 'look at the tag or digest; it may not be published yet, or no more',
  },
  NAME_UNKNOWN: {
    kind: 'not-found',
    next: 'look at the spelling of the repository; it may not be published yet',
  },
  NAME_INVALID: { kind: 'usage', next: 'HOST takes no such name; look at its spelling' },
  TAG_INVALID: { kind: 'usage', next: 'HOST takes no such tag; look at its spelling' },
  BLOB_UNKNOWN: { kind: 'not-found', next: 'the image is not whole in the registry; push it again' },
  MANIFEST_BLOB_UNKNOWN: { kind: 'not-found', next: 'the image is not whole in the registry; push it again' },
  TOOMANYREQUESTS: {
    kind: 'network',
    next: 'wait, or log in with docker login HOST: who is logged in may ask more often',
  },
  UNSUPPORTED: { kind: 'unsupported', next: 'the registry cannot do this' },
};

const MOST = 256 * 1024;
