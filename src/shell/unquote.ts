import { BACKSLASH, continuationEnd, DOLLAR, DOUBLE, kindOf, QUOTES, SINGLE } from './chars.ts';
import { PlainText, type Unquoted } from './excerpt.ts';
import type { Part, Script } from './state.ts';

/** The value of the word [start, end): quotes and escapes taken off, `parts` as they stand. */
export function valueOf(
  { text, written = text }: Texts,
  start: number,
  end: number,
  parts: readonly Part[] | undefined,
): string {
  const first = text.charCodeAt(start);
  if (!parts && (first === SINGLE || first === DOUBLE) && end - start > 1) {
    const close = text.indexOf(text[start]!, start + 1);
    const inner = text.slice(start + 1, end - 1);
    if (close === end - 1 && (first === SINGLE || !inner.includes('\\'))) return inner;
  }
  const plain = new PlainText(written);
  unquote(text, start, end, parts, plain);
  return plain.text;
}

type Texts = Pick<Script, 'text' | 'written'>;

/** Takes the quotes and escapes off the word [start, end). Source: POSIX.1-2024, Shell Command Language, 2.2. */
export function unquote(
  text: string,
  start: number,
  end: number,
  parts: readonly Part[] | undefined,
  to: Unquoted,
): void {
  const walk = new Walk(text, start, end, parts, to);
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (walk.isPart(at)) at = walk.part(at);
    else if (kindOf(code) !== QUOTES) at++;
    else if (code === SINGLE) at = walk.single(at);
    else if (code === DOUBLE) at = walk.double(at);
    else if (code === BACKSLASH) at = walk.escape(at);
    else if (code === DOLLAR && text.charCodeAt(at + 1) === SINGLE) at = walk.ansi(at);
    else if (code === DOLLAR && text.charCodeAt(at + 1) === DOUBLE) at = walk.double(walk.drop(at, at + 1));
    else at++;
  }
  walk.drop(end, end);
}

/** The same for the body of a heredoc whose delimiter is not quoted (2.7.4). */
export function unquoteBody(text: string, parts: readonly Part[] | undefined, to: Unquoted): void {
  const walk = new Walk(text, 0, text.length, parts, to);
  let at = 0;
  while (at < text.length) {
    if (walk.isPart(at)) at = walk.part(at);
    else if (text.charCodeAt(at) === BACKSLASH) at = walk.escapeOf(at, '$`\\');
    else at++;
  }
  walk.drop(text.length, text.length);
}

/** One way through a word. Each step takes the offset of what it reads and returns the one behind it. */
class Walk {
  readonly #text: string;
  readonly #end: number;
  readonly #parts: readonly Part[];
  readonly #to: Unquoted;
  /** What stands between here and the place of the walk has not been given yet. */
  #from: number;
  #next = 0;

  constructor(text: string, start: number, end: number, parts: readonly Part[] | undefined, to: Unquoted) {
    this.#text = text;
    this.#from = start;
    this.#end = end;
    this.#parts = parts ?? [];
    this.#to = to;
  }

  isPart(at: number): boolean {
    return this.#parts[this.#next]?.start === at;
  }

  part(at: number): number {
    const part = this.#parts[this.#next++]!;
    this.drop(at, part.end);
    this.#to.part(part);
    return part.end;
  }

  /** Gives what stands before `at` and leaves [at, end) out. */
  drop(at: number, end: number): number {
    if (this.#from < at) this.#to.run(this.#from, at);
    this.#from = end;
    return end;
  }

  single(quote: number): number {
    let at = this.drop(quote, quote + 1);
    const close = this.#text.indexOf("'", at);
    const end = close === -1 || close > this.#end ? this.#end : close;
    for (let part = this.#parts[this.#next]; part && part.start < end; part = this.#parts[this.#next]) {
      at = this.part(part.start);
    }
    return this.drop(Math.max(at, end), Math.min(end + 1, this.#end));
  }

  double(quote: number): number {
    let at = this.drop(quote, quote + 1);
    while (at < this.#end) {
      const code = this.#text.charCodeAt(at);
      if (code === DOUBLE) return this.drop(at, at + 1);
      if (this.isPart(at)) at = this.part(at);
      else if (code === BACKSLASH) at = this.escapeOf(at, '$`"\\');
      else at++;
    }
    return this.drop(this.#end, this.#end);
  }

  /** `\` outside quotes: the next character stands for itself. */
  escape(at: number): number {
    if (at + 1 >= this.#end) return at + 1;
    const joined = continuationEnd(this.#text, at);
    return joined ? this.drop(at, joined) : this.#replace(at, at + 2, this.#text.slice(at + 1, at + 2));
  }

  /** `\` where it escapes only some characters, and stays before others. */
  escapeOf(at: number, escapable: string): number {
    const joined = continuationEnd(this.#text, at);
    if (joined) return this.drop(at, joined);
    const next = this.#text[at + 1];
    if (next === undefined || !escapable.includes(next)) return at + 1;
    return this.#replace(at, at + 2, next);
  }

  /** `$'…'`. */
  ansi(dollar: number): number {
    let at = this.drop(dollar, dollar + 2);
    while (at < this.#end) {
      const code = this.#text.charCodeAt(at);
      if (code === SINGLE) return this.drop(at, at + 1);
      if (this.isPart(at)) at = this.part(at);
      else if (code === BACKSLASH && at + 1 < this.#end) at = this.#ansiEscape(at);
      else at++;
    }
    return this.drop(this.#end, this.#end);
  }

  /** Source: bash manual, 3.1.2.4. */
  #ansiEscape(at: number): number {
    const letter = this.#text[at + 1]!;
    const plain = ansiLetters[letter];
    if (plain !== undefined) return this.#replace(at, at + 2, plain);
    ansiNumber.lastIndex = at + 1;
    const digits = ansiNumber.exec(this.#text)?.[0];
    if (!digits) return at + 2;
    const code = /^\d/.test(digits) ? Number.parseInt(digits, 8) & 255 : Number.parseInt(digits.slice(1), 16);
    return this.#replace(
      at,
      at + 1 + digits.length,
      code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd',
    );
  }

  #replace(at: number, end: number, text: string): number {
    this.drop(at, end);
    this.#to.escape(at, end, text);
    return end;
  }
}

const ansiNumber = /[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}/y;

const ansiLetters: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};
