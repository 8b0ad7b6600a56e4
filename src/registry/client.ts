import { setTimeout as wait } from 'node:timers/promises';
import { PlimsollError } from '../core/errors.ts';
import { type Asked, readBody, readRefusal, readRetryAfter, refusalError } from './answers.ts';
import { readChallenges } from './challenge.ts';
import { isNoTls, isPassing, NetworkFailure, networkError } from './network-failure.ts';
import { NETWORK_LIMITS, type NetworkLimits, type RegistryOptions } from './options.ts';
import type { Place } from './places.ts';
import { isLocal } from './proxy.ts';
import { Secrets, shownUrl } from './redaction.ts';
import { Slots } from './slots.ts';
import { Authority } from './tokens.ts';
import { type Request, type Response, Transport } from './transport.ts';

/** A request to one registry's interface (OCI distribution-spec 1.1). */
export interface Call {
  /** Behind `/v2/`: `library/nginx/manifests/1`, with its query. */
  readonly path: string;
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** For people: `the manifest of docker.io/library/nginx:1`. */
  readonly what: string;
  /** What counts as an answer beside 200 and 206. */
  readonly also?: readonly number[];
}

/** Speaks to registries: knows who we are there, tries again, follows. One for a run. */
export class Client {
  readonly options: RegistryOptions;
  readonly limits: NetworkLimits;
  readonly secrets = new Secrets();
  readonly #transport: Transport;
  readonly #insecure: Set<string>;
  readonly #authorities = new Map<string, Authority>();
  /** How hosts that may go without TLS turned out to speak. */
  readonly #schemes = new Map<string, 'http:' | 'https:'>();
  readonly #slots = new Map<string, Slots>();
  readonly #warned = new Set<string>();

  constructor(options: RegistryOptions) {
    this.options = options;
    this.limits = { ...NETWORK_LIMITS, ...options.limits };
    this.#insecure = new Set(options.insecure);
    this.#transport = new Transport(options, this.limits, ({ host }) => this.#insecure.has(host));
  }

  /** A place that is named as insecure is taken on trust from now on, and people are told. */
  trustBlindly({ registry, insecure }: Place): void {
    const host = apiHost(registry);
    if (!insecure && !this.#insecure.has(registry) && !this.#insecure.has(host)) return;
    this.#insecure.add(registry).add(host);
    if (this.#warned.has(registry)) return;
    this.#warned.add(registry);
    this.options.tell?.(
      `WARNING: ${registry} is taken on trust (insecure): its certificate is not verified, and it may be spoken to without TLS; anybody between can read logins and change what is said`,
    );
  }

  /** How many blobs are fetched from one registry at once. */
  slots(registry: string): Slots {
    const known = this.#slots.get(registry);
    if (known) return known;
    const slots = new Slots(this.options.parallel ?? 4);
    this.#slots.set(registry, slots);
    return slots;
  }

  /**
   * Asks a registry. The body is to be read or destroyed.
   * @throws PlimsollError for every answer but those that were asked for: `not-found`, `denied`, `network`, `unsupported`, …
   */
  async call(place: Place, call: Call): Promise<Response> {
    const { registry, repository } = place;
    const authority = this.#authority(registry);
    const scope = `repository:${repository}:pull`;
    let isNew = false;
    for (;;) {
      const header = authority.known(scope);
      const headers = { ...call.headers, ...(header ? { authorization: header } : {}) };
      const response = await this.#ask(registry, call, headers);
      const { status } = response;
      if (status === 200 || status === 206 || call.also?.includes(status)) return response;
      const challenges = status === 401 ? readChallenges(response.headers['www-authenticate'] ?? '') : [];
      if (status === 401 && !isNew && challenges.length > 0) {
        response.body.destroy();
        // What another got meanwhile is tried first.
        if (authority.known(scope) === header) {
          authority.forget(scope);
          await authority.answer(challenges, repository, scope);
          isNew = true;
        }
        continue;
      }
      const as = await authority.as(repository);
      const asked: Asked = { what: call.what, registry, ...(as ? { as } : {}) };
      throw refusalError(await readRefusal(response), asked, this.secrets);
    }
  }

  /** Asks a registry, and reads the answer whole; again, where it is cut. @param most in bytes */
  async whole(place: Place, call: Call, most: number): Promise<{ response: Response; bytes: Buffer }> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.call(place, call);
      try {
        return { response, bytes: await readBody(response, most) };
      } catch (error) {
        if (error instanceof PlimsollError) throw error;
        const failure = new NetworkFailure(error, response.url);
        if (attempt >= this.limits.attempts) throw networkError(failure, call.what, place.registry);
        await this.pause(attempt);
      }
    }
  }

  close(): void {
    this.#transport.close();
  }

