import {
  AMPERSAND,
  CLOSE,
  ENDS,
  EQUALS,
  GREATER,
  HASH,
  isDigit,
  isNameStart,
  kindOf,
  LESS,
  NEWLINE,
  nameEnd,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
} from './chars.ts';
import { finishCommand } from './command.ts';
import { skipComment } from './lines.ts';
import type { Reader } from './reader.ts';
import { readRedirect, redirectAt } from './redirects.ts';
import { type Draft, type Lexeme, none } from './state.ts';
import { asWord, readWord, skipBlanks } from './words.ts';

/**
 * Reads the simple command at the place of reading: assignments, words, redirects. A function definition's head gives
 * its name instead, and leaves the place of reading behind the `)`.
 */
export function readSimple(r: Reader, draft: Draft): string | undefined {
  const { text } = r;
  const start = r.at;
  const lexemes: Lexeme[] = [];
  let end = start;
  for (;;) {
    skipBlanks(r);
    const at = r.at;
    const code = text.charCodeAt(at);
    const operator = mayRedirect(code) ? redirectAt(text, at) : -1;
    if (operator !== -1) draft.redirects.push(readRedirect(r, operator, draft));
    else if (at >= text.length || (kindOf(code) === ENDS && !isSubstitution(text, at))) {
      if (code !== OPEN) break;
      if (lexemes.length === 1 && closesAt(text, at)) return functionHead(r, lexemes[0]!);
      r.problem('( inside a command', at, at + 1);
      r.at++;
      continue;
    } else if (code === HASH) {
      skipComment(r);
      continue;
    } else if (lexemes.length === 0 && assignmentAt(text, at) > 0) readAssignment(r, draft);
    else lexemes.push(readArgument(r, lexemes));
    end = r.at;
  }
  draft.span = r.span(start, end);
  finishCommand(r, draft, lexemes);
  return undefined;
}

const mayRedirect = (code: number): boolean =>
  code === LESS || code === GREATER || code === AMPERSAND || isDigit(code) || code === OPEN_BRACE;

const isSubstitution = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return (code === LESS || code === GREATER) && text.charCodeAt(at + 1) === OPEN;
};

/** Where the value of the assignment at `at` begins; 0 when there is none. */
function assignmentAt(text: string, at: number): number {
  let i = nameEnd(text, at);
  if (i === at) return 0;
  if (text.charCodeAt(i) === OPEN_BRACKET) i = subscriptEnd(text, i);
  if (text.charCodeAt(i) === PLUS) i++;
  return text.charCodeAt(i) === EQUALS ? i + 1 : 0;
}

/** Behind the `]` that an assignment's operator follows; the end of the word when there is none. */
function subscriptEnd(text: string, open: number): number {
  let i = open;
  for (; i < text.length && kindOf(text.charCodeAt(i)) !== ENDS; i++) {
    if (text[i] === ']' && (text[i + 1] === '=' || (text[i + 1] === '+' && text[i + 2] === '=')))
      return i + 1;
  }
  return i;
}

function readAssignment(r: Reader, draft: Draft): void {
  const start = r.at;
  const name = r.text.slice(start, nameEnd(r.text, start));
  r.at = assignmentAt(r.text, start);
  const code = r.text.charCodeAt(r.at);
  const empty =
    r.at >= r.text.length || (kindOf(code) === ENDS && code !== OPEN && !isSubstitution(r.text, r.at));
  r.out.assigned.add(name);
  if (empty) draft.assignments.push({ name, span: r.span(start, r.at) });
  else {
    const { word, end } = code === OPEN ? readArray(r, r.at) : readWord(r, 'assignment');
    draft.assignments.push({ name, value: word, span: r.span(start, end) });
  }
}

/** An argument; that of `declare` and its like may have an array behind its `=`. */
function readArgument(r: Reader, lexemes: readonly Lexeme[]): Lexeme {
  const { text, at: start } = r;
  if (lexemes.length > 0 && isNameStart(text.charCodeAt(start)) && declares(lexemes[0]!)) {
    const value = assignmentAt(text, start);
    if (value > 0) {
      if (text.charCodeAt(value) === OPEN) return readArray(r, start);
      return readWord(r, 'assignment');
    }
  }
  return readWord(r);
}

const declares = ({ word }: Lexeme): boolean =>
  word.raw === 'export' ||
  word.raw === 'local' ||
  word.raw === 'readonly' ||
  word.raw === 'declare' ||
  word.raw === 'typeset';

/** `(a b c)` behind `=`, as one word that begins at `start`. */
function readArray(r: Reader, start: number): Lexeme {
  const { text } = r;
  return asWord(r, start, (notes) => {
    r.at = text.indexOf('(', start) + 1;
    const opener = r.at - 1;
    for (;;) {
      skipBlanks(r);
      const code = text.charCodeAt(r.at);
      if (r.at >= text.length) {
        r.problem('( without )', opener, opener + 1);
        return text.length;
      }
      if (code === CLOSE) return r.at + 1;
      if (code === HASH) skipComment(r);
      else if (kindOf(code) === ENDS && !isSubstitution(text, r.at)) {
        if (code !== NEWLINE) r.problem('an operator inside an array', r.at, r.at + 1);
        r.at++;
      } else {
        const { word, parts } = readWord(r);
        for (const name of word.variables) notes.names.push(name);
        notes.parts ??= [];
        for (const part of parts ?? none) notes.parts.push(part);
      }
    }
  });
}

/** Whether `(` at `at` is followed by `)` and nothing between but blanks. */
function closesAt(text: string, at: number): boolean {
  let i = at + 1;
  while (text[i] === ' ' || text[i] === '\t') i++;
  return text.charCodeAt(i) === CLOSE;
}

function functionHead(r: Reader, { word }: Lexeme): string {
  r.at = r.text.indexOf(')', r.at) + 1;
  return word.value;
}
