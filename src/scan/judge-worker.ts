import { type Encoding, Source } from '../core/source.ts';
import type { JudgedFile } from './file.ts';
import { judgeEach, openRules } from './project.ts';
import type { CheckRequest } from './types.ts';

/** What a thread is asked: to judge files, as long as the board has some that nobody has taken. */
export interface JudgeTask {
  readonly request: CheckRequest;
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

/** What it has judged, by the file's number; sources stay where they are. */
export type JudgeAnswer = ReadonlyMap<number, Omit<JudgedFile, 'source'>>;

/** Judges what it can get. */
export async function judgeTask({ request, files, bytes, board }: JudgeTask): Promise<JudgeAnswer> {
  const bench = { request, ...(await openRules(request)) };
  const open = (number: number) => {
    const { path, absolute, encoding, start, length } = files[number]!;
    return {
      absolute,
      source: new Source(path, Buffer.from(bytes, start, length).toString(encoding), encoding),
    };
  };
  const counters = new Int32Array(board);
  Atomics.add(counters, READY, 1);
  const judged = judgeEach(bench, { length: files.length, at: open }, () => Atomics.add(counters, NEXT, 1));
  return new Map([...judged].map(([number, { source: _, ...rest }]) => [number, rest]));
}
