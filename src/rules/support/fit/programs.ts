import type { Presence } from '../../../core/facts.ts';
import type { Fit } from '../../rule.ts';
import { knownBase } from './base.ts';

/** Whether the image of a fit has a program, by its facts, and by what images of one server are known not to bring. */
export function hasProgram(fit: Fit, program: string): Presence {
  const known = fit.facts.has(program);
  if (known !== 'unknown' || fit.recipe) return known;
  const family = knownBase(fit)?.family ?? '';
  const owners = Object.hasOwn(CLIENTS, program) ? CLIENTS[program]! : undefined;
  return owners && SINGLE.has(family) && !owners.includes(family) ? 'absent' : 'unknown';
}

/** Client programs of servers, and whose images may have them. Valkey makes links by the names of Redis. */
const CLIENTS: Readonly<Record<string, readonly string[]>> = {
  pg_isready: ['postgres'],
  psql: ['postgres'],
  pg_dump: ['postgres'],
  // MariaDB's images have dropped them with release 11; where they are still there, it is known.
  mysqladmin: ['mysql'],
  mysql: ['mysql'],
  'mariadb-admin': ['mariadb'],
  'redis-cli': ['redis', 'valkey'],
  'valkey-cli': ['valkey'],
  mongosh: ['mongo'],
  mongo: ['mongo'],
  'rabbitmq-diagnostics': ['rabbitmq'],
  rabbitmqctl: ['rabbitmq'],
  grpc_health_probe: [],
};

/** Images of one server and nothing else. */
const SINGLE: ReadonlySet<string> = new Set([
  'nginx',
  'httpd',
  'caddy',
  'traefik',
  'haproxy',
  'memcached',
  'redis',
  'valkey',
  'rabbitmq',
  'mysql',
  'mariadb',
  'postgres',
  'mongo',
  'elasticsearch',
  'opensearch',
  'keycloak',
  'grafana',
  'prometheus',
  'registry',
  'tomcat',
]);
