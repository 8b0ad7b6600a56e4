import { clip } from '../../core/clip.ts';
import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import type { Variable } from './environment.ts';
import { type MissingVariable, substitute } from './variables.ts';

/** One variable of a file: without a value it is taken from elsewhere. */
export interface DotenvEntry {
  readonly name: string;
  readonly variable?: Variable;
  /** Where its name is written. */
  readonly at: Site;
}

/** A file of variables as read. */
export interface Dotenv {
  /** In order; a name may stand in it more than once, and its last value counts. */
  readonly entries: readonly DotenvEntry[];
  /** References to variables that have no value, as offsets into the source where they are found. */
  readonly missing: readonly MissingVariable[];
  /** Where Compose stops reading. */
  readonly problem?: { readonly at: Site; readonly message: string };
}

type Lookup = (name: string) => string | undefined;

/**
 * Reads a file of variables as Compose does (Compose Specification, “Env_file format”): `export`, `NAME=value` or
 * `NAME: value`, quotes, escapes in double ones, comments, variables in what is not in single quotes. `lookup` goes
 * before the file's own variables.
 */
export function readDotenv(source: Source, lookup: Lookup): Dotenv {
  return new Reader(source, lookup).read();
}

/** Reads a file of `NAME=value` lines that are taken as they are (`format: raw`). */
export function readRawEnv(source: Source): Dotenv {
  const entries: DotenvEntry[] = [];
  for (let line = 1; line <= source.lineStarts.length; line++) {
    const span = source.lineSpan(line);
    const text = source.slice(span);
    const start = span.start + (text.length - text.trimStart().length) + (text.startsWith('\uFEFF') ? 1 : 0);
    if (source.text[start] === '#' || start >= span.end) continue;
    const equals = source.text.slice(start, span.end).indexOf('=');
    const end = equals === -1 ? start + source.text.slice(start, span.end).trimEnd().length : start + equals;
    const at = { source, span: { start, end } };
    const value = equals === -1 ? undefined : source.text.slice(end + 1, span.end);
    const name = source.text.slice(start, end);
    entries.push(
      value === undefined
        ? { name, at }
        : { name, at, variable: { value, at: { source, span: { start: end + 1, end: span.end } } } },
    );
  }
  return { entries, missing: [] };
}

class Reader {
  readonly #source: Source;
  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #entries: DotenvEntry[] = [];
  readonly #own = new Map<string, string>();
  readonly #missing: MissingVariable[] = [];
  #problem: Dotenv['problem'];
  #at: number;

  constructor(source: Source, lookup: Lookup) {
    this.#source = source;
    this.#text = source.text;
    this.#lookup = lookup;
    this.#at = source.text.startsWith('\uFEFF') ? 1 : 0;
  }

