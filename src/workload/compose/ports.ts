import { isIP } from 'node:net';

/** A published port, or a range of them, in its short form. */
export interface ShortPort {
  /** In the container. */
  readonly first: number;
  readonly last: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly address?: string;
  /** On the host; a range for one port in the container is a choice. */
  readonly hostFirst?: number;
  readonly hostLast?: number;
}

/** Reads `[[ADDRESS:]HOST:]PORT[/PROTOCOL]`, with ranges (Compose Specification, “ports, short syntax”). */
export function parsePort(text: string): ShortPort | { readonly error: string } {
  const parts = text.split(':');
  const [port, protocol = 'tcp'] = parts.pop()!.split('/', 2) as [string, string?];
  const host = parts.pop() ?? '';
  const address = addressOf(parts.join(':'));
  if (address === undefined) return { error: `“${parts.join(':')}” is no IP address` };
  const inner = rangeOf(port);
  if (!inner) return { error: port === '' ? 'it names no port' : `“${port}” is no port` };
  const outer = host === '' ? undefined : rangeOf(host);
  if (host !== '' && !outer) return { error: `“${host}” is no port` };
  if (outer && outer.last - outer.first !== inner.last - inner.first && inner.last !== inner.first)
    return { error: `${host} and ${port} are ranges of different length` };
  const known = protocolOf(protocol);
  if (!known) return { error: `“${protocol}” is none of tcp, udp and sctp` };
  return {
    ...inner,
    protocol: known,
    ...(address === '' ? {} : { address }),
    ...(outer ? { hostFirst: outer.first, hostLast: outer.last } : {}),
  };
}

/** A port or a range of ports: `80`, `8000-8010`. */
export function rangeOf(text: string): { first: number; last: number } | undefined {
  // Compose reads nothing behind a second dash.
  const [from, to = from] = text.split('-', 2);
  const first = portOf(from!);
  const last = portOf(to!);
  return first === undefined || last === undefined || last < first ? undefined : { first, last };
}

const portOf = (text: string): number | undefined =>
  /^\d{1,10}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;

/** IPv6 stands in brackets, which are left out; undefined: it is no address. */
function addressOf(text: string): string | undefined {
  if (text === '') return '';
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  if (bracketed === '') return '';
  return isIP(bracketed ?? text) === (bracketed?.includes(':') ? 6 : 4) ? (bracketed ?? text) : undefined;
}

/** A protocol by its name in any case; TCP where none is given. */
export const protocolOf = (name: string): ShortPort['protocol'] | undefined =>
  protocols.find((protocol) => protocol === (name.toLowerCase() || 'tcp'));

const protocols = ['tcp', 'udp', 'sctp'] as const;
