export type Toml = string | number | boolean | readonly Toml[] | TomlTable;
export interface TomlTable {
  [key: string]: Toml;
}

/**
 * As much of TOML 1.0 as configuration of containers uses: tables, arrays of tables, texts, numbers, truth values, lists,
 * inline tables; no dates and no texts of several lines.
 * @throws Error with the line where it is something else
 */
export function readToml(text: string): TomlTable {
  return new Reader(text).read();
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): TomlTable {
    const root = table();
    let current = root;
    for (this.#skip(true); this.#at < this.#text.length; this.#skip(true)) {
      if (this.#take('[[')) {
        const path = this.#key();
        this.#expect(']]');
        current = this.#append(root, path);
      } else if (this.#take('[')) {
        const path = this.#key();
        this.#expect(']');
        current = this.#open(root, path);
      } else this.#pair(current);
      this.#skip(false);
      if (this.#at < this.#text.length && this.#text[this.#at] !== '\n') this.#fail('more than one thing');
    }
    return root;
  }

  #pair(into: TomlTable): void {
    const path = this.#key();
    this.#expect('=');
    const last = path.pop()!;
    const parent = this.#open(into, path);
    if (last in parent) this.#fail(`${last} twice`);
    parent[last] = this.#value(0);
  }

  #key(): string[] {
    const path: string[] = [];
    do {
      this.#skip(false);
      const char = this.#text[this.#at];
      if (char === '"' || char === "'") path.push(this.#string());
      else {
        const found = this.#match(/[\w-]+/y) ?? this.#fail('a key should stand here');
        path.push(found);
      }
      this.#skip(false);
    } while (this.#take('.'));
    return path;
  }

  #open(root: TomlTable, path: readonly string[]): TomlTable {
    let at = root;
    for (const name of path) {
      at[name] ??= table();
      const next = at[name]!;
      const last = Array.isArray(next) ? (next.at(-1) as Toml) : next;
      if (typeof last !== 'object' || Array.isArray(last)) return this.#fail(`${name} is no table`);
      at = last as TomlTable;
    }
    return at;
  }

  #append(root: TomlTable, path: string[]): TomlTable {
    const last = path.pop()!;
    const parent = this.#open(root, path);
    parent[last] ??= [];
    const list = parent[last];
    if (!Array.isArray(list)) return this.#fail(`${last} is no list`);
    const added = table();
    (list as Toml[]).push(added);
    return added;
  }

  #value(depth: number): Toml {
    if (depth > DEEPEST) this.#fail('it is too deep');
    this.#skip(false);
    const char = this.#text[this.#at];
    if (char === '"' || char === "'") return this.#string();
    if (this.#take('[')) {
      const list: Toml[] = [];
      for (this.#skip(true); !this.#take(']'); this.#skip(true)) {
        list.push(this.#value(depth + 1));
        this.#skip(true);
        if (!this.#take(',') && this.#text[this.#at] !== ']') this.#fail('a comma should stand here');
      }
      return list;
    }
    if (this.#take('{')) {
      const inline = table();
      for (this.#skip(false); !this.#take('}'); this.#skip(false)) {
        this.#pair(inline);
        this.#skip(false);
        if (!this.#take(',') && this.#text[this.#at] !== '}') this.#fail('a comma should stand here');
      }
      return inline;
    }
    const word = this.#match(/[\w+.-]+/y) ?? this.#fail('a value should stand here');
    if (word === 'true' || word === 'false') return word === 'true';
    const number = Number(word.replaceAll('_', ''));
    return Number.isNaN(number) ? this.#fail('this value is not known') : number;
  }

  #string(): string {
    if (/^(?:"""|''')/.test(this.#text.slice(this.#at, this.#at + 3))) this.#fail('texts have one line here');
    const literal = this.#match(/'[^'\n]*'/y);
    if (literal !== undefined) return literal.slice(1, -1);
    const basic = this.#match(/"(?:[^"\\\n]|\\.)*"/y) ?? this.#fail('a text has no end');
    try {
      return JSON.parse(basic.replaceAll('\t', '\\t')) as string;
    } catch {
      return this.#fail('a text is malformed');
    }
  }

  #skip(lines: boolean): void {
    this.#match(lines ? /(?:[ \t\r\n]+|#[^\n]*)*/y : /(?:[ \t\r]+|#[^\n]*)*/y);
  }

  #take(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #expect(word: string): void {
    this.#skip(false);
    if (!this.#take(word)) this.#fail(`“${word}” should stand here`);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(why: string): never {
    throw new Error(`line ${this.#text.slice(0, this.#at).split('\n').length}: ${why}`);
  }
}

const DEEPEST = 32;

/** Without a prototype: any name may be a key. */
const table = (): TomlTable => Object.create(null) as TomlTable;
