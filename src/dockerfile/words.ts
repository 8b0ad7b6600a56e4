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
 * Words of ARG, ENV and LABEL: quotes and the escape character keep blanks inside a word and stay in it.
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
      if (char === escape) at++;
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

/** The `--name=value` words that lead an instruction's arguments, and where what follows them begins. */
export function leadingFlags(line: Logical, from: number): { flags: Flag[]; rest: number } {
  const { text } = line;
  const flags: Flag[] = [];
  let at = from;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (text[at] !== '-' || text[at + 1] !== '-') return { flags, rest: at };
    const start = at;
    let quote = '';
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (char === '\\') at++;
      else if (quote) quote = char === quote ? '' : quote;
      else if (char === '"' || char === "'") quote = char;
      else if (isSpace(text.charCodeAt(at))) break;
    }
    at = Math.min(at, text.length);
    if (at === start + 2) return { flags, rest: at };
    const equals = text.indexOf('=', start);
    flags.push(
      equals !== -1 && equals < at
        ? {
            name: text.slice(start + 2, equals),
            value: wordAt(line, equals + 1, at),
            span: line.span(start, at),
          }
        : { name: text.slice(start + 2, at), span: line.span(start, at) },
    );
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
