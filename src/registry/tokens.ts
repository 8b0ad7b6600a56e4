import { PlimsollError } from '../core/errors.ts';
import { isPage, readBody, readRefusal, refusalError } from './answers.ts';
import type { Challenge } from './challenge.ts';
import { type FoundLogin, findLogin, passwordOf } from './credentials.ts';
import { NetworkFailure, networkError } from './network-failure.ts';
import type { NetworkLimits, RegistryOptions } from './options.ts';
import { isLocal } from './proxy.ts';
import type { Secrets } from './redaction.ts';
import type { Request, Response } from './transport.ts';

/** What tokens are got with. */
export interface TokenMeans {
  readonly options: RegistryOptions;
  readonly limits: NetworkLimits;
  readonly secrets: Secrets;
  /** Sends with retries. */
  send(request: Request, what: string): Promise<Response>;
}

/** Who we are at one registry, and what we were given for it: tokens are kept for each scope. */
export class Authority {
  readonly #registry: string;
  readonly #means: TokenMeans;
  readonly #isInsecure: boolean;
  readonly #logins = new Map<string, Promise<FoundLogin>>();
  readonly #given = new Map<string, { readonly header: string; readonly until: number }>();
  readonly #asked = new Map<string, Promise<string>>();

  constructor(registry: string, isInsecure: boolean, means: TokenMeans) {
    this.#registry = registry;
    this.#isInsecure = isInsecure;
    this.#means = means;
  }

  /** The `Authorization` for a scope, where there is one by now. */
  known(scope: string): string | undefined {
    const given = this.#given.get(scope) ?? this.#given.get('*');
    return given && given.until > Date.now() ? given.header : undefined;
  }

  /** For people: who is asking. */
  async as(repository: string): Promise<string | undefined> {
    const { login, from } = await this.#login(repository);
    return login && `the login of ${from}`;
  }

  /**
   * Meets a challenge. Those who ask for one scope at once wait for one token.
   * @throws PlimsollError `denied`, `network`, `malformed`, `config`
   */
  answer(challenges: readonly Challenge[], repository: string, scope: string): Promise<string> {
    const under = this.#asked.get(scope);
    if (under) return under;
    const asked = this.#answer(challenges, repository, scope).finally(() => this.#asked.delete(scope));
    this.#asked.set(scope, asked);
    return asked;
  }

