import { behind, readPowershellWord, unquotePowershell } from './powershell-words.ts';
import { Reader } from './reader.ts';
import type { Draft, Gathered, Joint, Lexeme, RedirectDraft, Script, Surroundings, Within } from './state.ts';
import { finishWindows, isWindowsBlank, readWindowsList } from './windows.ts';

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
    else lexemes.push(readPowershellWord(r));
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
function readBlock(r: Reader, within: Exclude<Within, 'top'>): void {
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

function readRedirect(r: Reader, match: RegExpExecArray): RedirectDraft {
  const start = r.at;
  const [whole, fd, operator] = match;
  r.at += whole.length;
  const made: RedirectDraft = { operator: operator!, span: r.span(start, r.at) };
  if (fd && fd !== '*') made.fd = Number(fd);
  skipBlanks(r);
  if (r.at < r.text.length && !';|\n)}'.includes(r.text[r.at]!)) {
    const { word, end } = readPowershellWord(r);
    made.target = word;
    made.span = r.span(start, end);
  }
  return made;
}

const to = (text: string, what: string, from: number): number => {
  const at = text.indexOf(what, from);
  return at === -1 ? text.length : at;
};

const withins: Readonly<Record<string, Exclude<Within, 'top'>>> = {
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

const keyword =
  /(?:if|elseif|else|switch|foreach|for|while|until|do|try|catch|finally|function|filter|param|begin|process|end|return|throw)(?=[\s({[;}]|$)/iy;
const functionName = /[\w:-]+/y;
const loopVariable = /[ \t]*\$(\w+)[ \t]+in[ \t]/iy;
const assignment = /\$\{?([A-Za-z_][\w:]*)\}?[ \t]*[-+*/%]?=(?!=)[ \t]*/y;
const redirect = /([1-6*]?)(>>|>&|>|<)/y;
