import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import { askHelper } from './helper.ts';
import type { Environment } from './options.ts';

/** What proves who we are. */
export type Login =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** To be changed for a token at the registry's token server (OAuth 2.0 refresh token). */
  | { readonly kind: 'identity'; readonly token: string }
  /** A token for the registry itself. */
  | { readonly kind: 'bearer'; readonly token: string };

export interface FoundLogin {
  readonly login?: Login;
  /** For people: where it was found. */
  readonly from?: string;
  /** What people should know if nothing was found: a helper that is missing. */
  readonly notes: readonly string[];
}

interface AuthFile {
  readonly path: string;
  readonly auths: Readonly<Record<string, unknown>>;
  readonly helpers: Readonly<Record<string, unknown>>;
  readonly store?: string;
}

/**
 * The login for a repository: of `REGISTRY_AUTH_FILE`, Docker's configuration (`DOCKER_CONFIG`), podman's files, in this
 * order; `~/.docker/config.json` last where `DOCKER_CONFIG` is not set. The longest key that covers the repository counts
 * (containers-auth.json(5); docs.docker.com, “docker login”, “Credential stores”, “Credential helpers”).
 * @param registry `docker.io`, `localhost:5000`
 * @throws PlimsollError `config` where a file cannot be read, or a helper fails
 */
export async function findLogin(registry: string, repository: string, env: Environment): Promise<FoundLogin> {
  const notes: string[] = [];
  for (const path of pathsOf(env)) {
    const file = readAuthFile(path);
    if (!file) continue;
    const own = file.helpers[registry] ?? (registry === 'docker.io' ? file.helpers[HUB] : undefined);
    const helper = typeof own === 'string' ? own : file.store;
    if (helper) {
      const asked = await askHelper(helper, registry === 'docker.io' ? HUB : registry, env, path);
      if (asked.login)
        return { login: asked.login, from: `docker-credential-${helper} (${path})`, notes: [] };
      if (asked.note) notes.push(asked.note);
    }
    const login = loginIn(file, registry, repository);
    if (login) return { login, from: path, notes: [] };
  }
  return { notes };
}

/** Docker's own name for its registry, in its files. */
const HUB = 'https://index.docker.io/v1/';

function pathsOf(env: Environment): string[] {
  const { REGISTRY_AUTH_FILE, DOCKER_CONFIG, XDG_RUNTIME_DIR, XDG_CONFIG_HOME, HOME, USERPROFILE } = env;
  const home = HOME || USERPROFILE;
  const config = XDG_CONFIG_HOME || (home && join(home, '.config'));
  const paths = [
    REGISTRY_AUTH_FILE,
    DOCKER_CONFIG && join(DOCKER_CONFIG, 'config.json'),
    XDG_RUNTIME_DIR && join(XDG_RUNTIME_DIR, 'containers/auth.json'),
    config && join(config, 'containers/auth.json'),
    home && !DOCKER_CONFIG && join(home, '.docker/config.json'),
  ];
  return [...new Set(paths.filter((path): path is string => typeof path === 'string' && path !== ''))];
}

/** @returns undefined where there is no such file. Errors never quote it. */
function readAuthFile(path: string): AuthFile | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new PlimsollError('config', `the logins in ${path} cannot be read (${code})`);
  }
  if (text.trim() === '') return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new PlimsollError('config', `the logins in ${path} cannot be read: it is no JSON; log in again`);
  }
  const root = recordOf(json);
  if (!root) throw new PlimsollError('config', `the logins in ${path} cannot be read: it is no object`);
  const part = (name: string): Readonly<Record<string, unknown>> => {
    if (root[name] === undefined || root[name] === null) return {};
    const found = recordOf(root[name]);
    if (!found) throw new PlimsollError('config', `${name} in ${path} is no object`);
    return found;
  };
  const { credsStore } = root;
  return {
    path,
    auths: part('auths'),
    helpers: part('credHelpers'),
    ...(typeof credsStore === 'string' && credsStore ? { store: credsStore } : {}),
  };
}

function loginIn({ auths, path }: AuthFile, registry: string, repository: string): Login | undefined {
  const names = Object.keys(auths);
  for (const wanted of keysFor(registry, repository)) {
    const exact = names.includes(wanted) ? wanted : names.find((name) => bare(name) === wanted);
    const login = exact === undefined ? undefined : readLogin(auths[exact], exact, path);
    if (login) return login;
  }
  return undefined;
}

/** `host/a/b`, `host/a`, `host`. */
function keysFor(registry: string, repository: string): string[] {
  const parts = repository.split('/');
  const keys = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  return [
    ...keys,
    registry,
    ...(registry === 'docker.io' ? ['index.docker.io', 'registry-1.docker.io'] : []),
  ];
}

/** Old files have addresses as keys: `https://host/v1/`. Only of those is the path no repository's. */
function bare(key: string): string {
  const found = /^https?:\/\/([^/]+)(?:\/v[12])?\/?$/.exec(key);
  return found?.[1] ?? key;
}

function readLogin(value: unknown, key: string, path: string): Login | undefined {
  const entry = recordOf(value);
  if (!entry) throw new PlimsollError('config', `the login for ${key} in ${path} is no object; log in again`);
  const { auth, username, password, identitytoken, registrytoken } = entry;
  if (isText(registrytoken)) return { kind: 'bearer', token: registrytoken };
  if (isText(identitytoken)) return { kind: 'identity', token: identitytoken };
  if (isText(auth)) {
    const decoded = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '');
    const colon = decoded.indexOf(':');
    if (colon < 1)
      throw new PlimsollError(
        'config',
        `the login for ${key} in ${path} is not user:password in base64; log in again`,
      );
    return passwordOf(decoded.slice(0, colon), decoded.slice(colon + 1));
  }
  // An empty entry says that a helper has it.
  return isText(username) && isText(password) ? passwordOf(username, password) : undefined;
}

/** A user by this name has no password but an identity token. */
export const passwordOf = (username: string, password: string): Login =>
  username === '<token>' ? { kind: 'identity', token: password } : { kind: 'password', username, password };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
