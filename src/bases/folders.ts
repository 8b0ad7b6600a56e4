import type { BaseFacts } from './types.ts';

/** Owner and mode of a folder that an image brings; the owner by number or name, its group the same. */
export interface BaseFolder {
  readonly owner: string | number;
  readonly mode: number;
}

/**
 * What an image has at an absolute path, as far as it decides who may write there: each of the ways in which it may be,
 * `null` for nothing. Undefined when it is not known. An unknown image has what every Linux system has, and no more.
 */
export function folderOf(
  base: BaseFacts | undefined,
  path: string,
): readonly (BaseFolder | null)[] | undefined {
  if (path === '/') return roots;
  const known = base && special(base, path);
  if (known !== undefined) return known === 'unknown' ? undefined : known;
  if (forAll.has(path)) return [{ owner: 0, mode: 0o1777 }];
  if (temporary.test(path)) return undefined;
  if (everywhere.has(path)) return roots;
  if (ofManagers.has(path)) return rootsOrNothing;
  if (!base || !isOpenGround(base)) return undefined;
  if (ofSystem.has(path)) return roots;
  if (homes.test(path)) return homeIn(base, path);
  return system.test(path) ? rootsOrNothing : nothing;
}

const rootFolder: BaseFolder = { owner: 0, mode: 0o755 };
const roots = [rootFolder];
const rootsOrNothing = [null, rootFolder];
const nothing = [null];

/** Folders that everyone may write. */
const forAll: ReadonlySet<string> = new Set(['/tmp', '/var/tmp', '/dev/shm']);
const temporary = /^\/(?:tmp|var\/tmp|dev|proc|sys|run\/lock)(?:\/|$)/;

/** What every Linux image has, and root owns. */
const everywhere: ReadonlySet<string> = new Set(
  '/bin /sbin /lib /usr /usr/bin /usr/sbin /usr/lib /etc /etc/passwd /etc/group /var /var/lib /home'.split(
    ' ',
  ),
);

/** What package managers know of packages; root's wherever it is. */
const ofManagers: ReadonlySet<string> = new Set(
  '/var/lib/dpkg /var/lib/apt /var/lib/apt/lists /lib/apk /lib/apk/db /var/lib/rpm'.split(' '),
);

const ofSystem: ReadonlySet<string> = new Set(
  '/root /opt /srv /mnt /media /run /var/log /var/cache /usr/share /usr/local /usr/local/bin /usr/local/lib /usr/local/etc'.split(
    ' ',
  ),
);
const homes = /^\/home\//;
const system = /^\/(?:bin|boot|etc|lib\w*|opt|root|run|sbin|usr|var)(?:\/|$)/;

/**
 * Images of which all folders that are not root's are listed here, so that any other is root's, or is not there: those of
 * systems and languages that run as root, distroless ones, and a few whose Dockerfiles were read.
 */
export function isOpenGround({ kind, family, user }: BaseFacts): boolean {
  if (kind === 'distroless' || family === 'nginx' || family === 'httpd' || family === 'nvidia/cuda')
    return true;
  if (family === 'ubi/application' || family === 'rocker') return false;
  return (kind === 'distribution' || kind === 'language') && user?.uid === 0;
}

/** Images of which all accounts for people and applications (1000 and above) are known: those, and databases and queues of Docker's. */
export const hasAllAccounts = (base: BaseFacts): boolean => isOpenGround(base) || ofDocker.has(base.family);

const ofDocker: ReadonlySet<string> = new Set(
  'postgres mysql mariadb mongo redis valkey memcached rabbitmq'.split(' '),
);

/** Users whose home stands below /home under their name: those that images make for people and applications. */
function homeIn({ users, user }: BaseFacts, path: string): readonly (BaseFolder | null)[] | undefined {
  const [, name = '', rest] = /^\/home\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  const uid =
    users && Object.hasOwn(users, name)
      ? users[name]
      : user?.text.split(':')[0] === name
        ? user.uid
        : undefined;
  if (uid === undefined) return nothing;
  if (rest !== undefined || uid < 1000) return undefined;
  return [{ owner: uid, mode: 0o755 }];
}

