import { countLeading } from '../core/search.ts';
import type { Span } from '../core/span.ts';
import type { Part, Script } from './state.ts';

/** Takes what is left of a word when its quotes are taken off, in order. */
export interface Unquoted {
  /** The characters [start, end), as they stand. */
  run(start: number, end: number): void;
  /** `text` in place of the escape sequence [start, end). */
  escape(start: number, end: number, text: string): void;
  /** What the shell replaces, as it stands. */
  part(part: Part): void;
}

/** Gathers plain text. */
export class PlainText implements Unquoted {
  readonly #written: string;
  text = '';

  constructor(written: string) {
    this.#written = written;
  }

  run(start: number, end: number): void {
    this.text += this.#written.slice(start, end);
  }

  escape(_start: number, _end: number, text: string): void {
    this.text += text;
  }

  part({ start, end }: Part): void {
    this.run(start, end);
  }
}

/** A script made of pieces of another one, as of a string with its quotes taken off. */
export class Excerpt implements Script, Unquoted {
  readonly #outer: Script;
  readonly #pieces: string[] = [];
  readonly #writtenPieces: string[] = [];
  /** The offset here at which each piece begins, and its range in the outer script. */
  readonly #starts: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #parts: Part[] = [];
  #length = 0;
  #text: string | undefined;
  #written: string | undefined;

  constructor(outer: Script) {
    this.#outer = outer;
  }

  get text(): string {
    this.#text ??= join(this.#pieces);
    return this.#text;
  }

  get written(): string {
    if (this.#parts.length === 0) return this.text;
    this.#written ??= join(this.#writtenPieces);
    return this.#written;
  }

  get opaque(): readonly Part[] {
    return this.#parts;
  }

  run(start: number, end: number): void {
    this.escape(start, end, this.#outer.text.slice(start, end));
  }

  escape(start: number, end: number, text: string): void {
    this.#add(start, end, text, text);
  }

  part({ start, end, names }: Part): void {
    this.#parts.push({ start: this.#length, end: this.#length + end - start, names });
    const written = (this.#outer.written ?? this.#outer.text).slice(start, end);
    this.#add(start, end, `$${'x'.repeat(end - start - 1)}`, written);
  }

  /** An escape sequence that gives a character of the range belongs to it whole. */
  span(start: number, end: number): Span {
    if (this.#starts.length === 0) return this.#outer.span(0, 0);
    const first = this.#pieceAt(start);
    const from = this.#exact(first) ? this.#from[first]! + start - this.#starts[first]! : this.#from[first]!;
    if (start >= end) return this.#outer.span(from, from);
    const last = this.#pieceAt(end - 1);
    const to = this.#exact(last) ? this.#from[last]! + end - this.#starts[last]! : this.#to[last]!;
    return this.#outer.span(from, to);
  }

  #add(start: number, end: number, text: string, written: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#writtenPieces.push(written);
    this.#starts.push(this.#length);
    this.#from.push(start);
    this.#to.push(end);
    this.#length += text.length;
  }

  #pieceAt(offset: number): number {
    return Math.max(0, countLeading(this.#starts.length, (piece) => this.#starts[piece]! <= offset) - 1);
  }

  /** Whether a piece stands here as it does outside, character for character. */
  #exact(piece: number): boolean {
    return this.#to[piece]! - this.#from[piece]! === this.#pieces[piece]!.length;
  }
}

const join = (pieces: readonly string[]): string => (pieces.length === 1 ? pieces[0]! : pieces.join(''));
