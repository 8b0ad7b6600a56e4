import { lastName } from '../../core/paths.ts';
import { CANNOT_BE_HANDLED, signalName } from './signals.ts';

/** What a program does at signals. */
interface Handles {
  /** At these it finishes what it is at, and ends; the first is what it should be sent. */
  readonly graceful: readonly string[];
  /** At these it ends at once; what clients wait for is cut off. */
  readonly abrupt?: readonly string[];
  /** At these it waits until the last client has gone. */
  readonly waits?: readonly string[];
  /** At these it does something else, and goes on. */
  readonly goesOn?: readonly string[];
  /** It has no handler for these: process 1 never gets them, and what runs behind an init is ended at once. */
  readonly unhandled?: readonly string[];
  /** For people: what it loses by an abrupt end. */
  readonly loses?: string;
}

const REQUESTS = 'requests that it is at are cut off';

/**
 * By program. From the programs' documentation (nginx “Controlling nginx”, PostgreSQL “Shutting Down the Server”, httpd
 * “Stopping and Restarting”, php-fpm(8), HAProxy's management guide, gunicorn and unicorn “Signal Handling”, Puma “Signals”,
 * Redis “Signals handling”, Caddy “Signals”, “Troubleshooting Guide” of the JDK), and tried with Debian 12's nginx 1.22, httpd
 * 2.4, PHP 8.2, HAProxy 2.6, PostgreSQL 15, Redis 7.0, OpenJDK and with gunicorn: what is listed here is what they did.
 */
const KNOWN: readonly (Handles & { readonly names: string })[] = [
  {
    names: 'nginx nginx-debug openresty angie',
    graceful: ['QUIT'],
    abrupt: ['TERM', 'INT'],
    goesOn: ['HUP', 'USR1', 'USR2', 'WINCH'],
    loses: REQUESTS,
  },
  {
    names: 'httpd httpd-foreground apache2 apache2-foreground',
    graceful: ['WINCH'],
    abrupt: ['TERM', 'INT'],
    goesOn: ['HUP', 'USR1'],
    unhandled: ['QUIT', 'USR2'],
    loses: REQUESTS,
  },
  {
    names: 'php-fpm',
    graceful: ['QUIT'],
    abrupt: ['TERM', 'INT'],
    goesOn: ['USR1', 'USR2', 'HUP'],
    loses: REQUESTS,
  },
  {
    names: 'haproxy',
    graceful: ['USR1'],
    abrupt: ['TERM'],
    goesOn: ['HUP', 'QUIT'],
    unhandled: ['INT'],
    loses: 'connections that it has are cut off',
  },
  {
    names: 'postgres',
    graceful: ['INT'],
    abrupt: ['QUIT'],
    waits: ['TERM'],
    goesOn: ['HUP', 'USR1', 'USR2'],
    loses: 'it has to recover at its next start',
  },
  {
    names: 'redis-server valkey-server',
    graceful: ['TERM', 'INT'],
    goesOn: ['HUP'],
    unhandled: ['QUIT', 'USR1', 'USR2'],
    loses: 'nothing is saved',
  },
  { names: 'java', graceful: ['TERM', 'INT', 'HUP'], goesOn: ['QUIT'] },
  {
    names: 'gunicorn',
    graceful: ['TERM'],
    abrupt: ['QUIT', 'INT'],
    goesOn: ['HUP', 'USR1', 'USR2', 'WINCH', 'TTIN', 'TTOU'],
    loses: REQUESTS,
  },
  {
    names: 'unicorn',
    graceful: ['QUIT'],
    abrupt: ['TERM', 'INT'],
    goesOn: ['HUP', 'USR1', 'USR2', 'WINCH'],
    loses: REQUESTS,
  },
  { names: 'puma', graceful: ['TERM', 'INT'], goesOn: ['USR1', 'USR2'] },
  { names: 'caddy', graceful: ['TERM', 'INT'], abrupt: ['QUIT'], goesOn: ['HUP', 'USR1'], loses: REQUESTS },
  { names: 'systemd', graceful: ['RTMIN+3'], goesOn: ['TERM', 'HUP', 'USR1', 'USR2'] },
];

const PROGRAMS: ReadonlyMap<string, Handles> = new Map(
  KNOWN.flatMap((handles) => handles.names.split(' ').map((name) => [name, handles] as const)),
);

/**
 * uWSGI's master takes TERM for “reload”, unless it is told otherwise (uWSGI, “Managing the uWSGI server”; tried with 2.0.21).
 * Without a master it ends, and nobody knows what a file of configuration says.
 */
const UWSGI: Handles = { graceful: ['INT', 'QUIT'], goesOn: ['TERM', 'HUP', 'USR1'] };

/** What comes of a stop signal. */
export interface Stopped {
  readonly program: string;
  /** The signal's name, with `SIG`. */
  readonly signal: string;
  readonly what: 'goes on' | 'waits' | 'ends at once';
  /** What should be sent; absent: any other. */
  readonly better?: string;
  /** For people: `ends at once at SIGTERM: requests that it is at are cut off`. */
  readonly text: string;
}

/**
 * What is wrong with the stop signal of a program; undefined: nothing, or nobody knows.
 * @param words the program and its arguments, without an init in front
 * @param signal as written; null is what the engine sends when nobody says: SIGTERM
 */
export function wrongStop(
  words: readonly string[],
  signal: string | null,
  isBehindInit: boolean,
): Stopped | undefined {
  const name = signalName(signal ?? 'TERM');
  const [program, handles] = handlesOf(words);
  const better = handles?.graceful[0];
  const sent = `SIG${name}`;
  const told = { program, signal: sent, ...(better ? { better: `SIG${better}` } : {}) };
  if (CANNOT_BE_HANDLED.has(name))
    return {
      ...told,
      what: 'ends at once',
      text: `cannot handle ${sent}, and has no chance to finish its work`,
    };
  if (!handles || handles.graceful.includes(name)) return undefined;
  if (handles.abrupt?.includes(name) || (isBehindInit && handles.unhandled?.includes(name)))
    return {
      ...told,
      what: 'ends at once',
      text: `ends at once at ${sent}${handles.loses ? `: ${handles.loses}` : ''}`,
    };
  if (handles.waits?.includes(name))
    return { ...told, what: 'waits', text: `waits at ${sent} until its last client has gone` };
  if (handles.goesOn?.includes(name) || handles.unhandled?.includes(name))
    return { ...told, what: 'goes on', text: `does not end at ${sent}` };
  return undefined;
}

function handlesOf(words: readonly string[]): readonly [program: string, handles: Handles | undefined] {
  const [first = '', second, third] = words;
  const name = lastName(first);
  if (/^python[\d.]*$/.test(name) && second === '-m' && third) return [third, PROGRAMS.get(third)];
  if (name === 'uwsgi') return [name, isReloading(words) ? UWSGI : undefined];
  const plain = name.replace(/^(php-fpm)[\d.]+$/, '$1');
  return [plain, PROGRAMS.get(plain)];
}

const isReloading = (words: readonly string[]): boolean =>
  words.some((word) => /^(?:--master(?:=(?:true|1))?|-M)$/.test(word)) &&
  !words.some((word) =>
    /^--die-on-term|^--(?:ini|xml|yaml|json|emperor|hook)|^-[yxj]$|\.(?:ini|ya?ml|xml|json)$/.test(word),
  );