/** What the makers' Dockerfiles say of folders of theirs. A working directory or volume of which nothing is said is unknown. */
function special(base: BaseFacts, path: string): readonly (BaseFolder | null)[] | 'unknown' | undefined {
  const table = Object.hasOwn(byFamily, base.family) ? byFamily[base.family]! : {};
  if (Object.hasOwn(table, path)) return [table[path]!];
  const above = Object.keys(table).filter((folder) => path.startsWith(`${folder}/`));
  const [nearest] = above.sort((a, b) => b.length - a.length);
  // Below a folder of somebody else's, or for all, anything may have been put.
  if (nearest !== undefined) return table[nearest] === rootFolder ? rootsOrNothing : 'unknown';
  const { workdir, volumes = [] } = base;
  const own = [...volumes, ...(workdir === undefined || workdir === '/' ? [] : [workdir])];
  return own.some((folder) => isOnTheWay(folder, path)) ? 'unknown' : undefined;
}

/** The folder, what is below it, and the folders that it stands in but those of the system. */
const isOnTheWay = (folder: string, path: string): boolean =>
  path === folder ||
  path.startsWith(`${folder}/`) ||
  (folder.startsWith(`${path}/`) &&
    !everywhere.has(path) &&
    !ofSystem.has(path) &&
    path.split('/').length > 2);

const sticky: BaseFolder = { owner: 0, mode: 0o1777 };

/**
 * Source: the Dockerfiles of docker-library/golang, ruby, php, tomcat, redis, httpd, postgres, mysql, mongo,
 * rust-lang/docker-rust, nginx/docker-nginx, denoland/deno_docker, MariaDB/mariadb-docker, grafana/grafana,
 * prometheus/prometheus.
 */
const byFamily: Readonly<Record<string, Readonly<Record<string, BaseFolder>>>> = {
  node: { '/usr/local/lib/node_modules': rootFolder },
  golang: { '/go': sticky, '/go/src': sticky, '/go/bin': sticky },
  rust: { '/usr/local/cargo': sticky, '/usr/local/rustup': sticky },
  ruby: { '/usr/local/bundle': sticky },
  php: {
    '/var/www/html': sticky,
    '/run/apache2': sticky,
    '/run/lock/apache2': sticky,
    '/var/log/apache2': sticky,
  },
  tomcat: {
    '/usr/local/tomcat': rootFolder,
    '/usr/local/tomcat/temp': sticky,
    '/usr/local/tomcat/work': sticky,
    '/usr/local/tomcat/logs': sticky,
    '/usr/local/tomcat/webapps': rootFolder,
  },
  httpd: {
    '/usr/local/apache2': { owner: 'www-data', mode: 0o755 },
    '/usr/local/apache2/logs': rootFolder,
    '/usr/local/apache2/conf': rootFolder,
    '/usr/local/apache2/htdocs': rootFolder,
  },
  nginx: {
    '/var/cache/nginx': rootFolder,
    '/var/log/nginx': rootFolder,
    '/run': rootFolder,
    '/etc/nginx': rootFolder,
  },
  redis: { '/data': { owner: 'redis', mode: 0o755 } },
  postgres: {
    '/run/postgresql': sticky,
    '/var/lib/postgresql': sticky,
    '/var/lib/postgresql/data': sticky,
  },
  mysql: { '/var/lib/mysql': sticky, '/run/mysqld': sticky },
  mariadb: { '/var/lib/mysql': { owner: 'mysql', mode: 0o755 }, '/run/mysqld': sticky },
  mongo: {
    '/data/db': { owner: 'mongodb', mode: 0o755 },
    '/data/configdb': { owner: 'mongodb', mode: 0o755 },
  },
  grafana: { '/var/lib/grafana': { owner: 'grafana', mode: 0o777 } },
  prometheus: { '/prometheus': { owner: 'nobody', mode: 0o775 } },
  deno: { '/deno-dir': { owner: 'deno', mode: 0o755 } },
};
