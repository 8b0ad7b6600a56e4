import type { Expansion } from './build-types.ts';
import { prefixMatch, readPattern } from './glob.ts';

/** What a name stands for. `unset`: declared without a value; `unknown`: set, but to what cannot be known here. */
export type Variable =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'undeclared' };

/**
 * Expands a word as BuildKit does: quotes, escapes, `$NAME`, `${NAME}` and the modifiers `:-` `-` `:+` `+` `:?` `?`
 * `#` `##` `%` `%%` `/` `//`.
 * Source: Dockerfile reference, “Environment replacement”; moby/buildkit, frontend/dockerfile/shell.
 */
export function expand(text: string, lookup: (name: string) => Variable, escape: string): Expansion {
  if (!/[$"'\\`]/.test(text)) {
    return { value: text, complete: true, used: [], undeclared: [], unset: [] };
  }
  return new Expander(text, lookup, escape).run();
}

class Expander {
  readonly #text: string;
  readonly #lookup: (name: string) => Variable;
  readonly #escape: string;
  readonly #used: string[] = [];
  readonly #undeclared: string[] = [];
  readonly #unset: string[] = [];
  #complete = true;
  #error: string | undefined;
  #at = 0;
  #depth = 0;
  #substituted = 0;

  constructor(text: string, lookup: (name: string) => Variable, escape: string) {
    this.#text = text;
    this.#lookup = lookup;
    this.#escape = escape;
  }

  run(): Expansion {
    const value = this.#until('', false);
    return {
      value,
      complete: this.#complete && this.#error === undefined,
      used: this.#used,
      undeclared: this.#undeclared,
      unset: this.#unset,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }

  /** Reads up to an unquoted `stop` (taken) or the end. With `raw`, escapes stay, for patterns. */
  #until(stop: string, raw: boolean): string {
    const out: string[] = [];
    for (; this.#at < this.#text.length && this.#error === undefined; ) {
      const char = this.#text[this.#at]!;
      if (stop !== '' && char === stop) {
        this.#at++;
        return out.join('');
      }
      if (char === "'") out.push(this.#singleQuoted());
      else if (char === '"') out.push(this.#doubleQuoted());
      else if (char === '$') out.push(this.#dollar());
      else if (char === this.#escape) {
        this.#at++;
        if (raw) out.push(char);
        if (this.#at < this.#text.length) out.push(this.#text[this.#at++]!);
      } else {
        out.push(char);
        this.#at++;
      }
    }
    if (stop !== '') this.#fail(`“${stop}” is missing`);
    return out.join('');
  }

  #singleQuoted(): string {
    const close = this.#text.indexOf("'", this.#at + 1);
    if (close === -1) return this.#fail("the quote ' is not closed");
    const inner = this.#text.slice(this.#at + 1, close);
    this.#at = close + 1;
    return inner;
  }

  #doubleQuoted(): string {
    const out: string[] = [];
    this.#at++;
    while (this.#at < this.#text.length && this.#error === undefined) {
      const char = this.#text[this.#at]!;
      if (char === '"') {
        this.#at++;
        return out.join('');
      }
      if (char === '$') out.push(this.#dollar());
      else if (char === this.#escape) {
        const next = this.#text[this.#at + 1];
        if (next !== '"' && next !== '$' && next !== this.#escape) out.push(char);
        if (next !== undefined) out.push(next);
        this.#at += 2;
      } else {
        out.push(char);
        this.#at++;
      }
    }
    return this.#fail('the quote " is not closed');
  }

  #dollar(): string {
    this.#at++;
    if (this.#text[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#plain(name);
    }
    this.#at++;
    if (++this.#depth > MAX_DEPTH) return this.#fail('expansions are nested too deeply');
    const name = this.#name();
    const value = name === '' ? this.#fail('“${” needs a name') : this.#braced(name);
    this.#depth--;
    return value;
  }

  #name(): string {
    NAME.lastIndex = this.#at;
    const name = NAME.exec(this.#text)?.[0] ?? '';
    this.#at += name.length;
    return name;
  }

  /** What follows the name inside braces. */
  #braced(name: string): string {
    const first = this.#text[this.#at++];
    if (first === '}') return this.#plain(name);
    if (first === undefined) return this.#fail('“}” is missing');
    if (first === '/') return this.#replace(name);
    const colon = first === ':';
    const modifier = colon ? this.#text[this.#at++] : first;
    if (modifier === '#' || modifier === '%') {
      return colon ? this.#fail(`“:${modifier}” is not a modifier`) : this.#trim(name, modifier);
    }
    if (modifier !== '-' && modifier !== '+' && modifier !== '?') {
      return this.#fail(`“${colon ? ':' : ''}${modifier ?? ''}” is not a modifier`);
    }
    return this.#conditional(name, modifier, colon);
  }

  #conditional(name: string, modifier: '-' | '+' | '?', colon: boolean): string {
    this.#used.push(name);
    const variable = this.#lookup(name);
    const set = variable.kind === 'value' && !(colon && variable.value === '');
    const decided = variable.kind === 'value' || variable.kind === 'undeclared';
    // The word counts only where it is taken: its unset variables do no harm otherwise.
    const before = {
      complete: this.#complete,
      undeclared: this.#undeclared.length,
      unset: this.#unset.length,
    };
    const word = this.#until('}', false);
    const takesWord = modifier === '+' ? set : !set;
    if (!takesWord || modifier === '?') {
      this.#complete = before.complete;
      this.#undeclared.length = before.undeclared;
      this.#unset.length = before.unset;
    }
    if (variable.kind === 'unknown') this.#complete = false;
    if (modifier === '-') return set ? this.#substitute(variable.value) : word;
    if (modifier === '+') return set ? word : '';
    if (set) return this.#substitute(variable.value);
    return decided || variable.kind === 'unset' ? this.#fail(word || `${name} is not set`) : '';
  }

  #trim(name: string, modifier: '#' | '%'): string {
    const value = this.#plain(name);
    const greedy = this.#text[this.#at] === modifier;
    if (greedy) this.#at++;
    const pattern = readPattern(this.#until('}', true));
    if (value.length * pattern.length > MAX_MATCH) return this.#give(value);
    if (modifier === '#') {
      const match = prefixMatch(pattern, value);
      return match ? value.slice(greedy ? match.longest : match.shortest) : value;
    }
    const match = prefixMatch(pattern.toReversed(), [...value].reverse().join(''));
    return match ? value.slice(0, value.length - (greedy ? match.longest : match.shortest)) : value;
  }

  #replace(name: string): string {
    const value = this.#plain(name);
    const all = this.#text[this.#at] === '/';
    if (all) this.#at++;
    const pattern = readPattern(this.#until('/', true));
    const replacement = this.#until('}', true);
    if (value.length * value.length * pattern.length > MAX_MATCH) return this.#give(value);
    let out = '';
    let at = 0;
    let done = false;
    while (at < value.length) {
      const match = done ? undefined : prefixMatch(pattern, value, at);
      if (match && match.longest > 0) {
        out += replacement;
        at += match.longest;
        done = !all;
      } else out += value[at++]!;
    }
    return out;
  }

  #plain(name: string): string {
    this.#used.push(name);
    const variable = this.#lookup(name);
    if (variable.kind === 'value') return this.#substitute(variable.value);
    this.#complete = false;
    if (variable.kind === 'undeclared') this.#undeclared.push(name);
    if (variable.kind === 'unset') this.#unset.push(name);
    return '';
  }

  /** Values that are made of values could double with every line: more than any needs is not put together. */
  #substitute(value: string): string {
    this.#substituted += value.length;
    if (this.#substituted <= MAX_SUBSTITUTED) return value;
    this.#complete = false;
    return '';
  }

  /** A value too large to match is handed on as it is, and said to be not certain. */
  #give(value: string): string {
    this.#complete = false;
    return value;
  }

  #fail(message: string): string {
    this.#error ??= message;
    this.#at = this.#text.length;
    return '';
  }
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y;
const MAX_DEPTH = 50;
const MAX_MATCH = 4_000_000;
const MAX_SUBSTITUTED = 16_384;
