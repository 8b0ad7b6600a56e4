import { PlimsollError } from '../core/errors.ts';

/** An exchange that came to no answer. */
export class NetworkFailure extends Error {
  readonly code: string;
  readonly url: URL;

  constructor(cause: unknown, url: URL, whom: 'registry' | 'proxy' = 'registry') {
    const first = cause instanceof NetworkFailure ? cause : undefined;
    const { code = '', message } = (first ?? cause) as NodeJS.ErrnoException;
    const text = first ? message : said(code, message);
    super(whom === 'proxy' ? `the proxy ${url.host}: ${text}` : text, { cause: first?.cause ?? cause });
    this.name = 'NetworkFailure';
    this.code = code;
    this.url = first?.url ?? url;
  }
}

/** Whether the same may succeed in a while. */
export const isPassing = ({ code }: NetworkFailure): boolean => PASSING.has(code);

/** Whether nobody that we trust vouches for the certificate: others may be asked. */
export const isUntrusted = ({ code }: NetworkFailure): boolean => UNTRUSTED.has(code);

/** Whether who answered does not speak TLS. */
export const isNoTls = ({ code, cause }: NetworkFailure): boolean =>
  code === 'EPROTO' || code.startsWith('ERR_SSL_') || /wrong version|packet length/i.test(String(cause));

/** What failed, for people, with what to do next. @param what the thing that was asked for */
export function networkError(failure: NetworkFailure, what: string, registry: string): PlimsollError {
  const next = NEXT[failure.code] ?? (isNoTls(failure) ? NO_TLS : undefined);
  return new PlimsollError(
    'network',
    `${what}: ${failure.url.host}: ${failure.message}; ${(next ?? 'try again').replaceAll('HOST', registry)}`,
    { cause: failure },
  );
}

function said(code: string, message: string): string {
  const known = SAID[code];
  if (known) return known;
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_')) return 'it does not speak TLS as it should';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = /altnames: (.{1,300})/.exec(message)?.[1];
    return `its certificate is for another host${names ? ` (${names})` : ''}`;
  }
  return `${message.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ').slice(0, 200)}${code && !message.includes(code) ? ` (${code})` : ''}`;
}

const SAID: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no such host (DNS)',
  EAI_AGAIN: 'the name could not be looked up now (DNS)',
  ETIMEDOUT: 'no connection came about in time',
  IDLE: 'it stopped answering',
  EHOSTUNREACH: 'no way leads to it',
  ENETUNREACH: 'no way leads to it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not trusted here',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a client certificate',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it refused the handshake; it may want a client certificate',
};

const TRUST =
  'trust its authority with --registry-ca FILE or a .crt file in /etc/containers/certs.d/HOST/, or name it with --insecure-registry HOST if you must';
const NO_TLS = 'if it speaks plain HTTP, name it with --insecure-registry HOST';
const CLOCK = 'have it renewed, and look at this machine’s clock';
const CLIENT =
  'put one beside its key in /etc/containers/certs.d/HOST/ (client.cert and client.key), or name them with --registry-cert and --registry-key';

const NEXT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'look at host and port, and whether the registry runs',
  ENOTFOUND: 'look at the spelling of the registry’s name',
  EAI_AGAIN: 'look at this machine’s network, or try again',
  ETIMEDOUT: 'look at the network; behind a proxy, set HTTPS_PROXY',
  IDLE: 'try again',
  EHOSTUNREACH: 'look at the network; behind a proxy, set HTTPS_PROXY',
  ENETUNREACH: 'look at the network; behind a proxy, set HTTPS_PROXY',
  CERT_HAS_EXPIRED: CLOCK,
  CERT_NOT_YET_VALID: CLOCK,
  DEPTH_ZERO_SELF_SIGNED_CERT: TRUST,
  SELF_SIGNED_CERT_IN_CHAIN: TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST,
  UNABLE_TO_GET_ISSUER_CERT: TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST,
  ERR_TLS_CERT_ALTNAME_INVALID: 'call it by a name that its certificate has',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: CLIENT,
};

const PASSING = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ETIMEDOUT', 'IDLE', 'ECONNABORTED']);

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
