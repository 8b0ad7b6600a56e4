import { existsSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import { openArchive } from './archive.ts';
import { LIMITS, type Limits } from './limits.ts';
import { spool } from './spool.ts';
import type { Medium } from './types.ts';

export type Engine = 'docker' | 'podman';

export interface DaemonOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The cache folder: what the daemon sends lies there until the medium is closed. */
  readonly folder: string;
  readonly limits?: Limits;
}

/** Where a daemon listens. */
interface Endpoint {
  /** As people write it. */
  readonly shown: string;
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  readonly tls?: { readonly ca: Buffer; readonly cert: Buffer; readonly key: Buffer };
}

/**
 * Opens an image that a Docker or Podman daemon has, as `docker save` would write it.
 * @param reference as the daemon knows it: a name with a tag, an identity
 * @throws PlimsollError `not-found` for no daemon or no such image, `denied`, `network`, `usage`; and as archives do
 */
export async function openDaemon(
  engine: Engine,
  reference: string,
  name: string,
  { env, folder, limits = LIMITS }: DaemonOptions,
): Promise<Medium> {
  const endpoint = endpointOf(engine, env);
  const { id, tags } = await inspect(endpoint, engine, reference, limits);
  // By its identity: a name without a tag would bring all that the daemon has of it.
  const answer = await get(endpoint, engine, `/images/${encodeURI(id)}/get`);
  if (answer.statusCode !== 200) throw await refusal(answer, engine, reference, limits);
  const what = `${reference} of ${ENGINES[engine]}`;
  const file = await spool(received(answer, endpoint, what), { folder, most: limits.archiveBytes, what });
  try {
    const medium = await openArchive(file.path, name, { shown: what, limits });
    return {
      ...medium,
      tags: tags.length > 0 ? tags : (medium.tags ?? []),
      async close() {
        await medium.close();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const ENGINES = { docker: 'the Docker daemon', podman: 'Podman' } as const;

/** @throws PlimsollError `not-found` where nothing listens, `usage` for what cannot be spoken to */
function endpointOf(engine: Engine, env: DaemonOptions['env']): Endpoint {
  const variable = engine === 'docker' ? 'DOCKER_HOST' : 'CONTAINER_HOST';
  const given = env[variable];
  if (given) return namedEndpoint(given, variable, env);
  const places = socketsOf(engine, env);
  const found = places.find((path) => existsSync(path));
  if (found) return { shown: found, socketPath: found };
  const how =
    engine === 'docker'
      ? 'Start Docker, or say where it listens with DOCKER_HOST (`docker context inspect` tells)'
      : 'Start it with `systemctl --user start podman.socket`, or `podman system service`, or say where it listens with CONTAINER_HOST';
  throw new PlimsollError(
    'not-found',
    `${ENGINES[engine]} is not to be found: there is no ${places.join(', no ')}. ${how}`,
  );
}

function socketsOf(engine: Engine, { XDG_RUNTIME_DIR: runtime, HOME: home }: DaemonOptions['env']): string[] {
  if (engine === 'docker')
    return [
      '/var/run/docker.sock',
      ...(runtime ? [`${runtime}/docker.sock`] : []),
      ...(home ? [`${home}/.docker/run/docker.sock`] : []),
    ];
  return [...(runtime ? [`${runtime}/podman/podman.sock`] : []), '/run/podman/podman.sock'];
}

function namedEndpoint(given: string, variable: string, env: DaemonOptions['env']): Endpoint {
  if (given.startsWith('unix://')) return { shown: given, socketPath: given.slice('unix://'.length) };
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !['tcp:', 'http:', 'https:'].includes(url.protocol))
    throw new PlimsollError(
      'usage',
      `${variable} is ${shownHost(given)}, and only unix:// and tcp:// are spoken; or save the image and name the file: docker save -o image.tar NAME`,
    );
  const tls = url.protocol === 'https:' || (env.DOCKER_TLS_VERIFY ?? '') !== '';
  return {
    shown: `tcp://${url.host}`,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (tls ? 2376 : 2375),
    ...(tls ? { tls: certificates(env) } : {}),
  };
}

/** Without a login that stands in it. */
const shownHost = (given: string): string => given.replace(/\/\/[^@/]*@/, '//');

function certificates({ DOCKER_CERT_PATH, HOME = '' }: DaemonOptions['env']): NonNullable<Endpoint['tls']> {
  const folder = DOCKER_CERT_PATH || join(HOME, '.docker');
  const read = (name: string): Buffer => {
    try {
      return readFileSync(join(folder, name));
    } catch (error) {
      throw new PlimsollError(
        'usage',
        `the Docker daemon is to be spoken to by TLS, and ${join(folder, name)} cannot be read; DOCKER_CERT_PATH names the folder`,
        { cause: error },
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}

async function inspect(
  endpoint: Endpoint,
  engine: Engine,
  reference: string,
  limits: Limits,
): Promise<{ id: string; tags: readonly string[] }> {
  if (!/^[\w][\w./:@-]{0,511}$/.test(reference) || reference.split('/').some((part) => /^\.+$/.test(part)))
    throw new PlimsollError('usage', `“${reference}” is no name of an image`);
  const answer = await get(endpoint, engine, `/images/${encodeURI(reference)}/json`);
  if (answer.statusCode === 404) {
    answer.resume();
    throw await missing(endpoint, engine, reference, limits);
  }
  if (answer.statusCode !== 200) throw await refusal(answer, engine, reference, limits);
  const { Id: id, RepoTags: tags } = recordOf(await jsonOf(answer, engine, limits));
  if (typeof id !== 'string' || !/^(?:sha256:)?[0-9a-f]{64}$/.test(id))
    throw new PlimsollError('malformed', `${endpoint.shown} does not answer as ${ENGINES[engine]} does`);
  return { id, tags: textsIn(tags) };
}

/** The image is not there: what is. */
async function missing(
  endpoint: Endpoint,
  engine: Engine,
  reference: string,
  limits: Limits,
): Promise<PlimsollError> {
  const answer = await get(endpoint, engine, '/images/json');
  const list = answer.statusCode === 200 ? await jsonOf(answer, engine, limits) : undefined;
  answer.resume();
  const names = (Array.isArray(list) ? list : [])
    .flatMap((one) => textsIn(recordOf(one).RepoTags))
    .filter((tag) => tag !== '<none>:<none>');
  const like = names.filter((tag) => tag.includes(reference.split(/[:@]/)[0]!));
  const there = (like.length > 0 ? like : names).slice(0, 12).join(', ');
  return new PlimsollError(
    'not-found',
    `${ENGINES[engine]} has no image “${reference}”; there is ${there || 'none with a name'}. To read it from its registry, name it without ${engine === 'docker' ? 'docker-daemon:' : 'podman:'}`,
  );
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const textsIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Nothing came for so long, in milliseconds: saving a large image takes a while to begin. */
const PATIENCE = 120_000;

function get(endpoint: Endpoint, engine: Engine, path: string): Promise<IncomingMessage> {
  const { socketPath, host, port, tls } = endpoint;
  const options = {
    path,
    timeout: PATIENCE,
    // A daemon on a socket wants some host.
    headers: { host: host ?? 'localhost' },
    ...(socketPath === undefined ? { host, port } : { socketPath }),
    ...(tls ?? {}),
  };
  return new Promise((done, fail) => {
    const sent = (tls ? secureRequest : request)(options, done);
    sent.on('timeout', () => sent.destroy(new Error('it does not answer')));
    sent.on('error', (error) => fail(connectionError(error, endpoint, engine)));
    sent.end();
  });
}

function connectionError(error: Error, { shown }: Endpoint, engine: Engine): PlimsollError {
  const { code = error.message } = error as NodeJS.ErrnoException;
  const cause = { cause: error };
  if (code === 'EACCES' || code === 'EPERM')
    return new PlimsollError(
      'denied',
      `${ENGINES[engine]} at ${shown} may not be spoken to by this user: ${engine === 'docker' ? 'join the group docker, or save' : 'start one of your own (`systemctl --user start podman.socket`), or save'} the image to a file and name that`,
      cause,
    );
  if (code === 'ECONNREFUSED' || code === 'ENOENT')
    return new PlimsollError(
      'not-found',
      `${ENGINES[engine]} does not listen at ${shown} (${code}): start it`,
      cause,
    );
  return new PlimsollError('network', `${ENGINES[engine]} at ${shown}: ${code}`, cause);
}

/** What came instead of an image. */
async function refusal(
  answer: IncomingMessage,
  engine: Engine,
  reference: string,
  limits: Limits,
): Promise<PlimsollError> {
  const { statusCode } = answer;
  const said = recordOf(await jsonOf(answer, engine, limits).catch(() => undefined)).message;
  return new PlimsollError(
    statusCode === 401 || statusCode === 403 ? 'denied' : statusCode === 404 ? 'not-found' : 'network',
    `${ENGINES[engine]} was asked for ${reference} and answered ${statusCode}${typeof said === 'string' ? `: ${said.slice(0, 500)}` : ''}`,
  );
}

async function jsonOf(answer: IncomingMessage, engine: Engine, { document }: Limits): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer) {
      parts.push(part);
      size += part.length;
      if (size > document) throw new Error(`more than ${document} bytes`);
    }
    return JSON.parse(Buffer.concat(parts).toString());
  } catch (error) {
    throw new PlimsollError(
      'malformed',
      `the answer of ${ENGINES[engine]} cannot be read: ${(error as Error).message}`,
    );
  }
}

async function* received(
  answer: IncomingMessage,
  { shown }: Endpoint,
  what: string,
): AsyncGenerator<Uint8Array> {
  answer.setTimeout(PATIENCE, () => answer.destroy(new Error('nothing more came')));
  try {
    yield* answer;
  } catch (error) {
    throw new PlimsollError(
      'network',
      `${what} broke off on its way from ${shown}: ${(error as Error).message}; try again`,
      { cause: error },
    );
  }
}
