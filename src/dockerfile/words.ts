import { isSpace } from './lines.ts';
import type { Logical } from './logical.ts';
import type { Flag, JsonWord, KeyValue, Word } from './tree.ts';

/** The word [start, end) of a logical line. */
export const wordAt = (line: Logical, start: number, end: number): Word => ({
  text: line.text.slice(start, end),
  span: line.span(start, end),
});

/** Words that white space separates; quotes mean nothing (FROM, EXPOSE, COPY, ADD, VOLUME). */
export function plainWords(line: Logical): Word[] {
  const { text } = line;
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (at >= text.length) return words;
    const start = at;
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
    words.push(wordAt(line, start, at));
  }
}

/**
 * Words of ARG, ENV and LABEL: quotes and the escape character keep blanks inside a word and stay in it;
 * between single quotes nothing escapes.
 * `open` is the quote that the line leaves open, if any.
 */
export function quotedWords(line: Logical, escape: string): { words: Range[]; open?: Word } {
  const { text } = line;
  const words: Range[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (at >= text.length) return { words };
    const start = at;
    let quote = '';
    let opened = at;
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (char === escape && quote !== "'") at++;
      else if (quote) quote = char === quote ? '' : quote;
      else if (char === '"' || char === "'") {
        quote = char;
        opened = at;
      } else if (isSpace(text.charCodeAt(at))) break;
    }
    at = Math.min(at, text.length);
    words.push({ start, end: at });
    if (quote) return { words, open: wordAt(line, opened, at) };
  }
}

/** Logical offsets of a word. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Splits `NAME=value` at its first `=`. */
export function keyValue(line: Logical, { start, end }: Range): KeyValue {
  const span = line.span(start, end);
  const equals = line.text.indexOf('=', start);
  if (equals === -1 || equals >= end) return { key: wordAt(line, start, end), span };
  return { key: wordAt(line, start, equals), value: wordAt(line, equals + 1, end), span };
}

/**
 * The `--name=value` words that lead an instruction's arguments, and where what follows them begins. Quotes and escapes
 * are taken off here, before anything reads the value; a bare `--` ends the flags.
 * Source: moby/buildkit, frontend/dockerfile/parser, `extractBuilderFlags`.
 */
export function leadingFlags(line: Logical, from: number, escape: string): { flags: Flag[]; rest: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = skipBlanks(text, from);
  while (text[at] === '-' && text[at + 1] === '-') {
    const word = bareWord(text, at, escape);
    if (word.text === '--') return { flags, rest: skipBlanks(text, word.end) };
    flags.push(flagOf(line, at, word));
    at = skipBlanks(text, word.end);
  }
  return { flags, rest: at };
}

function flagOf(line: Logical, start: number, word: BareWord): Flag {
  const span = line.span(start, word.end);
  const equals = word.text.indexOf('=');
  if (equals === -1) return { name: word.text.slice(2), span };
  const value = { text: word.text.slice(equals + 1), span: line.span(word.equals + 1, word.end) };
  return { name: word.text.slice(2, equals), value, span };
}

/** A word without its quotes and escapes; where its first `=` and its end stand as written. */
interface BareWord {
  readonly text: string;
  readonly equals: number;
  readonly end: number;
}

function bareWord(text: string, start: number, escape: string): BareWord {
  let out = '';
  let quote = '';
  let equals = -1;
  let at = start;
  for (; at < text.length; at++) {
    let char = text[at]!;
    if (quote ? char === quote : char === '"' || char === "'") {
      quote = quote ? '' : char;
      continue;
    }
    if (!quote && isSpace(text.charCodeAt(at))) break;
    if (char === escape) {
      if (++at === text.length) break;
      char = text[at]!;
    }
    if (char === '=' && equals === -1) equals = at;
    out += char;
  }
  return { text: out, equals, end: at };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/**
 * Whether a line is a JSON array in which something is no string: BuildKit refuses it, where it reads what is no JSON
 * as the shell form.
 */
export function isMixedArray(line: Logical): boolean {
  if (!line.text.startsWith('[') || jsonWords(line)) return false;
  try {
    return Array.isArray(JSON.parse(line.text));
  } catch {
    return false;
  }
}

/**
 * The elements of a JSON array of strings that fills the whole line; undefined when it is anything else,
 * which is what makes BuildKit fall back to the shell form.
 */
export function jsonWords(line: Logical): JsonWord[] | undefined {
  const { text } = line;
  let at = skipJsonSpace(text, 0);
  if (text[at] !== '[') return undefined;
  const words: JsonWord[] = [];
  at = skipJsonSpace(text, at + 1);
  if (text[at] === ']') return skipJsonSpace(text, at + 1) === text.length ? words : undefined;
  for (;;) {
    const end = jsonStringEnd(text, at);
    if (end === undefined) return undefined;
    const value = decodeJson(text.slice(at, end));
    if (value === undefined) return undefined;
    words.push({ ...wordAt(line, at, end), value });
    at = skipJsonSpace(text, end);
    if (text[at] === ']') return skipJsonSpace(text, at + 1) === text.length ? words : undefined;
    if (text[at] !== ',') return undefined;
    at = skipJsonSpace(text, at + 1);
  }
}

function skipJsonSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at++;
  return at;
}

/** Where the JSON string that begins at `start` ends. */
function jsonStringEnd(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return undefined;
}

function decodeJson(text: string): string | undefined {
  if (!text.includes('\\') && !/[\u0000-\u001f]/.test(text)) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
