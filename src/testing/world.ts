import type { Output, World } from '../commands/world.ts';

/** A world that keeps what is written to it. */
export interface FakeWorld extends World {
  readonly out: () => string;
  readonly err: () => string;
}

export interface FakeWorldOptions {
  readonly env?: World['env'];
  readonly stdin?: string | Uint8Array;
  readonly now?: Date;
  /** Standard output and error are a terminal. */
  readonly isTTY?: boolean;
}

/** A world for commands to run in, at a folder that is really there. */
export function fakeWorld(cwd: string, options: FakeWorldOptions = {}): FakeWorld {
  const { env = {}, stdin = '', now = new Date('2026-06-01T12:00:00Z'), isTTY = false } = options;
  const outputs = { out: '', err: '' };
  const output = (name: 'out' | 'err'): Output => ({
    write(text) {
      outputs[name] += text;
    },
    isTTY,
    ...(isTTY ? { columns: 80 } : {}),
  });
  return {
    cwd,
    env: { HOME: '/nonexistent', PATH: '/nonexistent', ...env },
    now,
    stdin: async () => (typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
    stdinIsTTY: false,
    stdout: output('out'),
    stderr: output('err'),
    out: () => outputs.out,
    err: () => outputs.err,
  };
}
