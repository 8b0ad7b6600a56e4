import {
  BACKQUOTE,
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  DOLLAR,
  DOUBLE,
  EQUALS,
  isDigit,
  isNamePart,
  isNameStart,
  nameEnd,
  OPEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE,
} from './chars.ts';
import { Excerpt } from './excerpt.ts';
import type { Reader } from './reader.ts';

/**
 * Reads the expansion at the `$` or `` ` `` at `at`, and notes it in the word that is being read. Returns the offset
 * behind it, or `at` when `$` stands for itself. `double`: within double quotes.
 * Source: POSIX.1-2024, Shell Command Language, 2.6.
 */
export function readExpansion(r: Reader, at: number, double: boolean): number {
  const { word } = r;
  const known = word.names.length;
  const opaque = r.opaqueAt(at);
  let end: number;
  if (opaque) {
    for (const name of opaque.names) word.names.push(name);
    end = opaque.end;
  } else {
    word.expanding++;
    end = expand(r, at, double);
    word.expanding--;
  }
  if (end > at && word.expanding === 0) {
    word.parts ??= [];
    word.parts.push({ start: at, end, names: word.names.slice(known) });
  }
  return end;
}

/** `$(…)`, `<(…)` or `>(…)` at `at`. */
export function readSubstitution(r: Reader, at: number): number {
  const { word } = r;
  r.at = at + 2;
  r.inside('substitution', at);
  if (!r.close(')', at, r.text.slice(at, at + 2))) r.at = r.text.length;
  if (word.expanding === 0) {
    word.parts ??= [];
    word.parts.push({ start: at, end: r.at, names: [] });
  }
  return r.at;
}

/** Reads arithmetic up to `end`: its names are variables, of which some are assigned. */
export function readArithmetic(r: Reader, from: number, end: number): void {
  const { text } = r;
  let at = from;
  while (at < end) {
    const code = text.charCodeAt(at);
    r.out.work++;
    if (code === DOLLAR || code === BACKQUOTE) at = Math.max(readExpansion(r, at, true), at + 1);
    else if (code === BACKSLASH) at += 2;
    else if (isNameStart(code)) at = readOperand(r, at, end);
    else if (isDigit(code)) while (isNamePart(text.charCodeAt(at)) || text[at] === '#') at++;
    else at++;
  }
}

/** The closing quote's far side for the `'` at `at`. */
export function readSingle(r: Reader, at: number): number {
  const close = r.text.indexOf("'", at + 1);
  const end = close === -1 ? unterminated(r, at) : close + 1;
  r.out.work += end - at;
  for (let part = r.opaqueFrom(at); part && part.start < end; part = r.opaqueFrom(part.end)) {
    readExpansion(r, part.start, false);
  }
  return end;
}

/** The same for a `"`. */
export function readDouble(r: Reader, at: number): number {
  const { text } = r;
  let i = at + 1;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === DOUBLE) {
      r.out.work += 1;
      return i + 1;
    }
    r.out.work++;
    if (code === BACKSLASH) i += 2;
    else if (code === DOLLAR || code === BACKQUOTE) i = Math.max(readExpansion(r, i, true), i + 1);
    else i++;
  }
  return unterminated(r, at);
}

/** The same for the `'` of `$'`. */
export function readAnsi(r: Reader, at: number): number {
  const { text } = r;
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    r.out.work++;
    if (code === SINGLE) return i + 1;
    if (code === BACKSLASH) i++;
  }
  return unterminated(r, at);
}

function unterminated(r: Reader, at: number): number {
  r.problem('quote without end', at, at + 1);
  return r.text.length;
}

function expand(r: Reader, at: number, double: boolean): number {
  const { text } = r;
  const code = text.charCodeAt(at);
  if (code === BACKQUOTE) return readBackquotes(r, at, double);
  if (code !== DOLLAR) return at;
  const next = text.charCodeAt(at + 1);
  if (next === OPEN) {
    const close = text.charCodeAt(at + 2) === OPEN ? r.arithmeticEnd(at + 1) : -1;
    if (close === -1) return readSubstitution(r, at);
    readArithmetic(r, at + 3, close);
    return close + 2;
  }
  if (next === OPEN_BRACE) return readParameter(r, at, double);
  if (isNameStart(next)) {
    const end = nameEnd(text, at + 1);
    note(r, text.slice(at + 1, end), at, end, false);
    return end;
  }
  return isSpecial(next) ? at + 2 : at;
}

