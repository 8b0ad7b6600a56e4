import type { Unquoted } from './excerpt.ts';
import { Reader } from './reader.ts';
import type {
  Draft,
  Gathered,
  Joint,
  Lexeme,
  Part,
  RedirectDraft,
  Script,
  Surroundings,
  Within,
} from './state.ts';
import {
  finishWindows,
  isWindowsBlank,
  notePart,
  readWindowsList,
  type WindowsShape,
  windowsWord,
} from './windows.ts';

/**
 * Reads a PowerShell script: commands with their words, through `;`, `|`, `&&`, `||`, lines, blocks, parentheses and
 * the statements that hold them. An expression is a command without a name.
 * Source: Microsoft, PowerShell language specification 3.0, chapters 2 and 8.
 */
export function readPowershell(script: Script, out: Gathered, where: Surroundings): void {
  const r = new Reader(script, out, where, { list: readList, unquote: unquotePowershell, windows: true });
  for (;;) {
    readList(r);
    if (r.at >= r.text.length) return;
    r.problem(`unexpected ${r.closer}`, r.at, r.at + 1);
    r.at++;
  }
}

const readList = (r: Reader): void => readWindowsList(r, closerAt, readElement);

function closerAt(r: Reader): string {
  for (;;) {
    skipBlanks(r);
    const char = r.text[r.at];
    if (char !== '\n' && char !== ';') return char === ')' || char === '}' ? char : '';
    r.at++;
  }
}

function readElement(r: Reader, chain: number, before: Joint): Draft | undefined {
  skipBlanks(r);
  if (readStatement(r)) return undefined;
  const { text } = r;
  const draft = r.out.draft(r, chain, before);
  const start = r.at;
  readAssignment(r, draft);
  const called = /[&.]/.test(text[r.at] ?? '') && isWindowsBlank(text[r.at + 1]);
  if (called) r.at++;
  skipBlanks(r);
  const lexemes: Lexeme[] = [];
  let end = r.at;
  const expression = !called && /["'$[(@\d{+-]/.test(text[r.at] ?? '');
  while (r.at < text.length) {
    skipBlanks(r);
    const char = text[r.at];
    if (char === undefined || ';|\n)}'.includes(char) || char === '&') break;
    redirect.lastIndex = r.at;
    const match = redirect.exec(text);
    if (match) draft.redirects.push(readRedirect(r, match));
    else lexemes.push(readWord(r));
    end = r.at;
  }
  const finished = finishWindows(r, draft, lexemes, start, end);
  if (finished && expression) finished.name = '';
  return finished;
}

/** A statement's keyword with its condition and block; what they hold is told, they are not. */
function readStatement(r: Reader): boolean {
  const { text } = r;
  keyword.lastIndex = r.at;
  const word = keyword.exec(text)?.[0].toLowerCase();
  if (word === undefined) return false;
  r.at += word.length;
  skipBlanks(r);
  if (word === 'return' || word === 'throw') return false;
  const within = withins[word] ?? 'group';
  if (within === 'function') {
    functionName.lastIndex = r.at;
    const name = functionName.exec(text)?.[0] ?? '';
    r.out.functions.add(name);
    r.at += name.length;
  }
  for (;;) {
    skipSpace(r);
    const char = text[r.at];
    if (char === '[') r.at += 1 + Math.max(text.slice(r.at, r.at + 200).indexOf(']'), 0);
    else if (char === '(' && (within === 'function' || word === 'param')) readParameters(r);
    else if (char === '(') readBlock(r, within);
    else {
      if (char === '{') readBlock(r, within);
      return true;
    }
  }
}

/** The parameters of a function, which are assigned; their defaults are not told. */
function readParameters(r: Reader): void {
  const { commands, reads, assigned } = r.out;
  const [told, read] = [commands.length, reads.length];
  readBlock(r, 'function');
  for (const { name } of reads.splice(read)) assigned.add(name);
  commands.length = told;
}

/** What stands in the parentheses or braces at the place of reading. */
function readBlock(r: Reader, within: Within): void {
  const opener = r.at;
  const open = r.text[opener] === '{' ? '{' : '(';
  r.at++;
  loopVariable.lastIndex = r.at;
  const variable = within === 'loop' ? loopVariable.exec(r.text) : null;
  if (variable) {
    r.out.assigned.add(variable[1]!);
    r.at += variable[0].length;
  }
  r.inside(within, opener);
  if (!r.close(open === '{' ? '}' : ')', opener, open)) r.at = Math.max(r.at, opener + 1);
}

/** `$name = …`, `$env:NAME += …`. */
function readAssignment(r: Reader, draft: Draft): void {
  if (r.opaqueAt(r.at)) return;
  assignment.lastIndex = r.at;
  const match = assignment.exec(r.text);
  if (!match) return;
  const name = match[1]!.replace(/^env:/i, '');
  r.out.assigned.add(name);
  draft.assignments.push({ name, span: r.span(r.at, r.at + match[0].length) });
  r.at += match[0].length;
}

function skipBlanks(r: Reader): void {
  const { text } = r;
  const start = r.at;
  for (;;) {
    const char = text[r.at];
    if (isWindowsBlank(char)) r.at++;
    else if (char === '`' && text[r.at + 1] === '\n') r.at += 2;
    else if (char === '`' && text.startsWith('\r\n', r.at + 1)) r.at += 3;
    else if (char === '#') r.at = to(text, '\n', r.at);
    else if (char === '<' && text[r.at + 1] === '#') r.at = behind(text, '#>', r.at + 2);
    else break;
  }
  r.out.work += r.at - start;
}

function skipSpace(r: Reader): void {
  skipBlanks(r);
  while (r.text[r.at] === '\n') {
    r.at++;
    skipBlanks(r);
  }
}

const readWord = (r: Reader): Lexeme => windowsWord(r, () => scanWord(r));

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
  r.at = open;
  r.word.expanding++;
  readBlock(r, r.text[open] === '{' ? 'group' : 'substitution');
  r.word.expanding--;
  notePart(r, from, r.at);
  return r.at;
}

