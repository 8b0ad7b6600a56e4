import type { Span } from '../core/span.ts';
import { Excerpt } from './excerpt.ts';
import {
  type CompoundDraft,
  type Draft,
  deepest,
  type Gathered,
  type Host,
  type Joint,
  type Lexeme,
  none,
  type Part,
  type RedirectDraft,
  type Script,
  type Surroundings,
  type Within,
} from './state.ts';
import type { ShellCompound } from './types.ts';
import type { unquote } from './unquote.ts';

/** A heredoc whose body begins behind the next line ending. */
export interface PendingHeredoc {
  readonly redirect: RedirectDraft;
  readonly delimiter: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  /** The command that it is given to; a compound has none. */
  readonly draft: Draft | undefined;
  /** The pipeline that the command stands in, as far as it has been read. */
  readonly pipeline: Pipeline;
}

/** A pipeline that is being read. */
export interface Pipeline {
  /** Its simple commands, each at its place; a compound among them is a gap. */
  readonly members: (Draft | undefined)[];
  /** No more of them can follow. */
  ended: boolean;
}

/** A body that may be the script of a shell further on in the pipeline. */
export interface WaitingScript {
  readonly draft: Draft;
  readonly pipeline: Pipeline;
  readonly script: Script;
}

/** What the word that is being read has shown so far. */
export interface WordNotes {
  readonly names: string[];
  parts: Part[] | undefined;
  /** Expansions that hold the place of reading, within this word. */
  expanding: number;
}

/** What a language's reader gives: the knots by which the readers of its parts reach each other. */
export interface Grammar {
  /** Reads commands up to something that closes a list, which it leaves in `closer`. */
  readonly list: (reader: Reader) => void;
  /** Takes the quotes and escapes off the word [start, end). */
  readonly unquote: typeof unquote;
  readonly windows: boolean;
}

/** The place of reading in one script, with what its grammar must remember. */
export class Reader implements Host {
  readonly script: Script;
  readonly text: string;
  /** The text to take words from: see `Script.written`. */
  readonly written: string;
  readonly out: Gathered;
  readonly nesting: number;
  readonly grammar: Grammar;
  at = 0;
  within: Within;
  depth: number;
  level: number;
  word: WordNotes = { names: [], parts: undefined, expanding: 0 };
  heredocs: PendingHeredoc[] = [];
  pipeline: Pipeline = { members: [], ended: true };
  waiting: WaitingScript[] = [];
  compound: ShellCompound | undefined;
  /** What ended the last list: a reserved word, `)`, `;;`, or '' for the end of the script. */
  closer = '';
  stopped = false;
  readonly #arithmetic = new Map<number, number>();
  #arithmeticTo = 0;
  #opaque = 0;

  constructor(script: Script, out: Gathered, where: Surroundings, grammar: Grammar) {
    this.script = script;
    this.text = script.text;
    this.written = script.written ?? script.text;
    this.out = out;
    this.grammar = grammar;
    this.within = where.within;
    this.depth = where.depth;
    this.nesting = where.nesting;
    this.level = where.level;
    this.compound = where.compound;
  }

  get windows(): boolean {
    return this.grammar.windows;
  }

  span(start: number, end: number): Span {
    return this.script.span(start, end);
  }

  problem(message: string, start: number, end: number): void {
    if (!this.stopped) this.out.problems.push({ message, span: this.span(start, end) });
  }

  /** Goes one level deeper; where that is too deep, gives up the rest of the script. `leave` comes back. */
  enter(at: number): boolean {
    if (this.level >= deepest) {
      this.problem('nested too deep to be read', at, Math.min(at + 1, this.text.length));
      this.stopped = true;
      this.at = this.text.length;
      return false;
    }
    this.level++;
    return true;
  }

  leave(): void {
    this.level--;
  }

