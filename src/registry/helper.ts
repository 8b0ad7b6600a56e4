import { spawn } from 'node:child_process';
import { PlimsollError } from '../core/errors.ts';
import { type Login, passwordOf } from './credentials.ts';
import type { Environment } from './options.ts';

export interface HelperAnswer {
  readonly login?: Login;
  readonly note?: string;
}

/**
 * Asks a credential helper (github.com/docker/docker-credential-helpers, “Development”): `docker-credential-NAME get`, the
 * registry on standard input, JSON on standard output. It is found on PATH by its name alone.
 * @param file the file that names it
 * @throws PlimsollError `config` where its name is no name, it fails, takes too long, or answers what is no login
 */
export async function askHelper(
  name: string,
  server: string,
  env: Environment,
  file: string,
  limit = LIMIT,
): Promise<HelperAnswer> {
  if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name))
    throw new PlimsollError('config', `${file} names a credential helper that is no name of a program`);
  const program = `docker-credential-${name}`;
  const { out, exit, missing, late } = await run(program, server, env, limit);
  if (missing)
    return { note: `${program}, which ${file} names, is not on PATH: logins that it keeps are not used` };
  if (late)
    throw new PlimsollError('config', `${program} (named by ${file}) gave no answer in ${limit / 1000} s`);
  if (exit !== 0) {
    // The library that helpers are made with says so on standard output.
    if (/credentials not found|no credentials|not found in/i.test(out)) return {};
    throw new PlimsollError(
      'config',
      `${program} (named by ${file}) failed with exit code ${exit}; try: echo ${server} | ${program} get`,
    );
  }
  return { login: readAnswer(out, program) };
}

const LIMIT = 30_000;
const MOST = 1024 * 1024;

function readAnswer(out: string, program: string): Login {
  try {
    const { Username, Secret } = JSON.parse(out) as Readonly<Record<string, unknown>>;
    if (typeof Username === 'string' && typeof Secret === 'string' && Secret !== '')
      return passwordOf(Username, Secret);
  } catch {
    // Its text may hold the secret: it is not told.
  }
  throw new PlimsollError('config', `${program} answered what is no login`);
}

interface Ran {
  readonly out: string;
  readonly exit: number | null;
  readonly missing: boolean;
  readonly late: boolean;
}

function run(program: string, input: string, env: Environment, limit: number): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, ['get'], { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
    const parts: Buffer[] = [];
    let length = 0;
    let late = false;
    const end = (exit: number | null, missing = false): void => {
      clearTimeout(timer);
      resolve({ out: Buffer.concat(parts).toString('utf8'), exit, missing, late });
    };
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // What it started itself may hold the pipe open.
      child.stdout.destroy();
    }, limit);
    child.stdout.on('data', (part: Buffer) => {
      length += part.length;
      if (length > MOST) child.kill('SIGKILL');
      else parts.push(part);
    });
    child.on('error', () => end(null, true));
    child.on('close', (exit) => end(exit));
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}
