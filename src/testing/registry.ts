import { createHash, randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { OCI_INDEX } from '../image/media-types.ts';
import { type MadeImage, sha256 } from './image.ts';

/** What goes wrong with the next requests whose path matches. */
export interface Fault {
  readonly on: RegExp;
  /** How often. Default: once. */
  readonly times?: number;
  /** Answers with a status, a body and headers. */
  readonly status?: number;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** Cuts the connection after so many bytes of what would have been the answer. */
  readonly cutAfter?: number;
  /** Changes the bytes of the answer. */
  readonly change?: (bytes: Buffer) => Buffer;
  /** Says nothing at all. */
  readonly silent?: true;
}

export interface TestRegistryOptions {
  /** `bearer` asks for tokens of `/token`; `basic` for the login itself. Default: nobody is asked. */
  readonly auth?: 'bearer' | 'basic';
  readonly login?: { readonly username: string; readonly password: string };
  /** An identity token that is taken in place of the login. */
  readonly identity?: string;
  /** Whether anybody may pull, with a token. */
  readonly anonymous?: boolean;
  readonly referrers?: boolean;
  /** Ignores `Range`. */
  readonly withoutRange?: boolean;
  /** How many entries a page of a list has at most. */
  readonly page?: number;
  readonly tls?: https.ServerOptions;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A registry in memory (OCI distribution-spec 1.1), on a port of this machine. */
export class TestRegistry {
  readonly manifests = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  readonly blobs = new Map<string, Buffer>();
  /** All requests, in their order. */
  readonly seen: Seen[] = [];
  readonly faults: { left: number; fault: Fault }[] = [];
  readonly tokens = new Set<string>();
  readonly #uploads = new Map<string, Buffer>();
  readonly #options: TestRegistryOptions;
  readonly #server: http.Server | https.Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: TestRegistryOptions) {
    this.#options = options;
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.#handle(request, response).catch((error) => response.destroy(error));
    };
    this.#server = options.tls ? https.createServer(options.tls, answer) : http.createServer(answer);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: TestRegistryOptions = {}): Promise<TestRegistry> {
    const registry = new TestRegistry(options);
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** The paths that were asked for, with their methods. */
  get paths(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path}`);
  }

  /** Keeps an image under a tag and its digest. @returns its reference */
  add(repository: string, tag: string, { manifest, blobs }: MadeImage): string {
    for (const [digest, bytes] of blobs)
      if (digest !== manifest.digest) this.blobs.set(`${repository}@${digest}`, bytes);
    this.put(repository, tag, blobs.get(manifest.digest)!, manifest.mediaType);
    return `${this.host}/${repository}:${tag}`;
  }

  put(repository: string, pointer: string, bytes: Buffer, type: string): void {
    this.manifests.set(`${repository}:${pointer}`, { type, bytes });
    this.manifests.set(`${repository}:${sha256(bytes)}`, { type, bytes });
  }

  fail(fault: Fault): void {
    this.faults.push({ left: fault.times ?? 1, fault });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<undefined> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { method = 'GET', url: path = '/', headers } = request;
    this.seen.push({ method, path, headers, body: body.toString('latin1') });
    const found = this.faults.find(({ left, fault }) => left > 0 && fault.on.test(`${method} ${path}`));
    if (found) found.left--;
    const fault = found?.fault;
    if (fault?.silent) return;
    if (fault?.status !== undefined)
      return this.#send(response, fault.status, fault.body ?? '', fault.headers ?? {}, fault);
    const url = new URL(path, `http://${this.host}`);
    if (url.pathname === '/token') return this.#token(request, url, body, response);
    if (!this.#isAllowed(headers.authorization)) return this.#challenge(response, url);
    return this.#answer({ method, url, headers, body, response, ...(fault ? { fault } : {}) });
  }

  #answer(exchange: Exchange): undefined {
    const { method, url, response } = exchange;
    if (/^\/v2\/?$/.test(url.pathname)) return this.#send(response, 200, '{}', JSON_TYPE);
    const [, repository = '', kind = '', rest = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|tags|referrers)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === 'manifests') return this.#manifest(exchange, repository, rest);
    if (kind === 'blobs' && rest.startsWith('uploads')) return this.#upload(exchange, repository, rest);
    if (kind === 'blobs' && (method === 'GET' || method === 'HEAD'))
      return this.#blob(exchange, repository, rest);
    if (kind === 'tags') return this.#tags(exchange, repository);
    if (kind === 'referrers' && this.#options.referrers) return this.#referrers(exchange, repository, rest);
    this.#send(response, 404, 'nothing here', { 'content-type': 'text/plain' });
  }

  #manifest(
    { method, headers, body, response, fault }: Exchange,
    repository: string,
    pointer: string,
  ): undefined {
    if (method === 'PUT') {
      this.put(repository, pointer, body, headers['content-type'] ?? '');
      return this.#send(response, 201, '', { 'docker-content-digest': sha256(body) });
    }
    const found = this.manifests.get(`${repository}:${pointer}`);
    const isKnown = [...this.manifests.keys()].some((key) => key.startsWith(`${repository}:`));
    if (!found)
      return this.#error(response, 404, isKnown ? 'MANIFEST_UNKNOWN' : 'NAME_UNKNOWN', 'not known here');
    const told = { 'content-type': found.type, 'docker-content-digest': sha256(found.bytes) };
    this.#send(response, 200, found.bytes, told, fault, method === 'HEAD');
  }

  #blob({ method, headers, response, fault }: Exchange, repository: string, digest: string): undefined {
    const bytes = this.blobs.get(`${repository}@${digest}`);
    if (!bytes) return this.#error(response, 404, 'BLOB_UNKNOWN', 'not known here');
    const range = /^bytes=([0-9]+)-([0-9]*)$/.exec(headers.range ?? '');
    if (!range || this.#options.withoutRange)
      return this.#send(response, 200, bytes, BYTES, fault, method === 'HEAD');
    const start = Number(range[1]);
    const end = Math.min(range[2] ? Number(range[2]) : bytes.length - 1, bytes.length - 1);
    if (start > end) return this.#send(response, 416, '', {});
    const told = { ...BYTES, 'content-range': `bytes ${start}-${end}/${bytes.length}` };
    this.#send(response, 206, bytes.subarray(start, end + 1), told, fault);
  }

  /** POST begins, PATCH adds, PUT ends. */
  #upload({ method, url, body, response }: Exchange, repository: string, rest: string): undefined {
    const id = method === 'POST' ? randomUUID() : rest.slice('uploads/'.length);
    const bytes = Buffer.concat([this.#uploads.get(id) ?? Buffer.alloc(0), body]);
    const digest = url.searchParams.get('digest');
    if (!digest) {
      this.#uploads.set(id, bytes);
      const location = `/v2/${repository}/blobs/uploads/${id}`;
      return this.#send(response, 202, '', { location, range: `0-${Math.max(0, bytes.length - 1)}` });
    }
    if (digest !== sha256(bytes)) return this.#error(response, 400, 'DIGEST_INVALID', 'other bytes');
    this.blobs.set(`${repository}@${digest}`, bytes);
    this.#uploads.delete(id);
    this.#send(response, 201, '', { location: `/v2/${repository}/blobs/${digest}` });
  }

  #tags({ url, response }: Exchange, repository: string): undefined {
    const tags = [...this.manifests.keys()]
      .filter((key) => key.startsWith(`${repository}:`) && !key.includes(':sha256:'))
      .map((key) => key.slice(repository.length + 1))
      .sort();
    if (tags.length === 0) return this.#error(response, 404, 'NAME_UNKNOWN', 'not known here');
    const last = url.searchParams.get('last') ?? '';
    const size = this.#options.page ?? 1000;
    const after = tags.filter((tag) => tag > last);
    const page = after.slice(0, size);
    const next = `</v2/${repository}/tags/list?n=${size}&last=${page.at(-1)}>; rel="next"`;
    const headers = after.length > page.length ? { ...JSON_TYPE, link: next } : JSON_TYPE;
    this.#send(response, 200, JSON.stringify({ name: repository, tags: page }), headers);
  }

  #referrers({ url, response }: Exchange, repository: string, digest: string): undefined {
    const type = url.searchParams.get('artifactType');
    const found = new Map<string, object>();
    for (const [key, { bytes, type: mediaType }] of this.manifests) {
      const json = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
      const subject = json.subject as { digest?: string } | undefined;
      if (!key.startsWith(`${repository}:`) || subject?.digest !== digest) continue;
      if (type !== null && json.artifactType !== type) continue;
      const its = sha256(bytes);
      found.set(its, { mediaType, digest: its, size: bytes.length, artifactType: json.artifactType });
    }
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...found.values()] };
    this.#send(response, 200, JSON.stringify(index), { 'content-type': OCI_INDEX });
  }

  #token(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): undefined {
    const { identity, anonymous } = this.#options;
    const form = new URLSearchParams(body.toString('utf8'));
    const isOurs =
      request.method === 'POST'
        ? identity !== undefined && form.get('refresh_token') === identity
        : request.headers.authorization === this.#basic();
    const isNobody = request.method === 'GET' && request.headers.authorization === undefined;
    if (!isOurs && !(isNobody && anonymous)) return this.#error(response, 401, 'UNAUTHORIZED', 'wrong login');
    const scope = form.get('scope') ?? url.searchParams.get('scope') ?? '';
    const token = createHash('sha256').update(`${scope}${this.tokens.size}`).digest('base64url');
    this.tokens.add(token);
    this.#send(response, 200, JSON.stringify({ token, expires_in: 300 }), JSON_TYPE);
  }

  #isAllowed(authorization: string | undefined): boolean {
    const { auth } = this.#options;
    if (!auth) return true;
    if (auth === 'basic') return authorization === this.#basic();
    return authorization !== undefined && this.tokens.has(authorization.slice('Bearer '.length));
  }

  #basic(): string | undefined {
    const { login } = this.#options;
    return login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`;
  }

  #challenge(response: ServerResponse, { pathname }: URL): undefined {
    const repository = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(pathname)?.[1];
    const scheme = this.#options.tls ? 'https' : 'http';
    const scope = repository ? `,scope="repository:${repository}:pull"` : '';
    const asked =
      this.#options.auth === 'basic'
        ? 'Basic realm="test"'
        : `Bearer realm="${scheme}://${this.host}/token",service="test"${scope}`;
    this.#error(response, 401, 'UNAUTHORIZED', 'authentication required', { 'www-authenticate': asked });
  }

  #error(response: ServerResponse, status: number, code: string, message: string, headers = {}): undefined {
    const body = JSON.stringify({ errors: [{ code, message }] });
    this.#send(response, status, body, { ...JSON_TYPE, ...headers });
  }

  #send(
    response: ServerResponse,
    status: number,
    body: string | Buffer,
    headers: Readonly<Record<string, string>>,
    fault?: Fault,
    withoutBody = false,
  ): undefined {
    const whole = Buffer.from(body);
    const bytes = fault?.change?.(whole) ?? whole;
    response.writeHead(status, { 'content-length': `${bytes.length}`, ...headers });
    if (withoutBody) response.end();
    else if (fault?.cutAfter === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, fault.cutAfter), () => setTimeout(() => response.destroy(), 20));
  }
}

interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly response: ServerResponse;
  readonly fault?: Fault;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const BYTES = { 'content-type': 'application/octet-stream' };
