/** One thing that was looked up, for people. */
export interface ProofLine {
  /** The file that it is about. */
  readonly path?: string;
  readonly says: string;
}

/** Whether an image's command gets as far as its program's own first instruction. */
export interface Start {
  readonly starts: 'yes' | 'no' | 'unknown';
  /** What was looked up, in order. */
  readonly proof: readonly ProofLine[];
  /** For `no` and `unknown`: the reason, with paths. */
  readonly why?: string;
}

/** What ends a proof: it cannot start, or that cannot be told. */
export class Verdict extends Error {
  readonly starts: 'no' | 'unknown';

  constructor(starts: 'no' | 'unknown', why: string) {
    super(why);
    this.starts = starts;
  }
}

export const cannot = (why: string): Verdict => new Verdict('no', why);
export const untold = (why: string): Verdict => new Verdict('unknown', why);

/** `1 library`, `3 libraries`. */
export const counted = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`;
