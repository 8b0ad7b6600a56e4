/** A reference to a variable that has no value and no default, as offsets into the text. */
export interface MissingVariable {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** A text with its variables put in. */
export interface Substitution {
  readonly value: string;
  readonly missing: readonly MissingVariable[];
  /** Where it cannot be read; the rest is as it was. */
  readonly error?: { readonly start: number; readonly end: number; readonly message: string };
}

/**
 * Puts variables into a text as Compose does (Compose Specification, “Interpolation”): `$X`, `${X}`, with `:-`, `-`,
 * `:?`, `?`, `:+`, `+` and what follows, nested; `$$` is a dollar. A variable without value and default is empty and
 * missing, so is one that `?` asks for. A default is read only where it is used.
 */
export function substitute(text: string, valueOf: (name: string) => string | undefined): Substitution {
  return new Substituter(text, valueOf).run();
}

/** Defaults in defaults: what is nested deeper was made to exhaust a reader. */
const DEEPEST = 50;

/** So many characters are put into one text by its variables: half of what Linux hands to a program in one of its own. */
const MOST_PUT_IN = 64 * 1024;

class Unreadable extends Error {}

class Substituter {
  readonly #text: string;
  readonly #valueOf: (name: string) => string | undefined;
  readonly #missing: MissingVariable[] = [];
  #error: Substitution['error'];
  #putIn = 0;
  /** The line that was asked for last, and the last `}` before a place: both are asked for at every `${`. */
  #line = { start: 0, end: -1 };
  readonly #lastBraces = new Map<number, number>();

  constructor(text: string, valueOf: (name: string) => string | undefined) {
    this.#text = text;
    this.#valueOf = valueOf;
  }

  run(): Substitution {
    try {
      return { value: this.#expand(0, this.#text.length, 0), missing: this.#missing };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return { value: this.#text, missing: this.#missing, error: this.#error! };
    }
  }

  #expand(from: number, to: number, depth: number): string {
    let out = '';
    let at = from;
    for (;;) {
      const dollar = this.#text.indexOf('$', at);
      if (dollar === -1 || dollar >= to) return out + this.#text.slice(at, to);
      out += this.#text.slice(at, dollar);
      const next = dollar + 1 < to ? this.#text[dollar + 1]! : '';
      if (next === '{') {
        const { value, end } = this.#braced(dollar, to, depth);
        out += this.#bounded(value, dollar, to);
        at = end;
      } else if (isNameStart(next)) {
        at = this.#nameEnd(dollar + 1, to);
        out += this.#bounded(this.#plain(dollar, this.#text.slice(dollar + 1, at), at), dollar, to);
      } else {
        out += '$';
        at = dollar + (next === '$' ? 2 : 1);
      }
    }
  }

  /** A value that goes into the text: variables that hold each other twice would double it without end. */
  #bounded(value: string, dollar: number, to: number): string {
    this.#putIn += value.length;
    // What stands in the text itself, as a default, is as long as it may be.
    if (this.#putIn > MOST_PUT_IN + DEEPEST * this.#text.length)
      this.#refuse(dollar, to, `its variables make more than ${MOST_PUT_IN / 1024} KiB of it`);
    return value;
  }

  #braced(dollar: number, to: number, depth: number): { value: string; end: number } {
    const nameStart = dollar + 2;
    const nameEnd = isNameStart(this.#text[nameStart]) ? this.#nameEnd(nameStart, to) : nameStart;
    const operator = nameEnd < to ? operatorAt(this.#text, nameEnd) : '';
    const name = this.#text.slice(nameStart, nameEnd);
    if (name && nameEnd < to && this.#text[nameEnd] === '}')
      return { value: this.#plain(dollar, name, nameEnd + 1), end: nameEnd + 1 };
    const wordStart = nameEnd + operator.length;
    const last = this.#lastBrace(dollar, to);
    if (!name || !operator || last < wordStart) this.#refuse(dollar, to);
    const close = this.#closing(dollar, last);
    const word = (): string => {
      if (depth >= DEEPEST) this.#refuse(dollar, to, `defaults are nested more than ${DEEPEST} deep`);
      return this.#expand(wordStart, close, depth + 1);
    };
    return { value: this.#applied(name, operator, word, dollar, close + 1), end: close + 1 };
  }

  #applied(name: string, operator: string, word: () => string, start: number, end: number): string {
    const value = this.#valueOf(name);
    const has = value !== undefined && (operator.length === 1 || value !== '');
    switch (operator.at(-1)) {
      case '-':
        return has ? value : word();
      case '+':
        return has ? word() : (value ?? '');
      default:
        if (has) return value;
        this.#missing.push({ name, start, end });
        return '';
    }
  }

  #plain(start: number, name: string, end: number): string {
    const value = this.#valueOf(name);
    if (value === undefined) this.#missing.push({ name, start, end });
    return value ?? '';
  }

  #nameEnd(start: number, to: number): number {
    let at = start;
    while (at < to && isNamePart(this.#text.charCodeAt(at))) at++;
    return at;
  }

  /** The last `}` on the line of `dollar`, which has to be there; -1 when there is none. */
  #lastBrace(dollar: number, to: number): number {
    if (dollar < this.#line.start || dollar >= this.#line.end) {
      const end = this.#text.indexOf('\n', dollar);
      this.#line = { start: dollar, end: end === -1 ? this.#text.length : end };
    }
    const limit = Math.min(to, this.#line.end);
    let known = this.#lastBraces.get(limit);
    if (known === undefined) {
      known = limit === 0 ? -1 : this.#text.lastIndexOf('}', limit - 1);
      this.#lastBraces.set(limit, known);
    }
    return known > dollar ? known : -1;
  }

  /** The `}` that closes; where braces do not match, the last one of the line, as Compose takes it. */
  #closing(dollar: number, last: number): number {
    let open = 0;
    for (let at = dollar; at <= last; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === CLOSE && --open === 0) return at;
      if (code === OPEN) {
        open++;
        // What stands behind a brace is not looked at.
        at++;
      }
    }
    return last;
  }

  #refuse(dollar: number, to: number, message?: string): never {
    const { end } = this.#line;
    const stop = Math.min(to, end > dollar ? end : to, dollar + 40);
    this.#error = {
      start: dollar,
      end: stop,
      message:
        message ??
        `“${this.#text.slice(dollar, stop)}” is no variable: write $$ for a dollar, or \${NAME} and close the brace`,
    };
    throw new Unreadable();
  }
}

const OPEN = 0x7b;
const CLOSE = 0x7d;

function operatorAt(text: string, at: number): string {
  const sign = text[at] === ':' ? text[at + 1] : text[at];
  if (sign !== '-' && sign !== '?' && sign !== '+') return '';
  return text[at] === ':' ? `:${sign}` : sign;
}

const isNameStart = (letter: string | undefined): boolean =>
  letter !== undefined && /^[A-Za-z_]$/.test(letter);

const isNamePart = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x61 && code <= 0x7a) ||
  code === 0x5f;
