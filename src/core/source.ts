import { countLeading } from './search.ts';
import type { Position, Span } from './span.ts';

/** How the bytes of a source were read; `latin1` keeps bytes that are not valid UTF-8. */
export type Encoding = 'utf8' | 'latin1';

/** A text file as read: its path as shown to people (with `/`), and its text, byte-order mark included. */
export class Source {
  readonly path: string;
  readonly text: string;
  readonly encoding: Encoding;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string, encoding: Encoding = 'utf8') {
    this.path = path;
    this.text = text;
    this.encoding = encoding;
  }

  /** Offsets at which lines begin; a line ends with `\n`. */
  get lineStarts(): readonly number[] {
    if (!this.#lineStarts) {
      const starts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }

  /** Line and column (from 1) of an offset. */
  position(offset: number): Position {
    const line = this.lineOf(offset);
    return { line, column: offset - this.lineStarts[line - 1]! + 1 };
  }

  /** The number (from 1) of the line that holds an offset. */
  lineOf(offset: number): number {
    const starts = this.lineStarts;
    return Math.max(
      1,
      countLeading(starts.length, (line) => starts[line]! <= offset),
    );
  }

  /** The span of line `line` (from 1) without its line ending. */
  lineSpan(line: number): Span {
    const start = this.lineStarts[line - 1] ?? this.text.length;
    let end = this.lineStarts[line] ?? this.text.length;
    if (end > start && this.text[end - 1] === '\n') end--;
    if (end > start && this.text[end - 1] === '\r') end--;
    return { start, end };
  }

  /** The text of a span. */
  slice(span: Span): string {
    return this.text.slice(span.start, span.end);
  }

  /** The line ending that the file uses: that of its first line, else `\n`. */
  get eol(): '\n' | '\r\n' {
    const first = this.text.indexOf('\n');
    return first > 0 && this.text[first - 1] === '\r' ? '\r\n' : '\n';
  }
}
