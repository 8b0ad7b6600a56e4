import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { makeTree } from './tree.ts';

/** The command line as it is published. */
export const builtCli = join(import.meta.dirname, '../../dist/cli.js');

export interface ChildOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What is written to standard input; null leaves it open. Default: nothing. */
  readonly stdin?: string | Uint8Array | null;
  /** After so many milliseconds the child is killed. Default: two minutes, which is far beyond what anything takes. */
  readonly limit?: number;
  /** Interrupt it (as Ctrl-C does) after so many milliseconds. */
  readonly interruptAfter?: number;
}

export interface Ended {
  /** `null` when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the built command line as a process of its own, in a clean environment.
 * @throws Error when it has not been built
 */
export function runBuilt(args: readonly string[], options: ChildOptions): Promise<Ended> {
  if (!existsSync(builtCli)) throw new Error('dist/cli.js is missing: npm run build');
  return runProgram(process.execPath, [builtCli, ...args], options);
}

/** Runs any program in the same clean environment. */
export function runProgram(program: string, args: readonly string[], options: ChildOptions): Promise<Ended> {
  const { cwd, env = {}, stdin = '', limit = 120_000, interruptAfter } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...clean(), ...env }, timeout: limit });
    const parts = { out: [] as Buffer[], err: [] as Buffer[] };
    if (interruptAfter !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfter);
    child.stdout.on('data', (data: Buffer) => parts.out.push(data));
    child.stderr.on('data', (data: Buffer) => parts.err.push(data));
    child.on('error', reject);
    child.on('close', (exit, signal) => {
      const text = (buffers: Buffer[]) => Buffer.concat(buffers).toString('utf8');
      resolve({ exit, signal, out: text(parts.out), err: text(parts.err) });
    });
    // A child that does not read its input is no failure of the test.
    child.stdin.on('error', () => {});
    if (stdin !== null) child.stdin.end(stdin);
  });
}

let cache: string | undefined;

function clean(): Record<string, string> {
  cache ??= makeTree();
  return { PATH: process.env.PATH ?? '', HOME: cache, PLIMSOLL_CACHE_DIR: cache };
}
