import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { PlimsollError } from '../core/errors.ts';
import type { RegistryOptions } from './options.ts';

export interface TlsOptions {
  readonly ca?: string[];
  readonly cert?: string;
  readonly key?: string;
}

/**
 * Whom to trust and who we are, for one registry: of the options, and of the folders that Docker and containers keep
 * (`/etc/docker/certs.d/HOST:PORT` and `/etc/containers/certs.d/HOST:PORT`: `*.crt` are trusted, `NAME.cert` with `NAME.key`
 * is ours; docs.docker.com “Verify repository client with certificates”, containers-certs.d(5)).
 * @param withSystem the system's certificates, too: Node has its own, and reading them takes time
 * @throws PlimsollError `config`
 */
export function tlsFor(host: string, options: RegistryOptions, withSystem: boolean): TlsOptions {
  const { env, ca, clientCertificate, etc = '/etc' } = options;
  const own = ca ? [readPem(ca, 'the certificates')] : [];
  const home = env.HOME ? [join(env.HOME, '.config/containers/certs.d')] : [];
  const found = [...home, join(etc, 'containers/certs.d'), join(etc, 'docker/certs.d')].map((folder) =>
    readFolder(join(folder, host)),
  );
  const trusted = [...own, ...found.flatMap(({ ca }) => ca)];
  const pair = clientCertificate
    ? {
        cert: readPem(clientCertificate.cert, 'the client certificate'),
        key: readPem(clientCertificate.key, 'the key of the client certificate'),
      }
    : found.find(({ pair }) => pair)?.pair;
  const system = withSystem ? [...getCACertificates('system'), ...fileOf(env.SSL_CERT_FILE)] : [];
  return {
    ...(trusted.length + system.length > 0
      ? { ca: [...getCACertificates('default'), ...trusted, ...system] }
      : {}),
    ...pair,
  };
}

interface Found {
  readonly ca: readonly string[];
  readonly pair?: { readonly cert: string; readonly key: string };
}

function readFolder(folder: string): Found {
  let names: readonly string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    return { ca: [] };
  }
  const ca = names.filter((name) => name.endsWith('.crt'));
  const cert = names.find((name) => name.endsWith('.cert'));
  const key = cert && `${cert.slice(0, -'.cert'.length)}.key`;
  if (cert && key && !names.includes(key))
    throw new PlimsollError('config', `${join(folder, cert)} has no key beside it: ${key} is missing`);
  return {
    ca: ca.map((name) => readPem(join(folder, name), 'the certificates')),
    ...(cert && key
      ? {
          pair: {
            cert: readPem(join(folder, cert), 'the client certificate'),
            key: readPem(join(folder, key), 'the key of the client certificate'),
          },
        }
      : {}),
  };
}

function readPem(path: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    throw new PlimsollError(
      'config',
      `${what} cannot be read: ${path} (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  if (!text.includes('-----BEGIN ')) throw new PlimsollError('config', `${path} holds no PEM`);
  return text;
}

/** As OpenSSL and Go have it; what is not there is not trusted. */
function fileOf(path: string | undefined): string[] {
  try {
    return path ? [readFileSync(path, 'latin1')] : [];
  } catch {
    return [];
  }
}
