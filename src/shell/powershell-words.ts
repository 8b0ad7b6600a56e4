import type { Unquoted } from './excerpt.ts';
import type { Reader } from './reader.ts';
import type { Lexeme, Part } from './state.ts';
import { isWindowsBlank, notePart, type WindowsShape, windowsWord } from './windows.ts';

/** Reads the word at the place of reading. */
export const readPowershellWord = (r: Reader): Lexeme => windowsWord(r, () => scanWord(r));

function scanWord(r: Reader): WindowsShape {
  const { text } = r;
  const start = r.at;
  let at = start;
  let quoted = false;
  let replaced = false;
  while (at < text.length) {
    r.out.work++;
    const char = text[at]!;
    if (isWindowsBlank(char) || ';|\n)}&'.includes(char)) break;
    if ((char === '>' || char === '<') && at > start) break;
    if (char === "'" || char === '"' || opensHere(text, at)) {
      quoted = true;
      at = readQuote(r, at);
    } else if (char === '`') at += 2;
    else if (char === '$') at = readVariable(r, at);
    else if (char === '(' || char === '{') {
      replaced = true;
      at = readInner(r, at, at);
    } else if (char === '@' && (text[at + 1] === '(' || text[at + 1] === '{')) at++;
    else at++;
  }
  return { end: Math.max(Math.min(at, text.length), start + 1), quoted, replaced };
}

/** Behind the string at `at`: `'…'`, `"…"`, `@'…'@` or `@"…"@`. */
function readQuote(r: Reader, at: number): number {
  const { text } = r;
  if (text[at] === '@') {
    const quote = text[at + 1]!;
    const end = behind(text, `\n${quote}@`, at + 2);
    r.out.work += end - at;
    return quote === '"' ? readDouble(r, at + 2, end) : end;
  }
  if (text[at] === '"') return readDouble(r, at + 1, text.length);
  let end = at;
  do end = behind(text, "'", end + 1);
  while (text[end] === "'");
  if (end >= text.length && !(text.endsWith("'") && text.length - at > 1))
    r.problem('quote without end', at, at + 1);
  r.out.work += end - at;
  for (let part = r.opaqueFrom(at); part && part.start < end; part = r.opaqueFrom(part.end)) {
    notePart(r, part.start, part.end);
  }
  return end;
}

/** Behind the `"` that closes what begins at `from`, at most at `limit`, where a here-string ends. */
function readDouble(r: Reader, from: number, limit: number): number {
  const { text } = r;
  const here = limit < text.length || text[from - 2] === '@';
  let at = from;
  while (at < limit) {
    r.out.work++;
    const char = text[at]!;
    if (char === '"' && !here) {
      if (text[at + 1] !== '"') return at + 1;
      at += 2;
    } else if (char === '`') at += 2;
    else if (char === '$') at = readVariable(r, at);
    else at++;
  }
  if (!here) r.problem('quote without end', from - 1, from);
  return Math.max(at, limit);
}

/** Behind the `$…` at `at`. */
function readVariable(r: Reader, at: number): number {
  const opaque = r.opaqueAt(at);
  if (opaque) {
    notePart(r, at, opaque.end);
    return opaque.end;
  }
  if (r.text[at + 1] === '(') return readInner(r, at + 1, at);
  variable.lastIndex = at;
  const match = variable.exec(r.text);
  if (!match) return at + 1;
  const name = (match[1] ?? match[2] ?? '').replace(/^env:/i, '');
  notePart(r, at, at + match[0].length, automatic.test(name) ? undefined : name);
  return at + match[0].length;
}

/** The commands of the `(…)` or `{…}` at `open`, as one part of the word that begins at `from`. */
function readInner(r: Reader, open: number, from: number): number {
  const brace = r.text[open] === '{';
  r.at = open + 1;
  r.word.expanding++;
  r.inside(brace ? 'group' : 'substitution', open);
  if (!r.close(brace ? '}' : ')', open, brace ? '{' : '(')) r.at = Math.max(r.at, open + 1);
  r.word.expanding--;
  notePart(r, from, r.at);
  return r.at;
}

/** Takes quotes, doubled quotes and backquotes off. */
export function unquotePowershell(
  text: string,
  start: number,
  end: number,
  parts: readonly Part[] | undefined,
  to: Unquoted,
): void {
  let from = start;
  let quote = '';
  let hereEnd = -1;
  let next = 0;
  const drop = (at: number, length: number): void => {
    if (from < at) to.run(from, at);
    from = at + length;
  };
  for (let at = start; at < end; at++) {
    const char = text[at]!;
    const part = parts?.[next];
    if (part?.start === at) {
      drop(at, part.end - at);
      to.part(part);
      next++;
      at = part.end - 1;
    } else if (quote !== '' && char === quote) {
      drop(at, 1);
      if (text[at + 1] === quote) at++;
      else quote = '';
    } else if (at === hereEnd) {
      drop(at, 3);
      at += 2;
      quote = '';
    } else if (quote === '' && opensHere(text, at)) {
      quote = text.slice(at, at + 2);
      hereEnd = text.indexOf(`\n${text[at + 1]}@`, at + 2);
      const inner = text.indexOf('\n', at) + 1;
      drop(at, inner - at);
      at = Math.min(inner, hereEnd === -1 ? inner : hereEnd) - 1;
    } else if (quote === '' && (char === "'" || char === '"')) {
      quote = char;
      drop(at, 1);
    } else if (char === '`' && !quote.endsWith("'") && at + 1 < end) {
      drop(at, 2);
      to.escape(at, at + 2, escapes[text[at + 1]!] ?? text[at + 1]!);
      at++;
    }
  }
  drop(end, 0);
}

/** `@'` or `@"` at the end of a line. */
const opensHere = (text: string, at: number): boolean =>
  text[at] === '@' &&
  (text[at + 1] === "'" || text[at + 1] === '"') &&
  (text[at + 2] === '\n' || (text[at + 2] === '\r' && text[at + 3] === '\n'));

/** The offset behind the next `what`, else the end. */
export const behind = (text: string, what: string, from: number): number => {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at + what.length;
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\n': '',
};

const variable = /\$(?:([A-Za-z_][\w]*(?::\w+)?)|\{([^}\n]*)\}|[$?^])/y;
const automatic =
  /^(?:_|PSItem|true|false|null|args|input|this|matches|error|LASTEXITCODE|PS\w+|Host|Home)$/i;
