import {
  AT,
  BACKQUOTE,
  BACKSLASH,
  BANG,
  CLOSE,
  continuationEnd,
  DOLLAR,
  DOUBLE,
  ENDS,
  GLOBS,
  GREATER,
  isBlank,
  kindOf,
  LESS,
  NEWLINE,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  PLAIN,
  PLUS,
  QUESTION,
  QUOTES,
  SINGLE,
  STAR,
  TILDE,
} from './chars.ts';
import { readAnsi, readDouble, readExpansion, readSingle, readSubstitution } from './expansions.ts';
import type { Reader, WordNotes } from './reader.ts';
import { type Lexeme, none } from './state.ts';
import { valueOf } from './unquote.ts';

/** `assignment`: the value of one, in which patterns and brace lists stand for themselves. `regex`: behind `=~`. */
export type WordMode = 'word' | 'assignment' | 'regex';

/** Reads the word that begins at the place of reading. Source: POSIX.1-2024, Shell Command Language, 2.3. */
export function readWord(r: Reader, mode: WordMode = 'word'): Lexeme {
  const { text } = r;
  const start = r.at;
  const { length } = text;
  let at = start;
  while (at < length && kindOf(text.charCodeAt(at)) === PLAIN) at++;
  r.out.work += at - start + 1;
  const plain = at === length || (kindOf(text.charCodeAt(at)) === ENDS && text.charCodeAt(at) !== OPEN);
  if (!plain || mode === 'regex' || text.charCodeAt(start) === TILDE) return readHardWord(r, start, at, mode);
  const next = text.charCodeAt(at + 1);
  if (next === OPEN && (text.charCodeAt(at) === LESS || text.charCodeAt(at) === GREATER)) {
    return readHardWord(r, start, at, mode);
  }
  r.at = at;
  const raw = text.slice(start, at);
  const word = { raw, value: raw, literal: true, quoted: false, variables: none, span: r.span(start, at) };
  return { word, start, end: at, parts: undefined };
}

/** Reads `read` as one word: from `start` to the offset that `read` returns. */
export function asWord(r: Reader, start: number, read: (notes: WordNotes) => number): Lexeme {
  const outer = r.word;
  const notes: WordNotes = { names: [], parts: undefined, expanding: 0 };
  r.word = notes;
  const end = read(notes);
  r.word = outer;
  r.at = end;
  const raw = r.written.slice(start, end);
  const variables = notes.names.length === 0 ? none : notes.names;
  const word = { raw, value: raw, literal: false, quoted: false, variables, span: r.span(start, end) };
  return { word, start, end, parts: notes.parts };
}

/** A word with quotes, expansions or patterns in it; [start, from) is known to be plain. */
function readHardWord(r: Reader, start: number, from: number, mode: WordMode): Lexeme {
  const outer = r.word;
  const notes: WordNotes = { names: [], parts: undefined, expanding: 0 };
  r.word = notes;
  const shape = scanWord(r, start, from, mode);
  r.word = outer;
  const { end } = shape;
  r.at = end;
  const raw = r.written.slice(start, end);
  const changed = !notes.parts && (shape.pattern || tildeAt(r, start, end));
  const word = {
    raw,
    value: shape.escaped ? valueOf(r, start, end, notes.parts) : raw,
    literal: !notes.parts && !changed,
    quoted: shape.quoted,
    variables: notes.names.length === 0 ? none : notes.names,
    span: r.span(start, end),
  };
  return { word, start, end, parts: notes.parts };
}

interface Shape {
  end: number;
  /** It has quotes; it has quotes or escapes; the shell makes file names or several words of it. */
  quoted: boolean;
  escaped: boolean;
  pattern: boolean;
}

