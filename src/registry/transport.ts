import http, { type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { PlimsollError } from '../core/errors.ts';
import { isUntrusted, NetworkFailure } from './network-failure.ts';
import type { NetworkLimits, RegistryOptions } from './options.ts';
import { proxyFor, proxyLogin } from './proxy.ts';
import { type TlsOptions, tlsFor } from './tls.ts';

export interface Request {
  readonly url: URL;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Response {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: IncomingMessage;
}

/** Single exchanges of HTTP, over kept connections, by proxies. Knows nothing of registries. */
export class Transport {
  readonly #options: RegistryOptions;
  readonly #limits: NetworkLimits;
  readonly #isInsecure: (url: URL) => boolean;
  readonly #agents = new Map<string, http.Agent>();
  /** Hosts for whose certificates the system's store was needed. */
  readonly #withSystem = new Set<string>();

  constructor(options: RegistryOptions, limits: NetworkLimits, isInsecure: (url: URL) => boolean) {
    this.#options = options;
    this.#limits = limits;
    this.#isInsecure = isInsecure;
  }

  /**
   * Sends a request. The body of the answer is to be read or destroyed.
   * @throws NetworkFailure, PlimsollError `config`
   */
  async send(request: Request): Promise<Response> {
    try {
      return await this.#exchange(request);
    } catch (error) {
      const { host } = request.url;
      if (!(error instanceof NetworkFailure) || !isUntrusted(error) || this.#withSystem.has(host))
        throw error;
      this.#withSystem.add(host);
      return this.#exchange(request);
    }
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #exchange({ url, method = 'GET', headers = {}, body }: Request): Promise<Response> {
    const proxy = proxyFor(url, this.#options.env);
    const isPlain = url.protocol === 'http:';
    const target: RequestOptions =
      proxy && isPlain
        ? { ...addressOf(proxy), path: url.href, headers: { host: url.host, ...loginOf(proxy) } }
        : { ...addressOf(url), path: `${url.pathname}${url.search}` };
    const options: RequestOptions = {
      ...target,
      method,
      headers: {
        ...(target.headers as Record<string, string> | undefined),
        'user-agent': 'plimsoll',
        'accept-encoding': 'identity',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': `${Buffer.byteLength(body)}` }),
      },
      agent: this.#agent(url, proxy),
    };
    const { connect, idle } = this.#limits;
    return new Promise((resolve, reject) => {
      const make = isPlain && proxy?.protocol !== 'https:' ? http.request : https.request;
      const sent = make(options);
      let answered: IncomingMessage | undefined;
      const late = setTimeout(() => sent.destroy(timeOut('connect', connect)), connect);
      sent.on('socket', (socket) => {
        if (!socket.connecting && sent.reusedSocket) clearTimeout(late);
        else socket.once(isPlain ? 'connect' : 'secureConnect', () => clearTimeout(late));
      });
      const onIdle = (): void => {
        // What has come waits for us, not we for it.
        if (answered && answered.readableLength > 0) sent.setTimeout(idle);
        else if (answered) answered.destroy(timeOut('idle', idle));
        else sent.destroy(timeOut('idle', idle));
      };
      sent.setTimeout(idle, onIdle);
      sent.on('error', (error) => {
        clearTimeout(late);
        reject(error instanceof PlimsollError ? error : new NetworkFailure(error, url));
      });
      sent.on('response', (answer) => {
        clearTimeout(late);
        answered = answer;
        resolve({ url, status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
      });
      sent.end(body);
    });
  }

  #agent(url: URL, proxy: URL | undefined): http.Agent {
    const isInsecure = this.#isInsecure(url);
    const key = [url.protocol, url.host, proxy?.href, this.#withSystem.has(url.host)].join(' ');
    const known = this.#agents.get(key);
    if (known) return known;
    const agent = this.#makeAgent(url, proxy, isInsecure);
    this.#agents.set(key, agent);
    return agent;
  }

  #makeAgent(url: URL, proxy: URL | undefined, isInsecure: boolean): http.Agent {
    if (url.protocol === 'http:' && proxy?.protocol !== 'https:') return new http.Agent({ keepAlive: true });
    const ofTarget = url.protocol === 'http:' ? proxy! : url;
    const given = tlsFor(ofTarget.host, this.#options, this.#withSystem.has(url.host));
    const options = { keepAlive: true, rejectUnauthorized: !isInsecure, ...given };
    if (!proxy || url.protocol === 'http:') return new https.Agent(options);
    const toProxy = tlsFor(proxy.host, this.#options, this.#withSystem.has(url.host));
    return new TunnelAgent(options, url, proxy, toProxy, this.#limits.connect);
  }
}

/** Connections through a proxy (RFC 9110, 9.3.6, CONNECT). */
class TunnelAgent extends https.Agent {
  readonly #open: () => Promise<Duplex>;
  readonly #servername: string;
  readonly #tls: TlsOptions & { readonly rejectUnauthorized: boolean };

  constructor(
    options: https.AgentOptions & TlsOptions & { readonly rejectUnauthorized: boolean },
    url: URL,
    proxy: URL,
    toProxy: TlsOptions,
    limit: number,
  ) {
    super(options);
    this.#tls = options;
    this.#servername = bareHost(url);
    this.#open = () => tunnel(url, proxy, toProxy, limit);
  }

  override createConnection(
    _options: unknown,
    done: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#open().then(
      (socket) => {
        const isName = !/^[0-9.]+$|:/.test(this.#servername);
        const { ca, cert, key, rejectUnauthorized } = this.#tls;
        const secure = tls.connect({
          socket,
          host: this.#servername,
          rejectUnauthorized,
          ...(isName ? { servername: this.#servername } : {}),
          ...(ca ? { ca } : {}),
          ...(cert && key ? { cert, key } : {}),
        });
        done(null, secure);
      },
      (error) => done(error, undefined as never),
    );
  }
}

function tunnel(url: URL, proxy: URL, toProxy: TlsOptions, limit: number): Promise<Duplex> {
  const target = `${url.hostname}:${url.port || '443'}`;
  return new Promise((resolve, reject) => {
    const make = proxy.protocol === 'https:' ? https.request : http.request;
    const asked = make({
      ...addressOf(proxy),
      ...toProxy,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...loginOf(proxy) },
      agent: false,
    });
    asked.setTimeout(limit, () => asked.destroy(timeOut('connect', limit)));
    asked.on('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket);
      socket.destroy();
      reject(refused(proxy, target, statusCode));
    });
    asked.on('response', ({ statusCode = 0 }) => {
      asked.destroy();
      reject(refused(proxy, target, statusCode));
    });
    asked.on('error', (error) => reject(new NetworkFailure(error, proxy, 'proxy')));
    asked.end();
  });
}

const refused = (proxy: URL, target: string, status: number): PlimsollError =>
  new PlimsollError(
    status === 407 ? 'denied' : 'network',
    `the proxy ${proxy.host} did not connect to ${target}: it answered ${status}; ${
      status === 407
        ? 'give it a user and password in HTTPS_PROXY'
        : 'allow the registry there, or except it with NO_PROXY'
    }`,
  );

const loginOf = (proxy: URL): Record<string, string> => {
  const login = proxyLogin(proxy);
  return login ? { 'proxy-authorization': login } : {};
};

const bareHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const addressOf = (url: URL): { host: string; port: number } => ({
  host: bareHost(url),
  port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
});

const timeOut = (kind: 'connect' | 'idle', limit: number): Error =>
  Object.assign(new Error(`nothing for ${limit / 1000} s`), {
    code: kind === 'connect' ? 'ETIMEDOUT' : 'IDLE',
  });
