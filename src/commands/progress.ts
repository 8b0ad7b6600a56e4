import type { Progress } from '../scan/types.ts';
import type { World } from './world.ts';

/** A run that is over sooner says nothing of its progress. */
const PATIENCE_MS = 700;
const INTERVAL_MS = 80;

export interface ProgressLine {
  tell(progress: Progress): void;
  /** Takes the line away again. */
  end(): void;
}

/** One line on the terminal that says how far a long run is. Silent where standard error is no terminal. */
export function progressLine(
  { stderr, env }: World,
  clock: () => number = () => performance.now(),
): ProgressLine {
  if (!stderr.isTTY || env.TERM === 'dumb' || env.CI) return { tell() {}, end() {} };
  let next = clock() + PATIENCE_MS;
  let shown = false;
  return {
    tell({ done, total, path }) {
      const now = clock();
      if (now < next) return;
      next = now + INTERVAL_MS;
      shown = true;
      const text = `${done} of ${total} files  ${path.replace(/[^\x20-\x7e\xa0-\uffff]/g, '?')}`;
      stderr.write(`\r\x1b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    end() {
      if (shown) stderr.write('\r\x1b[2K');
    },
  };
}