  #authority(registry: string): Authority {
    const known = this.#authorities.get(registry);
    if (known) return known;
    const isInsecure = this.#insecure.has(registry) || isLocal(hostOf(registry));
    const means = {
      options: this.options,
      limits: this.limits,
      secrets: this.secrets,
      send: (request: Request, what: string) => this.#follow(request, what, registry),
    };
    const authority = new Authority(registry, isInsecure, means);
    this.#authorities.set(registry, authority);
    return authority;
  }

  /** HTTPS, and where that is not spoken, HTTP: by this machine and by those who are taken on trust, nobody else. */
  async #ask(registry: string, call: Call, headers: Readonly<Record<string, string>>): Promise<Response> {
    const host = apiHost(registry);
    const mayBePlain = this.#insecure.has(registry) || isLocal(hostOf(registry));
    const request = (protocol: string): Request => {
      const url = URL.parse(`${protocol}//${host}/v2/${call.path}`);
      if (!url) throw new PlimsollError('usage', `“${registry}” is no host of a registry`);
      return { url, method: call.method ?? 'GET', headers };
    };
    const known = this.#schemes.get(host);
    if (known || !mayBePlain) return this.#follow(request(known ?? 'https:'), call.what, registry);
    try {
      const { authorization: _, ...bare } = headers;
      const response = await this.#follow({ ...request('https:'), headers: bare }, call.what, registry);
      this.#schemes.set(host, 'https:');
      return response;
    } catch (error) {
      const { cause } = error as Error;
      if (!(cause instanceof NetworkFailure) || !mayBePlainAfter(cause)) throw error;
      const response = await this.#follow(request('http:'), call.what, registry);
      this.#schemes.set(host, 'http:');
      return response;
    }
  }

  /** Follows where it is sent. Who we are is told to the host alone that asked. */
  async #follow(request: Request, what: string, registry: string): Promise<Response> {
    let at = request;
    for (let count = 0; count <= this.limits.redirects; count++) {
      const response = await this.#persist(at, what, registry);
      const { location } = response.headers;
      if (!REDIRECTS.has(response.status) || location === undefined) return response;
      response.body.destroy();
      const url = URL.parse(location, at.url.href);
      if (!url || !/^https?:$/.test(url.protocol))
        throw new PlimsollError('malformed', `${what}: ${at.url.host} sent on to what is no address`);
      if (at.url.protocol === 'https:' && url.protocol === 'http:' && !this.#insecure.has(url.host))
        throw new PlimsollError(
          'denied',
          `${what}: ${at.url.host} sent on to ${shownUrl(url)}, without TLS; name ${url.host} with --insecure-registry if you must`,
        );
      if (at.method === 'POST')
        throw new PlimsollError(
          'network',
          `${what}: ${at.url.host} sent a login on to ${url.host}: not followed`,
        );
      const isSame = url.protocol === at.url.protocol && url.host === at.url.host;
      const { authorization, ...bare } = at.headers ?? {};
      const headers = isSame && authorization !== undefined ? { ...bare, authorization } : bare;
      at = { ...at, url, headers };
    }
    throw new PlimsollError(
      'network',
      `${what}: ${registry} sent on more than ${this.limits.redirects} times, at last to ${shownUrl(at.url)}`,
    );
  }

  /** Tries again what may pass: 429, 5xx, connections that were cut. */
  async #persist(request: Request, what: string, registry: string): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= this.limits.attempts;
      try {
        const response = await this.#transport.send(request);
        const { status } = response;
        if (isLast || !PASSING.has(status)) return response;
        const asked = readRetryAfter(response.headers['retry-after']);
        // Whoever says that it takes longer than we wait is believed.
        if (asked !== undefined && asked > this.limits.wait) return response;
        response.body.destroy();
        await this.pause(attempt, asked);
      } catch (error) {
        if (!(error instanceof NetworkFailure)) throw error;
        if (isLast || !isPassing(error)) throw networkError(error, what, registry);
        await this.pause(attempt);
      }
    }
  }

  /** Waits before another attempt: half a second, and twice as long each time, less a part that differs. */
  async pause(attempt: number, asked?: number): Promise<void> {
    const duration = asked ?? 500 * 2 ** (attempt - 1) * (1 - Math.random() / 2);
    await (this.options.sleep ?? wait)(Math.min(duration, this.limits.wait));
  }
}

/** What Docker’s registry is called, and where its interface is. */
export const apiHost = (registry: string): string =>
  registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;

const hostOf = (registry: string): string => registry.replace(/:[0-9]+$/, '');

const mayBePlainAfter = (failure: NetworkFailure): boolean =>
  isNoTls(failure) || failure.code === 'ECONNREFUSED' || failure.code === 'ECONNRESET';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PASSING = new Set([408, 429, 500, 502, 503, 504]);
