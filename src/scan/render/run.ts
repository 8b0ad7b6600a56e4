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
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    let failed: string | undefined;
    const stop = (why: string) => {
      failed ??= why;
      child.kill('SIGKILL');
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
      const [stdout, stderr] = [Buffer.concat(out).toString(), Buffer.concat(err).toString()];
      done({ ok: code === 0 && !failed, stdout, stderr, ...(failed ? { failed } : {}) });
    });
  });
}

function runNow({ program, args, cwd, env, timeout }: Command): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    timeout,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_OUTPUT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const failed = code === 'ETIMEDOUT' ? tooLong(timeout) : code === 'ENOBUFS' ? TOO_MUCH : error?.message;
  return {
    ok: status === 0 && !failed,
    stdout: stdout?.toString() ?? '',
    stderr: stderr?.toString() ?? '',
    ...(failed ? { failed } : {}),
  };
}

const tooLong = (timeout: number): string =>
  `it took longer than ${Math.round(timeout / 1000)} s and was stopped`;
const TOO_MUCH = `it wrote more than ${MOST_OUTPUT / 1024 / 1024} MiB and was stopped`;
