import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A registry of somebody else that runs as a process of its own. */
export interface RealRegistry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Whether a program can be run here; else why a test is skipped. */
export function missing(...programs: readonly string[]): string | false {
  for (const program of programs)
    try {
      execFileSync('sh', ['-c', `command -v "$1"`, 'sh', program], { stdio: 'ignore' });
    } catch {
      return `${program} is not here`;
    }
  return false;
}

/** Starts a program that serves a registry on a port, and waits until it does. @param args from the port */
export async function startRegistry(
  program: string,
  args: (port: number) => readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RealRegistry> {
  const port = await freePort();
  const child: ChildProcess = spawn(program, args(port), {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer && [200, 401].includes(answer.status)) break;
    if (attempt > 200 || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`${program} did not start (exit code ${child.exitCode})`);
    }
    await wait(50);
  }
  return {
    host: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
