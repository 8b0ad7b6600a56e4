import type { Unquoted } from './excerpt.ts';
import { Reader } from './reader.ts';
import type { Draft, Gathered, Joint, Lexeme, Part, RedirectDraft, Script, Surroundings } from './state.ts';
import {
  finishWindows,
  isWindowsBlank,
  notePart,
  readWindowsList,
  type WindowsShape,
  windowsWord,
} from './windows.ts';

/**
 * Reads a script of the Windows command processor: commands with their words, through `&`, `&&`, `||`, `|`, lines,
 * groups, `if` and `for`. Source: Microsoft, Windows commands, “cmd”, “if”, “for”, “set”.
 */
export function readCmd(script: Script, out: Gathered, where: Surroundings): void {
  const r = new Reader(script, out, where, { list: readList, unquote: unquoteCmd, windows: true });
  for (;;) {
    readList(r);
    if (r.at >= r.text.length) return;
    r.problem('unexpected )', r.at, r.at + 1);
    r.at++;
  }
}

const readList = (r: Reader): void => readWindowsList(r, closerAt, readElement);

function closerAt(r: Reader): string {
  while (isWindowsBlank(r.text[r.at]) || r.text[r.at] === '\n' || r.text[r.at] === '@') r.at++;
  return r.text[r.at] === ')' ? ')' : '';
}

/** One command; what stands before it in an `if` or `for` is stepped over. */
function readElement(r: Reader, chain: number, before: Joint): Draft | undefined {
  const { text } = r;
  skipHead(r);
  if (text[r.at] === '(') {
    const opener = r.at++;
    const compound = r.begin('group', opener, chain, before);
    r.inside('group', opener, compound);
    r.close(')', opener, '(');
    for (skipBlanks(r); ; skipBlanks(r)) {
      const redirect = redirectPattern(r);
      if (!redirect) break;
      compound.redirects.push(readRedirect(r, redirect));
    }
    r.finish(compound, opener);
    return undefined;
  }
  const draft = r.out.draft(r, chain, before);
  const start = r.at;
  const lexemes: Lexeme[] = [];
  let end = start;
  while (r.at < text.length) {
    skipBlanks(r);
    const char = text[r.at];
    if (char === undefined || '&|\n'.includes(char) || (char === ')' && r.within !== 'top')) break;
    const redirect = redirectPattern(r);
    if (redirect) draft.redirects.push(readRedirect(r, redirect));
    else lexemes.push(readWord(r));
    end = r.at;
    if (lexemes.length === 1 && isRemark(lexemes[0]!)) return remark(r, draft);
  }
  noteSet(r, draft, lexemes);
  return finishWindows(r, draft, lexemes, start, end);
}

/** Steps over `if …`, `for … do`, `else` and `call`, up to the command that they run. */
function skipHead(r: Reader): void {
  for (;;) {
    skipBlanks(r);
    head.lastIndex = r.at;
    const word = head.exec(r.text)?.[0].toLowerCase();
    if (word === undefined) return;
    r.at += word.length;
    if (word === 'if') skipCondition(r);
    else if (word === 'for') skipSet(r);
  }
}

function skipCondition(r: Reader): void {
  let word = nextWord(r);
  while (/^(?:not|\/i)$/i.test(word)) word = nextWord(r);
  if (/^(?:exist|defined|errorlevel|cmdextversion)$/i.test(word)) nextWord(r);
  else if (!/==./.test(word)) {
    const operator = word.endsWith('==') ? '==' : nextWord(r);
    if (operator.endsWith('==') || /^(?:equ|neq|lss|leq|gtr|geq)$/i.test(operator)) nextWord(r);
  }
}

function skipSet(r: Reader): void {
  for (let word = nextWord(r); word !== '' && word.toLowerCase() !== 'do'; word = nextWord(r)) {
    if (word === '(') while (word !== '' && !word.endsWith(')')) word = nextWord(r);
  }
}

/** The next word of this line as written; '' when there is none. */
function nextWord(r: Reader): string {
  skipBlanks(r);
  const char = r.text[r.at];
  if (char === undefined || '&|\n'.includes(char)) return '';
  if (char === '(' || char === ')') {
    r.at++;
    return char;
  }
  return readWord(r).word.raw;
}

function skipBlanks(r: Reader): void {
  const { text } = r;
  const start = r.at;
  for (;;) {
    if (isWindowsBlank(text[r.at])) r.at++;
    else if (text.startsWith('^\n', r.at)) r.at += 2;
    else if (text.startsWith('^\r\n', r.at)) r.at += 3;
    else break;
  }
  r.out.work += r.at - start;
}