function readRedirect(r: Reader, match: RegExpExecArray): RedirectDraft {
  const start = r.at;
  const [whole, fd, operator] = match;
  r.at += whole.length;
  const made: RedirectDraft = { operator: operator!, span: r.span(start, r.at) };
  if (fd && fd !== '*') made.fd = Number(fd);
  skipBlanks(r);
  if (r.at < r.text.length && !';|\n)}'.includes(r.text[r.at]!)) {
    const { word, end } = readWord(r);
    made.target = word;
    made.span = r.span(start, end);
  }
  return made;
}

/** Takes quotes, doubled quotes and backquotes off. */
function unquotePowershell(
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

const behind = (text: string, what: string, from: number): number => {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at + what.length;
};

const to = (text: string, what: string, from: number): number => {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
};

const withins: Readonly<Record<string, Within>> = {
  if: 'if',
  elseif: 'if',
  else: 'if',
  switch: 'case',
  foreach: 'loop',
  for: 'loop',
  while: 'loop',
  until: 'loop',
  do: 'loop',
  function: 'function',
  filter: 'function',
};

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '0': '\0',
  '\n': '',
};

const keyword =
  /(?:if|elseif|else|switch|foreach|for|while|until|do|try|catch|finally|function|filter|param|begin|process|end|return|throw)(?=[\s({[;}]|$)/iy;
const functionName = /[\w:-]+/y;
const loopVariable = /[ \t]*\$(\w+)[ \t]+in[ \t]/iy;
const assignment = /\$\{?([A-Za-z_][\w:]*)\}?[ \t]*[-+*/%]?=(?!=)[ \t]*/y;
const redirect = /([1-6*]?)(>>|>&|>|<)/y;
const variable = /\$(?:([A-Za-z_][\w]*(?::\w+)?)|\{([^}\n]*)\}|[$?^])/y;
const automatic =
  /^(?:_|PSItem|true|false|null|args|input|this|matches|error|LASTEXITCODE|PS\w+|Host|Home)$/i;
