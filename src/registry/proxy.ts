import { BlockList, isIP } from 'node:net';
import { PlimsollError } from '../core/errors.ts';
import type { Environment } from './options.ts';

/**
 * The proxy for an address, by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` (lower case counts as well, and first, as curl has
 * it). This machine is never asked by a proxy.
 * @throws PlimsollError `config` where a variable holds no address
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  // A CGI program's HTTP_PROXY is a request's header (“httpoxy”).
  const isCgi = env.REQUEST_METHOD !== undefined && name === 'http_proxy';
  const text = env[name] || (isCgi ? undefined : env[name.toUpperCase()]) || env.all_proxy || env.ALL_PROXY;
  if (!text || isLocal(url.hostname) || isExcepted(url, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const proxy = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (!proxy?.hostname) throw new PlimsollError('config', `${name.toUpperCase()} is no address of a proxy`);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new PlimsollError(
      'config',
      `${name.toUpperCase()} names a ${proxy.protocol.slice(0, -1)} proxy; only http and https are known here`,
    );
  return proxy;
}

/** The proxy's `Proxy-Authorization`, where its address holds a user. */
export function proxyLogin({ username, password }: URL): string | undefined {
  if (!username && !password) return undefined;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(login).toString('base64')}`;
}

/** Whether a host is this machine. */
export const isLocal = (hostname: string): boolean =>
  /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[?::1\]?)$/i.test(hostname);

/** `NO_PROXY`: names with those below them, addresses, ranges of addresses, each with a port or without; or `*`. */
function isExcepted({ hostname, port, protocol }: URL, list: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const itsPort = port || (protocol === 'https:' ? '443' : '80');
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '') return false;
    if (entry === '*') return true;
    if (entry.includes('/')) return isInRange(host, entry);
    const [, name = '', wantedPort] = /^(\[[^\]]*\]|[^:]*|[0-9a-f:]*)(?::([0-9]+))?$/i.exec(entry) ?? [];
    if (wantedPort !== undefined && wantedPort !== itsPort) return false;
    const wanted = name.replace(/^\[|\]$|^\*?\./g, '').toLowerCase();
    return wanted !== '' && (host === wanted || (!isIP(host) && host.endsWith(`.${wanted}`)));
  });
}

function isInRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/', 2);
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || !/^[0-9]{1,3}$/.test(bits)) return false;
  if (Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