const readWord = (r: Reader): Lexeme => windowsWord(r, () => scanWord(r));

function scanWord(r: Reader): WindowsShape {
  const { text } = r;
  let at = r.at;
  let quoted = false;
  let inside = false;
  let replaced = false;
  for (; at < text.length; at++) {
    r.out.work++;
    const char = text[at]!;
    const opaque = char === '$' ? r.opaqueAt(at) : undefined;
    if (opaque) {
      notePart(r, at, opaque.end);
      at = opaque.end - 1;
    } else if (char === '%') {
      variable.lastIndex = at;
      const match = variable.exec(text);
      replaced ||= match !== null;
      if (match) {
        notePart(r, at, at + match[0].length, match[1]);
        at += match[0].length - 1;
      }
    } else if (char === '"') {
      inside = !inside;
      quoted = true;
    } else if (inside) {
      if (char === '\\' && text[at + 1] === '"') at++;
      else if (char === '\n') break;
    } else if (char === '^') at++;
    else if (isWindowsBlank(char) || '&|<>\n'.includes(char)) break;
    else if (char === ')' && r.within !== 'top') break;
  }
  return { end: Math.max(Math.min(at, text.length), r.at + 1), quoted, replaced };
}

/** Takes `"`, `^` and the `\` before a quote off. */
function unquoteCmd(
  text: string,
  start: number,
  end: number,
  parts: readonly Part[] | undefined,
  to: Unquoted,
): void {
  let from = start;
  let inside = false;
  let next = 0;
  const drop = (at: number, length: number): void => {
    if (from < at) to.run(from, at);
    from = at + length;
  };
  for (let at = start; at < end; at++) {
    const part = parts?.[next];
    if (part?.start === at) {
      drop(at, part.end - at);
      to.part(part);
      next++;
      at = part.end - 1;
    } else if (text[at] === '"') {
      inside = !inside;
      drop(at, 1);
    } else if ((text[at] === '\\' && inside && text[at + 1] === '"') || (text[at] === '^' && !inside)) {
      drop(at, 1);
      at++;
    }
  }
  drop(end, 0);
}

function readRedirect(r: Reader, [whole, fd, operator]: RegExpExecArray): RedirectDraft {
  const start = r.at;
  r.at += whole.length;
  skipBlanks(r);
  const redirect: RedirectDraft = { operator: operator!, span: r.span(start, start + whole.length) };
  if (fd) redirect.fd = Number(fd);
  if (r.at < r.text.length && !'&|<>\n'.includes(r.text[r.at]!)) {
    const { word, end } = readWord(r);
    redirect.target = word;
    redirect.span = r.span(start, end);
  } else r.problem(`${operator} without a target`, start, start + whole.length);
  return redirect;
}

function redirectPattern(r: Reader): RegExpExecArray | null {
  redirect.lastIndex = r.at;
  return redirect.exec(r.text);
}

const isRemark = ({ word }: Lexeme): boolean => word.raw.toLowerCase() === 'rem' || word.raw.startsWith('::');

/** A comment up to the end of the line, which is no command. */
function remark(r: Reader, draft: Draft): undefined {
  const newline = r.text.indexOf('\n', r.at);
  r.at = newline === -1 ? r.text.length : newline;
  finishWindows(r, draft, [], r.at, r.at);
}

/** `set NAME=value`, `set "NAME=value"`. */
function noteSet(r: Reader, draft: Draft, lexemes: readonly Lexeme[]): void {
  if (lexemes.length < 2 || lexemes[0]!.word.value.toLowerCase() !== 'set') return;
  const { word } = lexemes.find(({ word }, i) => i > 0 && !word.value.startsWith('/')) ?? lexemes[1]!;
  const equals = word.value.indexOf('=');
  if (equals < 1) return;
  const name = word.value.slice(0, equals);
  r.out.assigned.add(name);
  draft.assignments.push({ name, value: { ...word, value: word.value.slice(equals + 1) }, span: word.span });
}

const head = /@+|(?:if|for|else|call)(?=[\s(/])/iy;
const redirect = /([0-9]?)(>>|>&|<&|>|<)/y;
const variable = /%(?:([A-Za-z_][\w()]*)(?::[^%\n]*)?%|%?~?[a-zA-Z0-9*])/y;
