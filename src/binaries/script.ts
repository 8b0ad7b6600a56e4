/** The first line of a script, as the kernel reads it (Linux fs/binfmt_script.c, `load_script`). */
export interface Script {
  /** What runs it; empty where the line names nothing. */
  readonly interpreter: string;
  /** All that stands behind, as one word: the kernel does not take it apart. */
  readonly argument?: string;
  /** The line is longer than the kernel reads (BINPRM_BUF_SIZE, 256 bytes). */
  readonly isTooLong?: true;
}

const BUFFER = 256;

/** @param bytes that begin with `#!` */
export function readScript(bytes: Buffer): Script {
  const buffer = bytes.subarray(0, BUFFER);
  const newline = buffer.indexOf(0x0a);
  const isCut = newline < 0 && bytes.length > BUFFER;
  const zero = buffer.indexOf(0, 2);
  const ends = [newline, zero].filter((end) => end >= 0);
  const line = buffer.toString('utf8', 2, ends.length > 0 ? Math.min(...ends) : buffer.length);
  const text = line.replace(/^[ \t]+|[ \t]+$/g, '');
  const blank = text.search(/[ \t]/);
  const interpreter = blank < 0 ? text : text.slice(0, blank);
  const argument = blank < 0 ? '' : text.slice(blank).replace(/^[ \t]+/, '');
  return {
    interpreter,
    ...(argument ? { argument } : {}),
    // A long line is refused where it cuts the interpreter's own name; an argument is only cut short.
    ...(isCut && blank < 0 ? { isTooLong: true as const } : {}),
  };
}
