import { parseReference } from '../../../bases/reference.ts';
import type { Container, PortUse } from '../../../workload/types.ts';

/** Whether a port of the host leads to it from every interface. */
export const isOpen = ({ published, uncertain, address }: PortUse): boolean =>
  published && !uncertain && (address === undefined || ANY.has(address));

const ANY: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]', '']);

/** What a service is that is meant for other services, by its image's name: “a database”. */
export function internalService({ image }: Container): string | undefined {
  const name = image && parseReference(image.value)?.name.replace(/^docker\.io\/(?:library\/)?/, '');
  return name !== undefined && Object.hasOwn(INTERNAL, name) ? INTERNAL[name] : undefined;
}

const INTERNAL: Readonly<Record<string, string>> = {
  postgres: 'a database',
  'postgis/postgis': 'a database',
  'timescale/timescaledb': 'a database',
  'pgvector/pgvector': 'a database',
  mysql: 'a database',
  mariadb: 'a database',
  percona: 'a database',
  mongo: 'a database',
  'mongo-express': 'an interface to a database',
  redis: 'a cache',
  'redis/redis-stack': 'a cache',
  'redis/redis-stack-server': 'a cache',
  'valkey/valkey': 'a cache',
  memcached: 'a cache',
  rabbitmq: 'a queue',
  nats: 'a queue',
  'apache/kafka': 'a queue',
  'confluentinc/cp-kafka': 'a queue',
  'bitnami/kafka': 'a queue',
  'bitnami/postgresql': 'a database',
  'bitnami/redis': 'a cache',
  'bitnami/mongodb': 'a database',
  'bitnami/mariadb': 'a database',
  zookeeper: 'a coordinator',
  'confluentinc/cp-zookeeper': 'a coordinator',
  elasticsearch: 'a search engine',
  'docker.elastic.co/elasticsearch/elasticsearch': 'a search engine',
  'opensearchproject/opensearch': 'a search engine',
  'clickhouse/clickhouse-server': 'a database',
  cassandra: 'a database',
  neo4j: 'a database',
  influxdb: 'a database',
  couchdb: 'a database',
  'quay.io/coreos/etcd': 'a store of keys',
  adminer: 'an interface to a database',
  'dpage/pgadmin4': 'an interface to a database',
  phpmyadmin: 'an interface to a database',
  'minio/minio': 'an object store',
  'mcr.microsoft.com/mssql/server': 'a database',
};