  async #answer(challenges: readonly Challenge[], repository: string, scope: string): Promise<string> {
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    const found = await this.#login(repository);
    if (bearer) return this.#token(bearer, found, repository, scope);
    if (!challenges.some(({ scheme }) => scheme === 'basic'))
      throw new PlimsollError(
        'unsupported',
        `${this.#registry} asks for a login in a way that is not known here (${challenges.map(({ scheme }) => scheme).join(', ') || 'it does not say which'})`,
      );
    const { login, notes } = found;
    if (login?.kind === 'bearer') return this.#keep('*', `Bearer ${login.token}`, Number.POSITIVE_INFINITY);
    if (login?.kind !== 'password') throw this.#noLogin(notes);
    return this.#keep('*', basicOf(login.username, login.password), Number.POSITIVE_INFINITY);
  }

  #noLogin(notes: readonly string[]): PlimsollError {
    return new PlimsollError(
      'denied',
      `${this.#registry} wants a login, and there is none for it here; log in with docker login ${this.#registry} or podman login ${this.#registry}${notes.map((note) => ` (${note})`).join('')}`,
    );
  }

  /** Docker’s token protocol (distribution, “Token Authentication Specification” and “OAuth2”). */
  async #token(challenge: Challenge, { login, from }: FoundLogin, repository: string, scope: string) {
    if (login?.kind === 'bearer') return this.#keep(scope, `Bearer ${login.token}`, Number.POSITIVE_INFINITY);
    const url = this.#realm(challenge, login !== undefined);
    const wanted = challenge.parameters.scope || scope;
    const { service } = challenge.parameters;
    const what = `a token for ${this.#registry}/${repository}`;
    const response = await this.#means.send(
      login?.kind === 'identity' ? post(url, service, wanted, login.token) : get(url, service, wanted, login),
      what,
    );
    if (response.status !== 200) {
      const asked = { what, registry: url.host, ...(from ? { as: `the login of ${from}` } : {}) };
      throw refusalError(await readRefusal(response), asked, this.#means.secrets);
    }
    const { token, lifetime } = this.#readToken(await this.#body(response, what), url);
    this.#means.secrets.add(token);
    return this.#keep(scope, `Bearer ${token}`, Date.now() + lifetime * 1000);
  }

  async #body(response: Response, what: string): Promise<Buffer> {
    try {
      return await readBody(response, this.#means.limits.answer);
    } catch (error) {
      if (error instanceof PlimsollError) throw error;
      throw networkError(new NetworkFailure(error, response.url), what, this.#registry);
    }
  }

  /** Secrets go over HTTPS alone, but to this machine and where no better was asked for. */
  #realm({ parameters }: Challenge, hasLogin: boolean): URL {
    const url = URL.parse(parameters.realm ?? '');
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
      throw new PlimsollError('malformed', `${this.#registry} names no address to get tokens at`);
    if (url.protocol === 'http:' && hasLogin && !this.#isInsecure && !isLocal(url.hostname))
      throw new PlimsollError(
        'denied',
        `${this.#registry} sends for tokens to ${url.host} without TLS; the login is not sent there: name it with --insecure-registry ${this.#registry} if you must`,
      );
    return url;
  }

  #readToken(bytes: Buffer, url: URL): { token: string; lifetime: number } {
    let json: Readonly<Record<string, unknown>> | null | undefined;
    try {
      json = JSON.parse(bytes.toString('utf8')) as Readonly<Record<string, unknown>> | null;
    } catch {
      // What it holds may be secret: it is not told.
    }
    const token = json?.token || json?.access_token;
    // What would end the header would begin another.
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
      throw new PlimsollError(
        'malformed',
        `${url.host} answered a request for a token with ${isPage(bytes) ? 'a page for people' : 'what holds none'}`,
      );
    const lifetime = typeof json?.expires_in === 'number' && json.expires_in > 0 ? json.expires_in : 60;
    return { token, lifetime: Math.max(lifetime - 10, lifetime / 2) };
  }

  #keep(scope: string, header: string, until: number): string {
    this.#given.set(scope, { header, until });
    return header;
  }

  /** What was given is refused: it is not offered again. */
  forget(scope: string): void {
    this.#given.delete(scope);
    this.#given.delete('*');
  }

  #login(repository: string): Promise<FoundLogin> {
    const known = this.#logins.get(repository);
    if (known) return known;
    const found = this.#find(repository);
    this.#logins.set(repository, found);
    return found;
  }

  async #find(repository: string): Promise<FoundLogin> {
    const { options, secrets } = this.#means;
    const found: FoundLogin = options.login
      ? { login: passwordOf(options.login.username, options.login.password), from: 'the options', notes: [] }
      : await findLogin(this.#registry, repository, options.env);
    const { login } = found;
    if (login?.kind === 'password') {
      secrets.add(login.password);
      secrets.add(basicOf(login.username, login.password).slice('Basic '.length));
    } else secrets.add(login?.token);
    return found;
  }
}

const basicOf = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function get(url: URL, service: string | undefined, scope: string, login: FoundLogin['login']): Request {
  const asked = new URL(url);
  if (service) asked.searchParams.set('service', service);
  for (const one of scope.split(' ')) asked.searchParams.append('scope', one);
  if (login?.kind !== 'password') return { url: asked };
  asked.searchParams.set('account', login.username);
  return { url: asked, headers: { authorization: basicOf(login.username, login.password) } };
}

function post(url: URL, service: string | undefined, scope: string, token: string): Request {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    service: service ?? url.host,
    client_id: 'plimsoll',
    scope,
    refresh_token: token,
  });
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  };
}
