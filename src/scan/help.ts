import { type Encoding, Source } from '../core/source.ts';
import type { JudgedFile } from './file.ts';
import { judgeEach } from './judge-each.ts';
import { openRules } from './project.ts';
import type { CheckRequest } from './types.ts';

/** What a thread is asked: to judge files, as long as the board has some that nobody has taken. */
export interface Task {
  readonly files: readonly PackedFile[];
  /** The bytes of all files. */
  readonly bytes: SharedArrayBuffer;
  /** Two integers that all threads share: see `NEXT` and `READY`. */
  readonly board: SharedArrayBuffer;
}

/** A file in memory that threads share, where it costs nothing to hand over. */
export interface PackedFile {
  readonly path: string;
  readonly absolute: string;
  readonly encoding: Encoding;
  /** Where its bytes are among those of all files. */
  readonly start: number;
  readonly length: number;
}

/** The place on the board of the number of the file that is to be taken next. */
export const NEXT = 0;
/** The place of the number of threads that are ready. */
export const READY = 1;

/** What was judged, by the file's number; sources stay where they are. */
export type Answer = ReadonlyMap<number, Omit<JudgedFile, 'source'>>;

/** What a thread does: it gets everything ready, and judges what it can get when it is asked to. */
export async function help(request: CheckRequest, asked: Promise<Task>): Promise<Answer> {
  const bench = { request, ...(await openRules(request)) };
  const { files, bytes, board } = await asked;
  const open = (number: number) => {
    const { path, absolute, encoding, start, length } = files[number]!;
    const text = Buffer.from(bytes, start, length).toString(encoding);
    return { absolute, source: new Source(path, text, encoding) };
  };
  const counters = new Int32Array(board);
  Atomics.add(counters, READY, 1);
  const judged = judgeEach(bench, { length: files.length, at: open }, () => Atomics.add(counters, NEXT, 1));
  return new Map([...judged].map(([number, { source: _, ...rest }]) => [number, rest]));
}
