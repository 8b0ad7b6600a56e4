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

/** Wall-clock times of one call in milliseconds, and what it took of the processor and at most of memory. */
export interface Timing {
  readonly runs: readonly number[];
  readonly best: number;
  readonly median: number;
  /** What it takes beside; undefined where the machine does not tell. */
  readonly taken: Taken | undefined;
}

export interface Taken {
  /** The most memory of the largest process. */
  readonly peakMb: number;
  /** The least processor time of all threads and processes: other programs on the machine disturb it less than the clock. */
  readonly cpuMs: number;
}

const TIME = '/usr/bin/time';

/**
 * Starts a program `repeat` times and times it from start to exit. Its output goes to a pipe that is read, as a
 * caller would. What it takes is measured in runs of their own, so that measuring it costs no time.
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
  return { runs, best: sorted[0]!, median, taken: await taken(call, Math.min(repeat, 3), accepted) };
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

async function taken(call: Call, repeat: number, accepted: readonly number[]): Promise<Taken | undefined> {
  if (!existsSync(TIME)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'));
  const note = join(folder, 'taken');
  try {
    const args = ['-q', '-f', '%M %U %S', '-o', note, call.command, ...call.args];
    const all: Taken[] = [];
    for (let left = repeat; left > 0; left--) {
      await run({ ...call, command: TIME, args }, accepted);
      const [kilobytes = 0, user = 0, system = 0] = readFileSync(note, 'utf8').split(' ').map(Number);
      all.push({ peakMb: Math.round(kilobytes / 1024), cpuMs: (user + system) * 1000 });
    }
    return {
      peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
      cpuMs: Math.min(...all.map(({ cpuMs }) => cpuMs)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
