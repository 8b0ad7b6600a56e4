import { isatty } from 'node:tty';
import { PlimsollError } from '../core/errors.ts';

/** A stream of text for people or programs. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** The width of the terminal; absent when it is none. */
  readonly columns?: number;
}

/** Everything that a command may see and touch beside files, so that it can be run without a process of its own. */
export interface World {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
  readonly stdinIsTTY: boolean;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Called once when a check turns out to take long, with everything loaded that it needs. */
  readonly onLong?: () => void;
}

/** The world of this process. A reader that goes away early (`| head`) is no error: the exit code still counts. */
export function processWorld(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    now: new Date(),
    stdin: readAll,
    stdinIsTTY: isatty(0),
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let gone = false;
  const failed = (error: NodeJS.ErrnoException): void => {
    gone = true;
    if (error.code === 'EPIPE') return;
    throw new PlimsollError('denied', `the output cannot be written: ${error.message}`, { cause: error });
  };
  stream.on('error', failed);
  return {
    write(text) {
      try {
        if (!gone) stream.write(text);
      } catch (error) {
        failed(error as NodeJS.ErrnoException);
      }
    },
    isTTY: stream.isTTY === true,
    ...(stream.isTTY ? { columns: stream.columns } : {}),
  };
}

/** No command takes more from standard input; an endless one is left there. */
const MOST_INPUT = 16 * 1024 * 1024;

async function readAll(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > MOST_INPUT) break;
  }
  return Buffer.concat(chunks);
}
