import { CLOSE, ENDS, HASH, kindOf, OPEN, PIPE, SEMICOLON } from './chars.ts';
import { readLet, readRedirects, readTest } from './conditions.ts';
import { readArithmetic } from './expansions.ts';
import { skipComment, skipLines } from './lines.ts';
import type { Reader } from './reader.ts';
import type { CompoundDraft, Draft, Joint } from './state.ts';
import type { ShellCompound } from './types.ts';
import { endsWord, readWord, skipBlanks } from './words.ts';

/**
 * Reads the compound command at the place of reading, with the redirects behind it. Returns undefined when there is
 * none (a `!` is stepped over all the same); the draft of `[[ … ]]` and `(( … ))`, which are told as commands;
 * else 'told', as what it holds is. Source: POSIX.1-2024, Shell Command Language, 2.9.4; bash manual, 3.2.5.
 */
export function readCompound(r: Reader, chain: number, before: Joint): Draft | 'told' | undefined {
  for (;;) {
    const keyword = keywordAt(r);
    const opener = r.at;
    if (keyword === '') return undefined;
    r.at += keyword.length;
    if (keyword === '!' || keyword === 'time' || keyword === 'coproc') {
      skipLines(r);
      if (keyword === 'time' && wordIs(r, '-p')) r.at += 2;
      skipLines(r);
    } else if (keyword === '[[') return readTest(r, r.out.draft(r, chain, before), opener);
    else if (keyword === '((') return readLet(r, r.out.draft(r, chain, before), opener);
    else if (keyword === 'function') return readFunction(r);
    else {
      const compound = r.begin(kinds[keyword] ?? 'loop', opener, chain, before);
      readBody(r, keyword, opener, compound);
      readRedirects(r, compound.redirects);
      r.finish(compound, opener);
      return 'told';
    }
  }
}

/** Reads the body of a function whose head has been read. */
export function readFunctionBody(r: Reader, name: string): 'told' {
  r.out.functions.add(name);
  skipLines(r);
  const opener = r.at;
  const keyword = keywordAt(r);
  if (keyword === '{' || keyword === '(') {
    const compound = r.begin('function', opener);
    r.at++;
    r.inside('function', opener, compound);
    r.close(keyword === '{' ? '}' : ')', opener, keyword);
    readRedirects(r, compound.redirects);
    r.finish(compound, opener);
  } else if (keyword !== '' && r.enter(opener)) {
    const outer = r.within;
    r.within = 'function';
    r.depth++;
    const test = readCompound(r, r.out.chains++, '');
    if (typeof test === 'object') test.pipeline.id = r.out.pipelines++;
    r.depth--;
    r.within = outer;
    r.leave();
  }
  return 'told';
}

function readFunction(r: Reader): 'told' {
  skipBlanks(r);
  if (r.at >= r.text.length || kindOf(r.text.charCodeAt(r.at)) === ENDS) return 'told';
  const { word } = readWord(r);
  skipBlanks(r);
  emptyParentheses.lastIndex = r.at;
  const match = emptyParentheses.exec(r.text);
  if (match) r.at += match[0].length;
  return readFunctionBody(r, word.value);
}

/** What compounds are told to be by their keyword; the others are loops. */
const kinds: Readonly<Record<string, ShellCompound['kind']>> = {
  '(': 'subshell',
  '{': 'group',
  if: 'if',
  case: 'case',
};

function readBody(r: Reader, keyword: string, opener: number, compound: CompoundDraft): void {
  switch (keyword) {
    case '(':
      r.inside('subshell', opener, compound);
      r.close(')', opener, '(');
      break;
    case '{':
      r.inside('group', opener, compound);
      r.close('}', opener, '{');
      break;
    case 'if':
      readIf(r, opener, compound);
      break;
    case 'case':
      readCase(r, opener, compound);
      break;
    case 'while':
    case 'until':
      r.inside('loop', opener, compound);
      if (r.close('do', opener, keyword)) readLoop(r, opener, 'done', compound);
      break;
    default:
      readFor(r, keyword, opener, compound);
  }
}

function readIf(r: Reader, opener: number, compound: CompoundDraft): void {
  for (;;) {
    r.inside('if', opener, compound);
    if (!r.close('then', opener, 'if')) return;
    r.inside('if', opener, compound);
    if (r.closer === 'elif') r.at += 4;
    else break;
  }
  if (r.closer === 'else') {
    r.at += 4;
    r.inside('if', opener, compound);
  }
  r.close('fi', opener, 'if');
}

function readLoop(r: Reader, opener: number, closer: 'done' | '}', compound: CompoundDraft): void {
  r.inside('loop', opener, compound);
  r.close(closer, opener, closer === '}' ? '{' : 'do');
}