  /** Reads a list as the inside of a compound that opens at `opener`, and that may hold several. */
  inside(within: CompoundDraft['kind'], opener: number, compound?: CompoundDraft): void {
    this.closer = '';
    if (!this.enter(opener)) return;
    const begun = compound ?? this.begin(within, opener);
    const outer = this.within;
    this.within = within;
    this.depth++;
    this.grammar.list(this);
    this.depth--;
    this.within = outer;
    if (!compound) this.finish(begun, opener);
    this.leave();
  }

  /** Begins a compound; `finish` ends it at the place of reading. */
  begin(kind: CompoundDraft['kind'], opener: number, chain = -1, before: Joint = ''): CompoundDraft {
    const { compound: inside } = this;
    const begun: CompoundDraft = {
      kind,
      redirects: [],
      span: this.span(opener, opener),
      before,
      chain,
      ...(inside ? { inside } : {}),
    };
    this.out.compounds.push(begun);
    this.compound = begun;
    return begun;
  }

  finish(begun: CompoundDraft, opener: number): void {
    begun.span = this.span(opener, this.at);
    this.compound = begun.inside;
  }

  /** Steps over the closer that ended the list, if it is this one; else says that it is missing. */
  close(closer: string, opener: number, what: string): boolean {
    if (this.closer === closer) {
      this.at += closer.length;
      return true;
    }
    this.problem(`${what} without ${closer}`, opener, Math.min(opener + what.length, this.text.length));
    return false;
  }

  /** What the shell outside puts in place of the text at `at`, if it does. Asked in order of place only. */
  opaqueAt(at: number): Part | undefined {
    const opaque = this.script.opaque;
    if (!opaque) return undefined;
    while (this.#opaque < opaque.length && opaque[this.#opaque]!.start < at) this.#opaque++;
    const part = opaque[this.#opaque];
    return part?.start === at ? part : undefined;
  }

  /** The first such place at or behind `at`. */
  opaqueFrom(at: number): Part | undefined {
    this.opaqueAt(at);
    return this.script.opaque?.[this.#opaque];
  }

  /** For the second `(` of a `((` at `at`: the first `)` of the `))` that closes it, or -1 when it is no arithmetic. */
  arithmeticEnd(at: number): number {
    if (at >= this.#arithmeticTo) this.#match(at);
    const inner = this.#arithmetic.get(at + 1);
    return inner !== undefined && this.#arithmetic.get(at) === inner + 1 ? inner : -1;
  }

  scriptOf(lexemes: readonly Lexeme[], from: number, to: number): Script {
    const excerpt = new Excerpt(this.script);
    for (let i = from; i < to; i++) {
      const { start, end, parts } = lexemes[i]!;
      if (i > from) excerpt.escape(lexemes[i - 1]!.end, start, ' ');
      this.grammar.unquote(this.text, start, end, parts, excerpt);
      this.noteUnquoted(lexemes[i]!);
    }
    return excerpt;
  }

  /** Counts a word's second look: its parts are passed over whole. */
  noteUnquoted({ start, end, parts = none }: Pick<Lexeme, 'start' | 'end' | 'parts'>): void {
    this.out.work += end - start;
    for (const part of parts) this.out.work -= part.end - part.start - 1;
  }

  /** Pairs the parentheses from `from` until the first one is closed, so that no part is ever looked through twice. */
  #match(from: number): void {
    const { text } = this;
    const open: number[] = [];
    let at = from;
    for (; at < text.length; at++) {
      const char = text[at];
      if (char === '\\') at++;
      else if (char === "'" || char === '"') {
        at = quoteEnd(text, at, char);
      } else if (char === '(') open.push(at);
      else if (char === ')') {
        this.#arithmetic.set(open.pop()!, at);
        if (open.length === 0) break;
      }
    }
    this.#arithmeticTo = Math.min(at, text.length);
    this.out.work += this.#arithmeticTo - from;
  }
}

/** The offset of the quote that closes the one at `at`, else the end. */
function quoteEnd(text: string, at: number, quote: string): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === quote) return i;
    if (text[i] === '\\' && quote === '"') i++;
  }
  return text.length;
}