function scanWord(r: Reader, start: number, from: number, mode: WordMode): Shape {
  const { text } = r;
  const shape: Shape = { end: 0, quoted: false, escaped: false, pattern: false };
  let at = from;
  let bracket = -1;
  let brace = -1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const kind = kindOf(code);
    r.out.work++;
    if (kind === PLAIN) at++;
    else if (kind === QUOTES) at = readQuoting(r, at, code, shape);
    else if (kind === GLOBS) {
      if (code === OPEN_BRACKET) bracket = bracket === -1 ? at : bracket;
      else if (code === OPEN_BRACE) brace = brace === -1 ? at : brace;
      else shape.pattern = true;
      at++;
    } else if (code === OPEN && mode === 'regex') at = readGroup(r, at, shape);
    else if (code === OPEN && at > start && opensPattern(text.charCodeAt(at - 1))) {
      at = readGroup(r, at, shape);
      shape.pattern = true;
    } else if ((code === LESS || code === GREATER) && text.charCodeAt(at + 1) === OPEN) {
      at = readSubstitution(r, at);
    } else if (mode === 'regex' && (code === PIPE || code === LESS || code === GREATER)) at++;
    else break;
  }
  shape.end = Math.min(at, text.length);
  if (mode === 'assignment') shape.pattern = false;
  else if (!shape.pattern) shape.pattern = isSet(text, bracket, shape.end) || isList(text, brace, shape.end);
  return shape;
}

/** A quote, an escape or an expansion within a word. */
function readQuoting(r: Reader, at: number, code: number, shape: Shape): number {
  const next = r.text.charCodeAt(at + 1);
  if (code === BACKSLASH) {
    shape.escaped = true;
    return continuationEnd(r.text, at) || at + 2;
  }
  if (code === DOLLAR || code === BACKQUOTE) {
    if (code === BACKQUOTE || (next !== SINGLE && next !== DOUBLE) || r.opaqueAt(at)) {
      return Math.max(readExpansion(r, at, false), at + 1);
    }
  }
  shape.quoted = true;
  shape.escaped = true;
  if (code === SINGLE) return readSingle(r, at);
  if (code === DOUBLE) return readDouble(r, at);
  return next === SINGLE ? readAnsi(r, at + 1) : readDouble(r, at + 1);
}

/** The `(…)` of an extended pattern or a regular expression, with what it nests. */
function readGroup(r: Reader, open: number, shape: Shape): number {
  const { text } = r;
  let depth = 0;
  let at = open;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    r.out.work++;
    if (kindOf(code) === QUOTES) {
      at = readQuoting(r, at, code, shape);
      continue;
    }
    at++;
    if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at;
    else if (code === NEWLINE) break;
  }
  r.problem('( without )', open, open + 1);
  return at;
}

/** Whether `(` behind this character begins an extended pattern: `@(a|b)`. */
const opensPattern = (code: number): boolean =>
  code === BANG || code === AT || code === PLUS || code === STAR || code === QUESTION;

/** `[…]`: at least one character between the brackets. */
const isSet = (text: string, open: number, end: number): boolean =>
  open !== -1 && text.slice(open + 1, end).lastIndexOf(']') > 0;

/** `{a,b}` or `{1..9}`. */
function isList(text: string, open: number, end: number): boolean {
  if (open === -1) return false;
  const rest = text.slice(open + 1, end);
  const inner = rest.slice(0, Math.max(0, rest.lastIndexOf('}')));
  return inner.includes(',') || inner.includes('..');
}

/** `~` or `~name` at the beginning, unquoted up to the first slash. */
function tildeAt(r: Reader, start: number, end: number): boolean {
  if (r.text.charCodeAt(start) !== TILDE) return false;
  for (let at = start + 1; at < end; at++) {
    const code = r.text.charCodeAt(at);
    if (code === 47) return true;
    if (kindOf(code) !== PLAIN) return false;
  }
  return true;
}

/** Steps over blanks and line continuations. */
export function skipBlanks(r: Reader): void {
  const { text } = r;
  let at = r.at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at++;
    else if (code === BACKSLASH) {
      const joined = continuationEnd(text, at);
      if (!joined) break;
      at = joined;
    } else break;
  }
  r.out.work += at - r.at;
  r.at = at;
}

/** Whether a character ends a reserved word. */
export const endsWord = (text: string, at: number): boolean =>
  at >= text.length || kindOf(text.charCodeAt(at)) === ENDS || isJoined(text, at);

const isJoined = (text: string, at: number): boolean =>
  text.charCodeAt(at) === BACKSLASH && continuationEnd(text, at) > 0;
