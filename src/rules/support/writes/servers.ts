import { valueOf } from '../../../core/facts.ts';
import { lastName } from '../../../core/paths.ts';
import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { ownershipOf } from '../../../dockerfile/ownership/ownership.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import { isRuntime } from '../../../dockerfile/tools.ts';
import { rootOf } from '../images.ts';
import { configurationOf } from './configuration.ts';
import type { Started, Write } from './types.ts';

/** What a program that an image starts writes, by what it is and how it is called. */
export function serverWrites(started: Started, build: Build, stage: Stage): Write[] {
  const { args, at, folder } = started;
  const name = lastName(args[0] ?? '');
  const known = servers.find(({ starts }) => starts.test([name, ...args.slice(1)].join(' ')));
  const own = known?.writes({ started, build, stage, family: rootOf(stage).base?.family }) ?? [];
  return [...own, ...byOption(build, stage, [name, ...args.slice(1)])].flatMap(({ path, give, ...write }) => {
    const full = resolveDirectory(folder, path);
    const given = give && resolveDirectory(folder, give.path);
    if (full === undefined || elsewhere.test(full)) return [];
    return [
      {
        program: name,
        at,
        ...write,
        path: full,
        ...(given === undefined ? {} : { give: { ...give, path: given } }),
      },
    ];
  });
}

const elsewhere = /^\/(?:dev|proc|sys|tmp|var\/tmp)(?:\/|$)|[$`]/;

interface Server {
  /** Name and arguments, joined. */
  readonly starts: RegExp;
  writes(how: How): Omit<Write, 'at' | 'program'>[];
}

interface How {
  readonly started: Started;
  readonly build: Build;
  readonly stage: Stage;
  readonly family: string | undefined;
}

const servers: readonly Server[] = [
  { starts: /^nginx(?: |$)(?!.*(?:^| )-[ctTvVp](?: |$))/, writes: nginx },
  { starts: /^(?:httpd-foreground|httpd)(?: |$)(?!.*(?:^| )-[fdtvV](?: |$))/, writes: httpd },
  {
    // What apache2ctl sets in Debian's /etc/apache2/envvars, which the images of PHP keep.
    starts: /^apache2-foreground(?: |$)/,
    writes: () => [
      { path: '/run/apache2/apache2.pid', what: 'its pid file', give: { path: '/run/apache2' } },
      { path: '/run/lock/apache2', what: 'its locks' },
    ],
  },
  {
    // It makes tmp/cache, tmp/pids and tmp/sockets before anything else (railties, server_command.rb).
    starts: /^rails (?:server|s)(?: |$)/,
    writes: () => [{ path: 'tmp/pids', what: 'its temporary files', give: { path: 'tmp' } }],
  },
  {
    starts: /^next start(?: |$)(?!\S)/,
    writes: () => [{ path: '.next/cache', what: 'rendered pages and images', isMinor: true }],
  },
  {
    starts: /^php artisan (?:serve|octane:start|queue:work|horizon)(?: |$)/,
    writes: () => [{ path: 'storage/logs', what: 'its log', isMinor: true }],
  },
  {
    starts: /^celery (?:.* )?beat(?: |$)(?!.*(?:-s|--schedule|-S|--scheduler)[ =])/,
    writes: ({ started }) =>
      started.args.some((arg) => /^(?:-s|-S|--sched|--workdir)/.test(arg))
        ? []
        : [{ path: 'celerybeat-schedule', what: 'its schedule', isFile: true }],
  },
];

/**
 * The image's own settings put the pid file into /run, and what it stores for a while into /var/cache/nginx; both belong to
 * root, and without either nginx does not start.
 */
function nginx({ started, build, stage, family }: How): Omit<Write, 'at' | 'program'>[] {
  if (family !== 'nginx') return [];
  const main = configurationOf(build, stage, '/etc/nginx/nginx.conf');
  if (main === 'unknown') return [];
  // Templates become settings when the container starts.
  const hasTemplates = valueOf(build.facts(stage).files)?.some(({ path }) => path.includes('/templates'));
  const parts = hasTemplates ? 'unknown' : configurationOf(build, stage, '/etc/nginx/conf.d/');
  const said = `${started.args.join(' ')}\n${main ?? ''}`;
  const writes: Omit<Write, 'at' | 'program'>[] = [];
  if (!/(?:^|[\s;"'])pid\s+\S/.test(said) || /(?:^|[\s;"'])pid\s+(?:\/var)?\/run\/nginx\.pid/.test(said))
    writes.push({
      path: '/run/nginx.pid',
      what: 'its pid file',
      give: { path: '/run/nginx.pid', isFile: true },
    });
  const http = `${said}\n${parts ?? ''}`;
  if (parts !== 'unknown' && !temporary.every((name) => new RegExp(`\\b${name}\\s+/`).test(http)))
    writes.push({
      path: '/var/cache/nginx/client_temp',
      what: 'bodies of requests',
      give: { path: '/var/cache/nginx' },
    });
  return writes;
}

const temporary = [
  'client_body_temp_path',
  'proxy_temp_path',
  'fastcgi_temp_path',
  'uwsgi_temp_path',
  'scgi_temp_path',
];

function httpd({ started, build, stage, family }: How): Omit<Write, 'at' | 'program'>[] {
  if (family !== 'httpd' || started.args.some((arg) => /PidFile/i.test(arg))) return [];
  const main = configurationOf(build, stage, '/usr/local/apache2/conf/httpd.conf');
  if (main !== undefined && (main === 'unknown' || /^\s*PidFile\s/im.test(main))) return [];
  return [
    {
      path: '/usr/local/apache2/logs/httpd.pid',
      what: 'its pid file',
      give: { path: '/usr/local/apache2/logs' },
    },
  ];
}

/** Options whose value is a file or folder that the program writes, whichever program it is. */
function byOption(build: Build, stage: Stage, args: readonly string[]): Omit<Write, 'at' | 'program'>[] {
  return args.flatMap((arg, at) => {
    const [, name = '', joined] = /^(-{1,2}[a-z][\w.-]*)(?:=(.*))?$/.exec(arg) ?? [];
    const value = joined ?? args[at + 1];
    if (!value?.startsWith('/')) return [];
    if (written.test(name))
      return [{ path: value, what: name, ...(/file$/.test(name) ? { isFile: true as const } : {}) }];
    // A script may be told where its data is to read it, and any program where what is copied there is.
    const isData = data.test(name) && !isRuntime(args[0] ?? '') && !isCopied(build, stage, value);
    return isData ? [{ path: value, what: name }] : [];
  });
}

const written =
  /^--?(?:log-?file|log-?dir|log-?path|access-logfile|error-logfile|pid-?file|upload-?dir|cache-?dir|worker-tmp-dir)$/;
const data =
  /^--?(?:data-?dir|data-directory|dbpath|db-path|storage\.tsdb\.path|storage\.path|user-data-dir)$/;

const isCopied = (build: Build, stage: Stage, path: string): boolean =>
  ownershipOf(build)
    .worldsAt({ stage }, path.replace(/(?<=.)\/+$/, ''))
    .some((world) => /^(?:COPY|ADD)/.test(world?.from?.note ?? ''));
