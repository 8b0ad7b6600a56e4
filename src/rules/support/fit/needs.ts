import type { Fit } from '../../rule.ts';
import { knownBase } from './base.ts';

/** A folder that a program writes to, and what for; `kept`: what it writes has to be there after the next start. */
export type NeededWrite = readonly [path: string, what: string, kept?: 'kept'];

/** What a well-known program needs of its surroundings to start. */
export interface Needs {
  /** The folders that it writes to beside its VOLUMEs, with what for. */
  readonly writes: readonly NeededWrite[];
  /**
   * The capabilities that its entrypoint uses when it begins as root: to give its data to a user, and to become that.
   * None are needed when it is started as that user.
   */
  readonly capabilities: readonly string[];
  /** The account that it means to become. */
  readonly account?: string;
  /** The files that say where it writes. */
  readonly configuration?: readonly string[];
}

/** An entrypoint that gives its data away and changes its user, as those of Docker's official images do. */
const DROPS = ['CHOWN', 'SETGID', 'SETUID'];
const DROPS_AND_READS = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'];

/**
 * By the family of the image. Read from the images' entrypoints (docker-library/*, the makers' Dockerfiles) and from
 * what their documentation says of read-only file systems.
 */
const NEEDS: Readonly<Record<string, Needs>> = {
  nginx: {
    writes: [
      ['/var/cache/nginx', 'bodies of requests and answers'],
      ['/run', 'its pid file'],
    ],
    capabilities: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    account: 'nginx',
    configuration: ['/etc/nginx/nginx.conf'],
  },
  'nginx-unprivileged': {
    writes: [['/tmp', 'its pid file and bodies of requests']],
    capabilities: [],
    configuration: ['/etc/nginx/nginx.conf'],
  },
  httpd: {
    writes: [['/usr/local/apache2/logs', 'its pid file']],
    capabilities: ['NET_BIND_SERVICE', 'SETGID', 'SETUID'],
    configuration: ['/usr/local/apache2/conf/httpd.conf'],
  },
  caddy: {
    writes: [
      ['/data', 'certificates', 'kept'],
      ['/config', 'its last configuration'],
    ],
    capabilities: [],
  },
  postgres: {
    writes: [
      ['/run/postgresql', 'its socket'],
      ['/tmp', 'temporary files'],
    ],
    capabilities: DROPS_AND_READS,
    account: 'postgres',
  },
  mysql: {
    writes: [
      ['/run/mysqld', 'its socket and pid file'],
      ['/tmp', 'temporary tables'],
    ],
    capabilities: DROPS_AND_READS,
    account: 'mysql',
  },
  mariadb: {
    writes: [
      ['/run/mysqld', 'its socket and pid file'],
      ['/tmp', 'temporary tables'],
    ],
    capabilities: DROPS_AND_READS,
    account: 'mysql',
  },
  mongo: { writes: [['/tmp', 'its socket']], capabilities: DROPS, account: 'mongodb' },
  redis: { writes: [], capabilities: DROPS, account: 'redis' },
  valkey: { writes: [], capabilities: DROPS, account: 'valkey' },
  rabbitmq: {
    writes: [['/var/log/rabbitmq', 'its logs']],
    capabilities: [...DROPS, 'DAC_OVERRIDE'].sort(),
    account: 'rabbitmq',
  },
  tomcat: {
    writes: [
      ['/usr/local/tomcat/temp', 'temporary files'],
      ['/usr/local/tomcat/work', 'compiled pages'],
      ['/usr/local/tomcat/logs', 'its logs'],
    ],
    capabilities: [],
  },
  wordpress: {
    writes: [
      ['/run/apache2', 'its pid file'],
      ['/run/lock/apache2', 'its locks'],
      ['/tmp', 'uploads'],
    ],
    capabilities: ['CHOWN', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
  },
  grafana: { writes: [['/var/lib/grafana', 'its database and plugins', 'kept']], capabilities: [] },
  jenkins: { writes: [['/tmp', 'temporary files']], capabilities: [] },
  kibana: { writes: [['/usr/share/kibana/data', 'its state', 'kept']], capabilities: [] },
  logstash: { writes: [['/usr/share/logstash/data', 'its queues', 'kept']], capabilities: [] },
  opensearch: {
    writes: [
      ['/usr/share/opensearch/data', 'its data', 'kept'],
      ['/usr/share/opensearch/logs', 'its logs'],
      ['/tmp', 'temporary files'],
    ],
    capabilities: [],
  },
  elasticsearch: {
    writes: [
      ['/usr/share/elasticsearch/data', 'its data', 'kept'],
      ['/usr/share/elasticsearch/logs', 'its logs'],
      ['/tmp', 'temporary files'],
    ],
    capabilities: [],
  },
};

export interface KnownNeeds extends Needs {
  /** The number that the account has in this very image, which is another in its Alpine variants; absent: not known. */
  readonly uid?: number;
}

/** The files by which the program is told where it writes, of those that the manifest mounts. */
export function mountedConfiguration(fit: Fit): string | undefined {
  const { mounts } = fit.container;
  if (mounts.length === 0) return undefined;
  const files = needsOfFamily(knownBase(fit)?.family)?.configuration;
  return files?.find((file) => mounts.some(({ path }) => isWithin(file, path)));
}

const needsOfFamily = (family: string | undefined): Needs | undefined =>
  family !== undefined && Object.hasOwn(NEEDS, family) ? NEEDS[family] : undefined;

/** What the program of a fit needs, when the image's own entrypoint starts it; undefined: not known. */
export const needsOf = (fit: Fit): KnownNeeds | undefined => fit.once(findNeeds);

function findNeeds(fit: Fit): KnownNeeds | undefined {
  const { facts, container, recipe } = fit;
  if (container.entrypoint) return undefined;
  const base = knownBase(fit);
  const needs = needsOfFamily(base?.family);
  if (!base || !needs) return undefined;
  // A file of ours that starts something else, or starts it otherwise, is not judged by what the base does.
  const isOwn = (fact: typeof facts.entrypoint) => fact.from.some(({ inherited }) => inherited === undefined);
  if (recipe && (isOwn(facts.entrypoint) || isOwn(facts.command))) return undefined;
  const uid = needs.account === undefined ? undefined : base.users?.[needs.account];
  return { ...needs, ...(uid === undefined ? {} : { uid }) };
}

/** `/var/run` is `/run`, and `/var/lock` is `/run/lock`, in every distribution of today. */
export const samePath = (path: string): string =>
  path
    .replace(/\/+$/, '')
    .replace(/^\/var\/run(?=\/|$)/, '/run')
    .replace(/^\/var\/lock(?=\/|$)/, '/run/lock') || '/';

/** Whether a path is a folder or lies below it. */
export const isWithin = (path: string, folder: string): boolean => {
  const [inner, outer] = [samePath(path), samePath(folder)];
  return inner === outer || outer === '/' || inner.startsWith(`${outer}/`);
};
