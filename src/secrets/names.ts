/** How sure a variable's name makes us that its value is a secret. */
export type NameStrength = 'strong' | 'weak';

/**
 * Whether a variable's name says that its value is a secret: `strong` for passwords, tokens, secrets and private
 * keys, `weak` for words that mean other things as well (`AUTH`, `KEY`). Names of files, versions, public keys,
 * sizes and switches are none.
 */
export function secretName(name: string): NameStrength | undefined {
  if (NAMES_OF_FILES.test(name)) return undefined;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (words.some((word) => HARMLESS.has(word)) || HARMLESS_LAST.has(last)) return undefined;
  if (words.some((word) => STRONG.has(word))) return 'strong';
  if (words.some((word, i) => word === 'key' && KEY_KINDS.has(words[i - 1] ?? ''))) return 'strong';
  if (words.some((word) => WEAK.has(word))) return 'weak';
  return undefined;
}

/** Confluent's images take the names of files below /etc/kafka/secrets in these. */
const NAMES_OF_FILES = /^KAFKA_\w*SSL_\w+_CREDENTIALS$/;

/** `dbPassword` and `DB_PASSWORD` are the same two words. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

const STRONG = new Set([
  'password',
  'passwd',
  'passwort',
  'passphrase',
  'pword',
  'pgpassword',
  'secret',
  'secrets',
  'token',
  'apikey',
  'credential',
  'credentials',
  'pat',
  'rootpassword',
]);
const WEAK = new Set(['key', 'auth', 'pass', 'pwd']);
const KEY_KINDS = new Set([
  'api',
  'access',
  'secret',
  'private',
  'encryption',
  'signing',
  'license',
  'client',
  'master',
  'account',
  'storage',
  'deploy',
  'ssh',
  'jwt',
  'session',
  'app',
  'application',
  'auth',
  'webhook',
  'shared',
]);
const HARMLESS = new Set([
  'public',
  'pub',
  'allow',
  'enable',
  'disable',
  'use',
  'tokenizer',
  'tokenizers',
  'keyring',
  'random',
]);
const HARMLESS_LAST = new Set([
  'file',
  'path',
  'dir',
  'version',
  'url',
  'uri',
  'endpoint',
  'name',
  'label',
  'size',
  'length',
  'ttl',
  'expiry',
  'expires',
  'timeout',
  'type',
  'algorithm',
  'server',
  'keyserver',
  'fingerprint',
  'issuer',
  'header',
  'prefix',
  'policy',
  'method',
  'enabled',
  'disabled',
  'required',
  'sock',
  'mount',
  'count',
  'limit',
  'hash',
  'checksum',
  'sha256',
  'mode',
  'host',
  'realm',
  'pattern',
  'regex',
  'mtime',
]);
