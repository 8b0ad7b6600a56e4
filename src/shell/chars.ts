/** Character codes that the shell's grammar is made of. */
export const TAB = 9;
export const NEWLINE = 10;
export const RETURN = 13;
const SPACE = 32;
export const BANG = 33;
export const DOUBLE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const AMPERSAND = 38;
export const SINGLE = 39;
export const OPEN = 40;
export const CLOSE = 41;
export const STAR = 42;
export const PLUS = 43;
export const COLON = 58;
export const SEMICOLON = 59;
export const LESS = 60;
export const EQUALS = 61;
export const GREATER = 62;
export const QUESTION = 63;
export const AT = 64;
export const OPEN_BRACKET = 91;
export const BACKSLASH = 92;
export const CLOSE_BRACKET = 93;
export const BACKQUOTE = 96;
export const OPEN_BRACE = 123;
export const PIPE = 124;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

/** What a character does to a word: nothing, end it, need a closer look, or make it a pattern. */
export const PLAIN = 0;
export const ENDS = 1;
export const QUOTES = 2;
export const GLOBS = 3;

const kinds = new Uint8Array(128);
for (const code of [TAB, NEWLINE, RETURN, SPACE, AMPERSAND, OPEN, CLOSE, SEMICOLON, LESS, GREATER, PIPE])
  kinds[code] = ENDS;
for (const code of [DOUBLE, DOLLAR, SINGLE, BACKSLASH, BACKQUOTE]) kinds[code] = QUOTES;
for (const code of [STAR, QUESTION, OPEN_BRACKET, OPEN_BRACE]) kinds[code] = GLOBS;

export const kindOf = (code: number): number => (code < 128 ? kinds[code]! : PLAIN);

export const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === RETURN;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

export const isNamePart = (code: number): boolean => isNameStart(code) || isDigit(code);

/** Where the name that begins at `at` ends; `at` itself when none does. */
export function nameEnd(text: string, at: number): number {
  if (!isNameStart(text.charCodeAt(at))) return at;
  let end = at + 1;
  while (isNamePart(text.charCodeAt(end))) end++;
  return end;
}

/** Where the shell's `\` at `at` is a line continuation: the offset behind it, else 0. */
export function continuationEnd(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  if (next === NEWLINE) return at + 2;
  return next === RETURN && text.charCodeAt(at + 2) === NEWLINE ? at + 3 : 0;
}
