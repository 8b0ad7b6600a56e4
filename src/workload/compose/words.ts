/** A word of a command, as offsets into the text that it was split from. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A command as words. */
export interface SplitCommand {
  readonly words: readonly Word[];
  /** From where on nothing is read, for an operator of a shell stands there and no shell is asked. */
  readonly droppedFrom?: number;
  /** A quote or bracket is not closed. */
  readonly isOpen: boolean;
}

/**
 * Splits a command as Compose does with `command` and `entrypoint` in one text: at blanks, with the quotes and
 * backslashes of a shell. At `;`, `&`, `|`, `<` and `>` it stops. Variables and `$(…)` stay as they are.
 */
export function splitWords(text: string): SplitCommand {
  return new Splitter(text).split();
}

class Splitter {
  readonly #text: string;
  readonly #words: Word[] = [];
  #quote: '' | '"' | "'" = '';
  #inBackticks = false;
  #inDollar = false;
  #word = '';
  #start = -1;
  #has = false;

  constructor(text: string) {
    this.#text = text;
  }

  split(): SplitCommand {
    for (let at = 0; at < this.#text.length; at++) {
      const letter = this.#text[at]!;
      if (this.#start === -1 && !isBlank(letter)) this.#start = at;
      if (letter === '\\' && this.#quote !== "'") {
        if (at + 1 === this.#text.length) return this.#end(at + 1, true);
        this.#take(this.#text[++at]!);
      } else if (isBlank(letter)) {
        if (this.#isQuoted()) this.#word += letter;
        else this.#close(at);
      } else if (letter === '(' || letter === ')') {
        if (!this.#bracket(letter)) return this.#end(at, true);
      } else if (this.#isEnd(letter)) {
        return this.#stop(letter, at);
      } else if (!this.#turns(letter)) this.#take(letter);
    }
    const isOpen = this.#isQuoted();
    return this.#end(this.#text.length, isOpen);
  }

  #take(letter: string): void {
    this.#word += letter;
    this.#has = true;
  }

  /** Quotes open and close; true: the letter is none of the word's own. */
  #turns(letter: string): boolean {
    if (letter === '`' && this.#quote === '' && !this.#inDollar) this.#inBackticks = !this.#inBackticks;
    if (letter !== '"' && letter !== "'") return false;
    if (this.#inDollar || (this.#quote !== '' && this.#quote !== letter)) return false;
    if (this.#quote === letter) this.#has = true;
    this.#quote = this.#quote === letter ? '' : letter;
    return true;
  }

  /** `$(` opens what `)` closes; any other bracket is refused. */
  #bracket(letter: string): boolean {
    if (this.#quote === '' && !this.#inBackticks) {
      if (letter === ')') this.#inDollar = !this.#inDollar;
      else if (this.#inDollar || !this.#word.endsWith('$')) return false;
      else this.#inDollar = true;
    }
    this.#take(letter);
    return true;
  }

  #isEnd = (letter: string): boolean => !this.#isQuoted() && /[;&|<>]/.test(letter);

  #stop(letter: string, at: number): SplitCommand {
    // `2>` is no word.
    if (letter === '>' && /^[0-9]/.test(this.#word)) this.#has = false;
    this.#close(at);
    return { words: this.#words, droppedFrom: at, isOpen: false };
  }

  #isQuoted(): boolean {
    return this.#quote !== '' || this.#inBackticks || this.#inDollar;
  }

  #close(end: number): void {
    if (this.#has) this.#words.push({ text: this.#word, start: this.#start, end });
    this.#word = '';
    this.#has = false;
    this.#start = -1;
  }

  #end(at: number, isOpen: boolean): SplitCommand {
    this.#close(at);
    return { words: this.#words, isOpen };
  }
}

const isBlank = (letter: string): boolean =>
  letter === ' ' || letter === '\t' || letter === '\r' || letter === '\n';