/** `${…}`. */
function readParameter(r: Reader, at: number, double: boolean): number {
  const { text } = r;
  if (!r.enter(at)) return text.length;
  let i = at + 2;
  const mark = text[i];
  if ((mark === '#' || mark === '!') && isNameStart(text.charCodeAt(i + 1))) i++;
  const end = nameEnd(text, i);
  const read =
    end > i ? r.out.reads.push({ name: text.slice(i, end), span: r.span(at, end), guarded: false }) : 0;
  if (end > i) r.word.names.push(text.slice(i, end));
  else if (isSpecial(text.charCodeAt(i))) i = digitsEnd(text, i) || i + 1;
  i = Math.max(i, end);
  if (text.charCodeAt(i) === OPEN_BRACKET && end === i) i = readUpTo(r, i, CLOSE_BRACKET, false, at);
  const colon = text.charCodeAt(i) === COLON ? 1 : 0;
  const operator = text[i + colon] ?? '';
  const guarded = operator !== '' && '-=?+'.includes(operator);
  if (guarded) i += colon + 1;
  i = readUpTo(r, i, CLOSE_BRACE, double && (guarded || operator === '}'), at);
  if (read > 0) {
    const entry = r.out.reads[read - 1]!;
    entry.span = r.span(at, i);
    entry.guarded = guarded;
    if (guarded && operator === '=') r.out.assigned.add(entry.name);
  }
  r.leave();
  return i;
}

/** Behind the next `close`, quotes and expansions between counted as such; `'` is no quote where `bare`. */
function readUpTo(r: Reader, from: number, close: number, bare: boolean, opener: number): number {
  const { text } = r;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    r.out.work++;
    if (code === close) return at + 1;
    if (code === BACKSLASH) at += 2;
    else if (code === SINGLE && !bare) at = readSingle(r, at);
    else if (code === DOUBLE) at = readDouble(r, at);
    else if (code === DOLLAR || code === BACKQUOTE) at = Math.max(readExpansion(r, at, bare), at + 1);
    else at++;
  }
  r.problem('${ without }', opener, opener + 2);
  return text.length;
}

/** `` `…` ``: what stands in it is read as a script of its own, its escapes taken off. */
function readBackquotes(r: Reader, at: number, double: boolean): number {
  const { text } = r;
  const script = new Excerpt(r.script);
  let from = at + 1;
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKQUOTE) break;
    const part = code === DOLLAR ? r.opaqueAt(i) : undefined;
    if (part) {
      script.run(from, i);
      script.part(part);
      from = part.end;
      i = from - 1;
    } else if (code === BACKSLASH && i + 1 < text.length) {
      const next = text.charCodeAt(i + 1);
      if (next === BACKQUOTE || next === BACKSLASH || next === DOLLAR || (double && next === DOUBLE)) {
        script.run(from, i);
        script.escape(i, i + 2, text[i + 1]!);
        from = i + 2;
      }
      i++;
    }
  }
  const end = Math.min(i, text.length);
  script.run(from, end);
  r.out.work += end - at;
  if (i >= text.length) r.problem('` without end', at, at + 1);
  if (!r.enter(at)) return text.length;
  r.out.read(script, 'posix', r.out, {
    within: 'substitution',
    depth: r.depth + 1,
    nesting: r.nesting,
    level: r.level,
  });
  r.leave();
  return Math.min(end + 1, text.length);
}

/** A name within arithmetic. */
function readOperand(r: Reader, at: number, end: number): number {
  const { text } = r;
  const stop = nameEnd(text, at);
  const name = text.slice(at, stop);
  let i = stop;
  while (i < end && text[i] === ' ') i++;
  const assigns = assignsAt(text, i);
  if (assigns) r.out.assigned.add(name);
  if (assigns !== '=') note(r, name, at, stop, false);
  return stop;
}

/** The assignment operator at `at`: `=`, or another (`+=`, `++`), or ''. */
function assignsAt(text: string, at: number): '' | '=' | 'other' {
  if (text.charCodeAt(at) === EQUALS) return text.charCodeAt(at + 1) === EQUALS ? '' : '=';
  const two = text.slice(at, at + 2);
  if (two === '++' || two === '--') return 'other';
  if (two === '<<' || two === '>>') return text.charCodeAt(at + 2) === EQUALS ? 'other' : '';
  return two[1] === '=' && '+-*/%&|^'.includes(two[0]!) ? 'other' : '';
}

function note(r: Reader, name: string, start: number, end: number, guarded: boolean): void {
  r.word.names.push(name);
  r.out.reads.push({ name, span: r.span(start, end), guarded });
}

/** `$?`, `$1`, `$@`, … */
const isSpecial = (code: number): boolean =>
  isDigit(code) || (code < 128 && '?$!#@*-'.includes(String.fromCharCode(code)));

function digitsEnd(text: string, at: number): number {
  if (!isDigit(text.charCodeAt(at))) return 0;
  let end = at;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}
