import { parseReference } from '../../../bases/reference.ts';
import type { Container } from '../../../workload/types.ts';
import { setAt } from '../../../yaml/edit.ts';
import { fixWith } from './fixes.ts';

/**
 * How well-known images tell that they are ready, by programs that they bring. `$$` is Compose's `$`.
 * Sources: the images' own documentation and those of their programs (pg_isready, mysqladmin ping, healthcheck.sh of
 * mariadb, redis-cli ping, rabbitmq-diagnostics ping, mongosh).
 */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  postgres: ['CMD-SHELL', 'pg_isready -U "$${POSTGRES_USER:-postgres}"'],
  mysql: ['CMD', 'mysqladmin', 'ping', '-h', '127.0.0.1'],
  mariadb: ['CMD', 'healthcheck.sh', '--connect', '--innodb_initialized'],
  redis: ['CMD', 'redis-cli', 'ping'],
  'valkey/valkey': ['CMD', 'valkey-cli', 'ping'],
  rabbitmq: ['CMD', 'rabbitmq-diagnostics', '-q', 'ping'],
  mongo: ['CMD', 'mongosh', '--quiet', '--eval', "db.adminCommand('ping')"],
};

/** The repair that gives a service of a well-known image its health check; nothing for any other. */
export function healthCheckFix(container: Container) {
  const { image, node, build } = container;
  const name = build ? undefined : image && parseReference(image.value)?.name;
  const plain = name?.replace(/^docker\.io\/(?:library\/)?/, '') ?? '';
  const test = Object.hasOwn(TESTS, plain) ? TESTS[plain] : undefined;
  if (!test) return {};
  const edit = setAt(node, ['healthcheck', 'test'], [...test]);
  return fixWith(`add the health check ${test.slice(1).join(' ')}`, edit && [edit], ['run.probes']);
}
