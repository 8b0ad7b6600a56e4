import { isBefore } from '../compare.ts';
import type { Family } from '../family.ts';
import { read, unread } from '../source.ts';
import type { SystemRef } from '../systems.ts';
import type { Tag } from '../tag.ts';
import { releaseBy, usually } from './shared.ts';

const root = { text: '', uid: 0, gid: 0 };

/** Oracle Linux in its slim edition, where that of 5.7 has yum; the first releases of 5.7 and 8.0 stand on Debian. */
function mysqlSystem(tag: Tag | undefined): SystemRef | undefined {
  if (!tag) return undefined;
  const [version = '9'] = tag.versions;
  const first = isBefore(version, '8') ? '5.7.40' : '8.0.30';
  if (version.includes('.') && isBefore(`${version}${version.split('.').length < 3 ? '.99' : ''}`, first))
    return undefined;
  if (isBefore(version, '8')) return { id: 'ol', version: '7' };
  const ol = { id: 'ol', flavour: 'minimal' };
  return version === '8' || isBefore(version, '8.4') ? ol : { ...ol, version: '9' };
}

/** Databases, caches and object stores. */
export const databases: readonly Family[] = [
  {
    name: 'postgres',
    repositories: ['postgres'],
    kind: 'service',
    source: read('Dockerfiles of docker-library/postgres: 17/bookworm, 18/alpine3.23'),
    setsNothingElse: true,
    examples: [
      'postgres:16',
      'postgres:16-alpine',
      'postgres:17-bookworm',
      'postgres:18-trixie',
      'postgres:13-alpine3.18',
    ],
    runtime: 'postgres',
    product: 'postgres',
    system: usually('debian'),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['postgres'],
      ports: ['5432/tcp'],
      stopSignal: 'SIGINT',
      tools: ['postgres', 'psql', 'pg_isready', 'pg_dump'],
      environment: { LANG: 'en_US.utf8' },
      environmentNames: ['PG_MAJOR', 'PG_VERSION', 'PGDATA'],
    },
    words: 'beta1 beta2 rc1 alpha',
    variants: [
      {
        when: 'alpine',
        facts: {
          users: { postgres: 70 },
          shells: ['bash'],
          lacks: ['curl', 'git', 'gpg'],
          sizeClass: 'medium',
        },
      },
      {
        when: '!alpine',
        facts: {
          users: { postgres: 999 },
          tools: ['gosu', 'xz', 'zstd', 'openssl', 'gpg'],
          lacks: ['curl', 'wget', 'git', 'nc'],
          sizeClass: 'medium',
        },
      },
      { when: '!alpine', since: '16', facts: { tools: ['less'] } },
      {
        when: 'alpine',
        since: '18',
        facts: {
          tools: ['gosu', 'zstd'],
          environmentNames: ['GOSU_VERSION', 'PG_SHA256', 'DOCKER_PG_LLVM_DEPS'],
          environmentWhole: true,
        },
      },
      {
        when: '',
        before: '18',
        facts: { volumes: ['/var/lib/postgresql/data'], environment: { PGDATA: '/var/lib/postgresql/data' } },
      },
      { when: '', since: '18', facts: { volumes: ['/var/lib/postgresql'] } },
    ],
    more: ({ versions: [version] }) => {
      if (version === undefined) return { volumes: ['/var/lib/postgresql'] };
      const major = Number.parseInt(version, 10);
      return {
        environment: {
          PG_MAJOR: String(major),
          ...(major >= 18 ? { PGDATA: `/var/lib/postgresql/${major}/docker` } : {}),
        },
      };
    },
  },
  {
    name: 'postgis',
    repositories: [
      'postgis/postgis',
      'pgvector/pgvector',
      'timescale/timescaledb',
      'timescale/timescaledb-ha',
    ],
    kind: 'service',
    source: read('Dockerfile of postgis/docker-postgis: 16-3.4', 'pgvector and TimescaleDB'),
    examples: ['postgis/postgis:16-3.4', 'pgvector/pgvector:pg16', 'timescale/timescaledb:2.17.2-pg16'],
    facts: { ports: ['5432/tcp'], tools: ['postgres', 'psql', 'pg_isready'] },
    wordPattern: /^pg\d+$/,
    more: (_tag, repository) =>
      repository.startsWith('timescale/')
        ? undefined
        : { user: root, entrypoint: ['docker-entrypoint.sh'], command: ['postgres'], stopSignal: 'SIGINT' },
  },
  {
    name: 'mysql',
    repositories: ['mysql'],
    kind: 'service',
    source: read(
      'Dockerfiles of docker-library/mysql: 8.4/Dockerfile.oracle, 8.0/Dockerfile.debian',
      'versions before 8',
    ),
    setsNothingElse: true,
    examples: ['mysql:8.4', 'mysql:8.0', 'mysql:5.7', 'mysql:8.0-debian'],
    runtime: 'mysql',
    product: 'mysql',
    system: mysqlSystem,
    flavours: { ol: 'minimal' },
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['mysqld'],
      ports: ['3306/tcp', '33060/tcp'],
      volumes: ['/var/lib/mysql'],
      users: { mysql: 999 },
      tools: ['mysqld', 'mysql', 'mysqladmin', 'gosu', 'openssl', 'xz', 'gpg'],
      lacks: ['wget', 'git', 'nc'],
      sizeClass: 'medium',
    },
    words: 'lts innovation oracle',
    variants: [
      {
        when: 'ol',
        since: '8',
        facts: { tools: ['mysqlsh', 'curl', 'bzip2', 'gzip', 'zstd', 'find', 'xargs'] },
      },
      { when: 'debian', facts: { tools: ['pwgen'], lacks: ['curl'] } },
    ],
  },
  {
    name: 'mariadb',
    repositories: ['mariadb'],
    kind: 'service',
    source: read('Dockerfiles of MariaDB/mariadb-docker: 11.4, 11.4-ubi, 10.11', 'versions before 10.11'),
    setsNothingElse: true,
    examples: ['mariadb:11.4', 'mariadb:10.11-jammy', 'mariadb:lts'],
    runtime: 'mariadb',
    product: 'mariadb',
    system: usually('ubuntu'),
    flavours: { rhel: 'minimal' },
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      ports: ['3306/tcp'],
      volumes: ['/var/lib/mysql'],
      users: { mysql: 999 },
      tools: ['mariadb', 'mariadb-admin', 'healthcheck.sh', 'gosu', 'pwgen', 'xz', 'zstd'],
      sizeClass: 'medium',
    },
    words: 'lts rc',
    variants: [
      { when: '', since: '10.11', facts: { command: ['mariadbd'] } },
      { when: 'ubuntu', facts: { tools: ['gpg', 'socat'], lacks: ['curl', 'wget', 'git', 'nc'] } },
      { when: 'ubuntu', since: '10.11', facts: { environment: { LANG: 'C.UTF-8' } } },
      { when: 'rhel', facts: { tools: ['curl', 'ps', 'pv'], lacks: ['wget', 'git'] } },
      { when: '', before: '11', facts: { tools: ['mysql', 'mysqladmin'] } },
    ],
  },
  {
    name: 'mongo',
    repositories: ['mongo'],
    kind: 'service',
    source: read('Dockerfile of docker-library/mongo: 8.0', 'the other versions'),
    setsNothingElse: true,
    examples: ['mongo:7', 'mongo:8.0-noble', 'mongo:6.0.19', 'mongo:4.4'],
    runtime: 'mongo',
    product: 'mongo',
    system: releaseBy('ubuntu', {
      cycles: {
        '4.4': [['4.4', '20.04']],
        '5.0': [['5.0', '20.04']],
        '6.0': [['6.0', '22.04']],
        '7.0': [['7.0', '22.04']],
        '8.0': [['8.0', '24.04']],
      },
      moving: { '4': '20.04', '5': '20.04', '6': '22.04', '7': '22.04', '8': '24.04' },
    }),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['mongod'],
      ports: ['27017/tcp'],
      volumes: ['/data/db', '/data/configdb'],
      users: { mongodb: 999 },
      tools: ['mongod', 'mongos', 'gosu', 'jq', 'numactl', 'ps'],
      lacks: ['wget', 'git', 'gpg'],
      environment: { HOME: '/data/db' },
      sizeClass: 'large',
    },
    variants: [
      { when: '', since: '5', facts: { tools: ['mongosh'] } },
      { when: '', before: '6', facts: { tools: ['mongo'] } },
    ],
  },
  {
    name: 'redis',
    repositories: ['redis'],
    kind: 'service',
    source: read(
      'Dockerfiles of redis/docker-library-redis: debian and alpine of 8.6; issue redis/docs#2820 on 7.4',
      'versions before 8 otherwise',
    ),
    examples: ['redis:7.4', 'redis:7-alpine', 'redis:8-bookworm'],
    runtime: 'redis',
    product: 'redis',
    system: usually('debian'),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['redis-server'],
      ports: ['6379/tcp'],
      workdir: '/data',
      users: { redis: 999 },
      tools: ['redis-server', 'redis-cli'],
      sizeClass: 'small',
    },
    words: 'rc rc1 rc2',
    variants: [
      { when: 'alpine', facts: { lacks: ['curl', 'bash', 'git'] } },
      { when: '!alpine', facts: { lacks: ['curl', 'wget', 'git', 'nc'] } },
      { when: '!alpine', before: '8', facts: { tools: ['gosu'] } },
    ],
    // The volume went with one of the versions 8.0 to 8.6.
    more: ({ versions: [version = '8.6'] }) =>
      isBefore(version, '8')
        ? { volumes: ['/data'] }
        : version === '8' || !isBefore(version, '8.6')
          ? { volumes: [] }
          : {},
  },
  {
    name: 'redis-stack',
    repositories: ['redis/redis-stack', 'redis/redis-stack-server'],
    kind: 'service',
    source: unread('redis-stack/redis-stack'),
    examples: ['redis/redis-stack-server:7.4.0-v1'],
    facts: { user: root, ports: ['6379/tcp'], tools: ['redis-server', 'redis-cli'] },
    wordPattern: /^v\d+$/,
  },
  {
    name: 'valkey',
    repositories: ['valkey/valkey', 'ghcr.io/valkey-io/valkey'],
    kind: 'service',
    source: read('Dockerfile of valkey-io/valkey-container: 8.1/debian; pull request 84', 'Alpine'),
    examples: ['valkey/valkey:8.0', 'valkey/valkey:8-alpine'],
    runtime: 'valkey',
    product: 'valkey',
    system: usually('debian'),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['valkey-server'],
      ports: ['6379/tcp'],
      workdir: '/data',
      users: { valkey: 999 },
      tools: ['valkey-server', 'valkey-cli'],
      sizeClass: 'small',
    },
    words: 'rc rc1 rc2',
    variants: [
      { when: 'alpine', facts: { lacks: ['curl', 'bash', 'git'] } },
      { when: '!alpine', facts: { lacks: ['curl', 'wget', 'git', 'nc'] } },
    ],
    // The volume went in August 2025, from all that was still built: exact versions may be older.
    more: ({ versions: [version = '9'] }) =>
      version.split('.').length < 3 || !isBefore(version, '9') ? { volumes: [] } : {},
  },
  {
    name: 'memcached',
    repositories: ['memcached'],
    kind: 'service',
    source: read('Dockerfiles of docker-library/memcached: 1/debian, 1/alpine'),
    setsNothingElse: true,
    examples: ['memcached:1.6', 'memcached:1.6-alpine'],
    system: usually('debian'),
    facts: {
      user: { text: 'memcache', uid: 11211, gid: 11211 },
      users: { memcache: 11211 },
      entrypoint: ['docker-entrypoint.sh'],
      command: ['memcached'],
      ports: ['11211/tcp'],
      tools: ['memcached'],
      lacks: ['curl', 'git'],
      sizeClass: 'small',
    },
    variants: [
      { when: 'alpine', facts: { lacks: ['bash'] } },
      { when: '!alpine', facts: { lacks: ['wget', 'nc'] } },
    ],
  },
  {
    name: 'cassandra',
    repositories: ['cassandra'],
    kind: 'service',
    source: read('Dockerfile of docker-library/cassandra: 5.0'),
    setsNothingElse: true,
    examples: ['cassandra:5.0', 'cassandra:4.1-jammy'],
    system: usually('ubuntu'),
    facts: {
      entrypoint: ['docker-entrypoint.sh'],
      command: ['cassandra', '-f'],
      ports: ['7000/tcp', '7001/tcp', '7199/tcp', '9042/tcp', '9160/tcp'],
      volumes: ['/var/lib/cassandra'],
      users: { cassandra: 999 },
      tools: ['cassandra', 'cqlsh', 'nodetool', 'java', 'gosu', 'python3', 'ps', 'ip', 'numactl'],
      lacks: ['git', 'nc'],
      sizeClass: 'medium',
    },
  },
  {
    name: 'neo4j',
    repositories: ['neo4j'],
    kind: 'service',
    source: read('Dockerfile-debian of neo4j/docker-neo4j: 2024', 'the image on UBI'),
    examples: ['neo4j:5', 'neo4j:5.25-community-bullseye'],
    system: usually('debian'),
    facts: {
      entrypoint: ['tini', '-g', '--', '/startup/docker-entrypoint.sh'],
      command: ['neo4j'],
      ports: ['7474/tcp', '7473/tcp', '7687/tcp'],
      volumes: ['/data', '/logs'],
      workdir: '/var/lib/neo4j',
      users: { neo4j: 7474 },
      tools: ['neo4j', 'cypher-shell', 'java'],
      sizeClass: 'large',
    },
    words: 'community enterprise',
    variants: [
      {
        when: 'debian',
        facts: { tools: ['wget', 'jq', 'tini', 'su-exec', 'ps'], lacks: ['curl', 'git', 'make'] },
      },
    ],
  },
  {
    name: 'influxdb',
    repositories: ['influxdb'],
    kind: 'service',
    source: read(
      'Dockerfile of influxdata/influxdata-docker: influxdb/2.7',
      'Alpine, and the other versions',
    ),
    examples: ['influxdb:2.7', 'influxdb:2.7-alpine', 'influxdb:1.8'],
    system: usually('debian'),
    facts: {
      entrypoint: ['/entrypoint.sh'],
      command: ['influxd'],
      ports: ['8086/tcp'],
      tools: ['influxd', 'influx'],
      sizeClass: 'medium',
    },
    words: 'core data meta',
    variants: [
      { when: '', since: '2', before: '3', facts: { volumes: ['/var/lib/influxdb2', '/etc/influxdb2'] } },
      {
        when: 'debian',
        since: '2.7',
        before: '3',
        facts: {
          users: { influxdb: 1000 },
          tools: ['curl', 'gosu', 'dasel', 'gpg'],
          lacks: ['wget', 'git', 'nc'],
        },
      },
    ],
  },
  {
    name: 'clickhouse',
    repositories: ['clickhouse/clickhouse-server', 'clickhouse'],
    kind: 'service',
    source: read('Dockerfile.ubuntu of ClickHouse/ClickHouse: docker/server', 'Alpine'),
    setsNothingElse: true,
    examples: ['clickhouse/clickhouse-server:24.8', 'clickhouse/clickhouse-server:24.8-alpine'],
    system: usually('ubuntu'),
    facts: {
      entrypoint: ['/entrypoint.sh'],
      command: null,
      ports: ['8123/tcp', '9000/tcp', '9009/tcp'],
      volumes: ['/var/lib/clickhouse'],
      users: { clickhouse: 101 },
      tools: ['clickhouse', 'clickhouse-client', 'wget'],
      sizeClass: 'medium',
    },
    variants: [
      {
        when: 'ubuntu',
        facts: { environment: { LANG: 'en_US.UTF-8', TZ: 'UTC' }, lacks: ['curl', 'git', 'nc', 'gpg'] },
      },
    ],
    words: 'lts head',
  },
  {
    name: 'couchdb',
    repositories: ['couchdb'],
    kind: 'service',
    source: read('Dockerfile of apache/couchdb-docker: 3.4.2'),
    examples: ['couchdb:3.4'],
    system: usually('debian'),
    facts: {
      entrypoint: ['tini', '--', '/docker-entrypoint.sh'],
      command: ['/opt/couchdb/bin/couchdb'],
      ports: ['5984/tcp', '4369/tcp', '9100/tcp'],
      volumes: ['/opt/couchdb/data'],
      users: { couchdb: 5984 },
      tools: ['tini', 'gpg'],
      lacks: ['curl', 'wget', 'git'],
    },
    words: 'nouveau',
  },
  {
    name: 'minio',
    repositories: ['minio/minio', 'quay.io/minio/minio'],
    kind: 'service',
    source: read('Dockerfile.release of minio/minio, of 2023', 'later releases'),
    examples: ['minio/minio:RELEASE.2024-11-07T00-52-20Z', 'quay.io/minio/minio'],
    facts: {
      user: root,
      entrypoint: ['/usr/bin/docker-entrypoint.sh'],
      command: ['minio'],
      ports: ['9000/tcp'],
      volumes: ['/data'],
      shells: ['sh', 'bash'],
      tools: ['minio', 'mc', 'curl'],
      sizeClass: 'medium',
    },
  },
];