  read(): Dotenv {
    while (this.#toStatement() && this.#statement());
    return {
      entries: this.#entries,
      missing: this.#missing,
      ...(this.#problem ? { problem: this.#problem } : {}),
    };
  }

  /** Goes past blanks and comments; false at the end. */
  #toStatement(): boolean {
    for (;;) {
      while (this.#at < this.#text.length && /\s|\u0085/.test(this.#text[this.#at]!)) this.#at++;
      if (this.#text[this.#at] !== '#') return this.#at < this.#text.length;
      this.#at = this.#lineEnd(this.#at);
    }
  }

  #statement(): boolean {
    if (/^export[^\S\n]/.test(this.#text.slice(this.#at, this.#at + 7))) {
      this.#at += 'export'.length;
      this.#skipBlanks();
      if (this.#at === this.#text.length) {
        const span = { start: this.#at - 1, end: this.#at };
        return this.#stop({ source: this.#source, span }, 'this “export” names nothing');
      }
    }
    const start = this.#at;
    const end = this.#keyEnd(start);
    if (end === undefined) return false;
    const name = this.#text.slice(start, end).trimEnd();
    const at = { source: this.#source, span: { start, end: start + name.length } };
    const terminator = this.#text[end];
    // The last line without a line feed is no name for Compose.
    if (terminator === undefined) return false;
    if (name.includes(' ')) return this.#stop(at, `the name “${clip(name)}” has a blank in it`);
    this.#at = end + 1;
    if (terminator === '\n') {
      this.#inherit(name, at);
      return true;
    }
    this.#skipBlanks();
    return this.#value(name, at);
  }

  #inherit(name: string, at: Site): void {
    const value = this.#lookup(name);
    if (value !== undefined) this.#own.set(name, value);
    this.#entries.push({ name, at });
  }

  /** Where the name ends: at `=`, `:` or the end of its line. */
  #keyEnd(start: number): number | undefined {
    for (let at = start; at < this.#text.length; at++) {
      const letter = this.#text[at]!;
      if (letter === '=' || letter === ':' || letter === '\n') return at;
      if (isBlank(letter) || /[\p{L}\p{N}_.\-[\]]/u.test(letter) || isSurrogate(letter)) continue;
      const line = this.#text.slice(start, this.#lineEnd(start));
      this.#stop(
        { source: this.#source, span: { start: at, end: at + 1 } },
        `“${letter}” cannot stand in the name of a variable: “${clip(line)}”`,
      );
      return undefined;
    }
    return this.#text.length;
  }

  #value(name: string, at: Site): boolean {
    const quote = this.#text[this.#at];
    if (quote === '"' || quote === "'") return this.#quoted(name, at, quote);
    const start = this.#at;
    const end = this.#lineEnd(start);
    this.#at = end + 1;
    const line = this.#text.slice(start, end);
    const comment = line.indexOf(' #');
    const value = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
    return this.#set(name, at, value, { start, end: start + value.length }, true);
  }

  #quoted(name: string, at: Site, quote: string): boolean {
    const start = this.#at;
    let value = '';
    let from = start + 1;
    for (let place = from; place < this.#text.length; place++) {
      const letter = this.#text[place];
      if (letter === '\\') {
        if (this.#text[place + 1] === quote) {
          value += this.#text.slice(from, place);
          from = place + 1;
        }
        place++;
      } else if (letter === quote) {
        value += this.#text.slice(from, place);
        this.#at = place + 1;
        const span = { start, end: place + 1 };
        return this.#set(name, at, quote === '"' ? unescaped(value) : value, span, quote === '"');
      }
    }
    const line = this.#text.slice(start, this.#lineEnd(start));
    const span = { start, end: start + 1 };
    return this.#stop({ source: this.#source, span }, `this quote is not closed: ${clip(line)}`);
  }

  #set(name: string, at: Site, text: string, span: Site['span'], expands: boolean): boolean {
    const site = { source: this.#source, span };
    if (!expands || !text.includes('$')) return this.#put(name, at, { value: text, at: site });
    const { value, missing, error } = substitute(
      text,
      (other) => this.#lookup(other) ?? this.#own.get(other),
    );
    if (error) return this.#stop(site, error.message);
    for (const one of missing) this.#missing.push({ name: one.name, ...span });
    return this.#put(name, at, { value, at: site, ...(missing.length > 0 ? { uncertain: true } : {}) });
  }

  #put(name: string, at: Site, variable: Variable): true {
    this.#own.set(name, variable.value);
    this.#entries.push({ name, at, variable });
    return true;
  }

  #stop(at: Site, message: string): false {
    this.#problem = { at, message };
    return false;
  }

  #skipBlanks(): void {
    while (this.#at < this.#text.length && isBlank(this.#text[this.#at]!)) this.#at++;
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end;
  }
}

/** Escapes of double quotes; what is none stays. A dollar that is escaped is one for `substitute` too. */
const unescaped = (text: string): string =>
  text.includes('\\')
    ? text.replace(/\\(?:[abcfnrtv$"\\]|0\d{0,3})/g, (escape) => {
        const letter = escape[1]!;
        if (letter !== '0') return escapes[letter] ?? escape;
        const digits = escape.slice(2);
        const code = /^[0-7]{3}$/.test(digits) ? Number.parseInt(digits, 8) : 256;
        return code < 256 ? String.fromCharCode(code) : escape;
      })
    : text;

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  $: '$$',
  '"': '"',
  '\\': '\\',
};

const isBlank = (letter: string): boolean => /[\t\v\f\r \u0085\u00A0]/.test(letter);

/** Half of a letter that is written with two units: such letters are let through. */
const isSurrogate = (letter: string): boolean => letter >= '\uD800' && letter <= '\uDFFF';
