import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** How to start a program. */
export interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Wall-clock times of one call in milliseconds, and what it took at most of memory. */
export interface Timing {
  readonly runs: readonly number[];
  readonly best: number;
  readonly median: number;
  /** Of the largest process, in megabytes; undefined where the machine does not tell. */
  readonly peakMb: number | undefined;
}

const TIME = '/usr/bin/time';

/**
 * Starts a program `repeat` times and times it from start to exit. Its output goes to a pipe that is read, as a
 * caller would. The memory is taken in one run more, so that taking it costs no time.
 * @throws Error when the program cannot be started or ends with an exit code that is not in `accepted`
 */
export async function measure(
  call: Call,
  repeat: number,
  accepted: readonly number[] = [0, 1],
): Promise<Timing> {
  const runs: number[] = [];
  for (let left = repeat; left > 0; left--) {
    const began = performance.now();
    await run(call, accepted);
    runs.push(performance.now() - began);
  }
  const sorted = runs.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { runs, best: sorted[0]!, median, peakMb: await peak(call, accepted) };
}

/** Starts a program, waits for its end, and gives what it printed. */
export function run(call: Call, accepted: readonly number[] = [0, 1]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, call.args, {
      cwd: call.cwd,
      env: { ...process.env, ...call.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk).slice(-2000);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (accepted.includes(code ?? -1)) resolve(Buffer.concat(output).toString());
      else reject(new Error(`${call.command} ended with ${code}: ${complaint}`));
    });
  });
}

async function peak(call: Call, accepted: readonly number[]): Promise<number | undefined> {
  if (!existsSync(TIME)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const note = join(folder, 'peak');
  try {
    const args = ['-q', '-f', '%M', '-o', note, call.command, ...call.args];
    await run({ ...call, command: TIME, args }, accepted);
    return Math.round(Number(readFileSync(note, 'utf8')) / 1024);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
