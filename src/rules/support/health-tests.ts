import { parseReference } from '../../bases/reference.ts';

/** How an image tells that it is ready: by a shell script, or by the words of a command. */
export type HealthTest = { readonly shell: string } | { readonly words: readonly string[] };

/**
 * How well-known images tell that they are ready, by programs that they bring.
 * Sources: the images' own documentation and those of their programs (pg_isready, mysqladmin ping, healthcheck.sh of
 * mariadb, redis-cli ping, rabbitmq-diagnostics ping, mongosh).
 */
const TESTS: ReadonlyMap<string, HealthTest> = new Map<string, HealthTest>([
  ['postgres', { shell: 'pg_isready -U "${POSTGRES_USER:-postgres}"' }],
  ['mysql', { words: ['mysqladmin', 'ping', '-h', '127.0.0.1'] }],
  ['mariadb', { words: ['healthcheck.sh', '--connect', '--innodb_initialized'] }],
  ['redis', { words: ['redis-cli', 'ping'] }],
  ['valkey/valkey', { words: ['valkey-cli', 'ping'] }],
  ['rabbitmq', { words: ['rabbitmq-diagnostics', '-q', 'ping'] }],
  ['mongo', { words: ['mongosh', '--quiet', '--eval', "db.adminCommand('ping')"] }],
]);

/** The test of the image that a reference names; undefined: none is known. */
export function healthTestOf(reference: string): HealthTest | undefined {
  const name = parseReference(reference)?.name.replace(/^docker\.io\/(?:library\/)?/, '');
  return name === undefined ? undefined : TESTS.get(name);
}