/** `for` and `select`, with words or arithmetic. */
function readFor(r: Reader, keyword: string, opener: number, compound: CompoundDraft): void {
  const { text } = r;
  skipBlanks(r);
  const close = text.startsWith('((', r.at) ? r.arithmeticEnd(r.at) : -1;
  if (close !== -1) {
    readArithmetic(r, r.at + 2, close);
    r.at = close + 2;
  } else if (r.at < text.length && kindOf(text.charCodeAt(r.at)) !== ENDS) {
    r.out.assigned.add(readWord(r).word.value);
    skipLines(r);
    if (wordIs(r, 'in')) {
      r.at += 2;
      readWords(r);
    }
  }
  skipLines(r);
  if (text.charCodeAt(r.at) === SEMICOLON && text.charCodeAt(r.at + 1) !== SEMICOLON) r.at++;
  skipLines(r);
  if (wordIs(r, 'do')) {
    r.at += 2;
    readLoop(r, opener, 'done', compound);
  } else if (wordIs(r, '{')) {
    r.at++;
    readLoop(r, opener, '}', compound);
  } else r.problem(`${keyword} without do`, opener, opener + keyword.length);
}

/** The words behind `in`, up to the end of the line or command. */
function readWords(r: Reader): void {
  for (;;) {
    skipBlanks(r);
    const code = r.text.charCodeAt(r.at);
    if (r.at >= r.text.length || (kindOf(code) === ENDS && !opensSubstitution(r))) return;
    if (code === HASH) skipComment(r);
    else readWord(r);
  }
}

function readCase(r: Reader, opener: number, compound: CompoundDraft): void {
  skipBlanks(r);
  if (r.at < r.text.length && kindOf(r.text.charCodeAt(r.at)) !== ENDS) readWord(r);
  skipLines(r);
  if (!wordIs(r, 'in')) {
    r.problem('case without in', opener, opener + 4);
    return;
  }
  r.at += 2;
  for (;;) {
    skipLines(r);
    if (wordIs(r, 'esac')) {
      r.at += 4;
      return;
    }
    if (!readPatterns(r)) {
      r.problem('case without esac', opener, opener + 4);
      return;
    }
    r.inside('case', opener, compound);
    if (!r.closer.startsWith(';')) {
      r.close('esac', opener, 'case');
      return;
    }
    r.at += r.closer.length;
  }
}

/** The patterns of one branch, `)` included. */
function readPatterns(r: Reader): boolean {
  const { text } = r;
  if (text.charCodeAt(r.at) === OPEN) r.at++;
  for (;;) {
    skipBlanks(r);
    if (r.at >= text.length) return false;
    const code = text.charCodeAt(r.at);
    if (kindOf(code) !== ENDS) readWord(r);
    else if (code === CLOSE || code === PIPE) {
      r.at++;
      if (code === CLOSE) return true;
    } else return false;
  }
}

const opensSubstitution = (r: Reader): boolean =>
  r.text.startsWith('<(', r.at) || r.text.startsWith('>(', r.at);

/** The reserved word (or `(`) at the place of reading that begins a compound, or stands before one. */
function keywordAt(r: Reader): string {
  const { text, at } = r;
  switch (text[at]) {
    case '(':
      return text[at + 1] === '(' && r.arithmeticEnd(at) !== -1 ? '((' : '(';
    case '{':
      return only(r, '{');
    case '!':
      return only(r, '!');
    case '[':
      return only(r, '[[');
    case 'i':
      return only(r, 'if');
    case 'f':
      return only(r, 'for') || only(r, 'function');
    case 'w':
      return only(r, 'while');
    case 'u':
      return only(r, 'until');
    case 'c':
      return only(r, 'case') || only(r, 'coproc');
    case 's':
      return only(r, 'select');
    case 't':
      return timesCompound(text, at) ? 'time' : '';
    default:
      return '';
  }
}

const only = (r: Reader, word: string): string => (wordIs(r, word) ? word : '');

const wordIs = (r: Reader, word: string): boolean =>
  r.text.startsWith(word, r.at) && endsWord(r.text, r.at + word.length);

/** Whether the `time` at `at` stands before a compound; before a simple command it is one of its prefixes. */
function timesCompound(text: string, at: number): boolean {
  if (!text.startsWith('time', at)) return false;
  timed.lastIndex = at;
  return timed.test(text);
}

const timed = /time[ \t]+(?:-p[ \t]+)?(?:\(|(?:\{|!|\[\[|if|for|while|until|case|select)[ \t\n])/y;
const emptyParentheses = /\([ \t]*\)/y;
