import { count } from './layout.ts';
import { columns, oneLine } from './visible.ts';

/** The part of a stream that a progress line needs; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  /** Nothing is shown before this many milliseconds; 500 when left out. */
  readonly afterMs?: number;
  /** The least time between two drawings; 80 when left out. */
  readonly everyMs?: number;
  /** A clock in milliseconds. */
  readonly now?: () => number;
}

/** One line that says how far a long run has come, and leaves nothing behind. */
export interface Progress {
  /** Says how many of how many are done, and what is being worked at. Cheap; may be called for every file. */
  update(done: number, total: number, what?: string): void;
  /** Clears the line. Later updates are ignored. */
  end(): void;
}

/**
 * A progress line on a terminal: `Checking  312 of 1,000 files  web/Dockerfile`. On anything but a terminal nothing
 * is ever written. It has no timer: it is drawn by `update` and so also while the work never waits.
 */
export const progressOn = (
  stream: ProgressStream,
  title: string,
  options: ProgressOptions = {},
): Progress => {
  const { afterMs = 500, everyMs = 80, now = () => performance.now() } = options;
  const began = now();
  let drawn: number | undefined;
  let ended = !stream.isTTY;
  return {
    update(done, total, what = '') {
      if (ended) return;
      const time = now();
      if (time - began < afterMs || (drawn !== undefined && time - drawn < everyMs)) return;
      drawn = time;
      stream.write(
        `\r\x1b[K${line(`${title}  ${count(done)} of ${count(total, 'file')}`, what, stream.columns ?? 80)}`,
      );
    },
    end() {
      if (drawn !== undefined && !ended) stream.write('\r\x1b[K');
      ended = true;
    },
  };
};

/** Never as wide as the terminal, or it would wrap and could not be cleared. The end of a path says most. */
function line(head: string, what: string, width: number): string {
  const room = width - 1 - columns(head) - 2;
  const name = oneLine(what.slice(-200));
  if (!name || room < 8) return head.slice(0, Math.max(0, width - 1));
  if (columns(name) <= room) return `${head}  ${name}`;
  const kept = [...name];
  while (columns(kept.join('')) > room - 1) kept.shift();
  return `${head}  …${kept.join('')}`;
}
