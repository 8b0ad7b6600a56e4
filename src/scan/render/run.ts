import { spawn, spawnSync } from 'node:child_process';
import type { Environment } from '../program.ts';

/** A program to be run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** Milliseconds. */
  readonly timeout: number;
}

/** What it said. */
export interface Outcome {
  /** It ended by itself, with 0. */
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no answer: it took too long, wrote too much, could not be started. */
  readonly failed?: string;
}

/** Work that runs programs: it gives each command out, and goes on with what came of it. */
export type Work<T> = Generator<Command, T, Outcome>;

/** More than any chart of a person makes. */
const MOST_OUTPUT = 64 * 1024 * 1024;
/** KiB of address space: a template may ask for all there is. */
const MOST_MEMORY = 4 * 1024 * 1024;

/** The program with a limit to its memory, where the system has such. */
const limited = (program: string, args: readonly string[]): [string, string[]] =>
  process.platform === 'linux'
    ? ['/bin/sh', ['-c', `ulimit -v ${MOST_MEMORY}; exec "$0" "$@"`, program, ...args]]
    : [program, [...args]];

/** Does work while others go on. */
export async function doWork<T>(work: Work<T>): Promise<T> {
  let next = work.next();
  while (!next.done) next = work.next(await run(next.value));
  return next.value;
}

/** Does work at once. */
export function doWorkNow<T>(work: Work<T>): T {
  let next = work.next();
  while (!next.done) next = work.next(runNow(next.value));
  return next.value;
}

function run({ program, args, cwd, env, timeout }: Command): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(...limited(program, args), { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    let failed: string | undefined;
    const stop = (why: string) => {
      failed ??= why;
      child.kill('SIGKILL');
      // What it has started may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop(tooLong(timeout)), timeout);
    const take = (into: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MOST_OUTPUT) stop(TOO_MUCH);
      else into.push(chunk);
    };
    child.stdout.on('data', take(out));
    child.stderr.on('data', take(err));
    child.on('error', (error) => {
      failed ??= error.message;
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      done(outcomeOf(code, Buffer.concat(out).toString(), Buffer.concat(err).toString(), failed));
    });
  });
}

function runNow({ program, args, cwd, env, timeout }: Command): Outcome {
  const { status, stdout, stderr, error } = spawnSync(...limited(program, args), {
    cwd,
    env: env as NodeJS.ProcessEnv,
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const failed = code === 'ETIMEDOUT' ? tooLong(timeout) : code === 'ENOBUFS' ? TOO_MUCH : error?.message;
  return outcomeOf(status, stdout?.toString() ?? '', stderr?.toString() ?? '', failed);
}

function outcomeOf(code: number | null, stdout: string, stderr: string, failed: string | undefined): Outcome {
  const why = failed ?? (code !== 0 && /\bout of memory\b/.test(stderr) ? TOO_LARGE : undefined);
  return { ok: code === 0 && !why, stdout, stderr, ...(why ? { failed: why } : {}) };
}

const tooLong = (timeout: number): string =>
  `it took longer than ${Math.round(timeout / 1000)} s and was stopped`;
const TOO_LARGE = `it needed more than ${MOST_MEMORY / 1024 / 1024} GiB of memory and was stopped`;
const TOO_MUCH = `it wrote more than ${MOST_OUTPUT / 1024 / 1024} MiB and was stopped`;
