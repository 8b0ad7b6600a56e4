import { AMPERSAND, ENDS, kindOf, OPEN, SEMICOLON } from './chars.ts';
import { readArithmetic } from './expansions.ts';
import { skipLines } from './lines.ts';
import type { Reader } from './reader.ts';
import { readRedirect, redirectAt } from './redirects.ts';
import type { Draft, Lexeme, RedirectDraft } from './state.ts';
import { asWord, endsWord, readWord, skipBlanks } from './words.ts';

/** `(( … ))`. */
export function readLet(r: Reader, draft: Draft, opener: number): Draft {
  const close = r.arithmeticEnd(opener);
  const { word } = asWord(r, opener, () => {
    readArithmetic(r, opener + 2, close);
    return close + 2;
  });
  return finishTest(r, draft, '((', [word], opener);
}

/** `[[ … ]]`: its operators count as words. */
export function readTest(r: Reader, draft: Draft, opener: number): Draft {
  const { text } = r;
  r.at = opener;
  const words = [readWord(r).word];
  for (;;) {
    skipLines(r);
    const code = text.charCodeAt(r.at);
    const closed = text.startsWith(']]', r.at) && endsWord(text, r.at + 2);
    const operator = kindOf(code) === ENDS ? testOperator(text, r.at) : '';
    if (r.at >= text.length || code === SEMICOLON || (code === AMPERSAND && operator === '')) {
      r.problem('[[ without ]]', opener, opener + 2);
      break;
    }
    const regex = words.at(-1)!.raw === '=~';
    if (operator !== '' && !(regex && code === OPEN)) {
      const start = r.at;
      words.push({ ...asWord(r, start, () => start + operator.length).word, literal: true });
    } else words.push(readWord(r, regex ? 'regex' : 'word').word);
    if (closed) break;
  }
  return finishTest(r, draft, '[[', words, opener);
}

function testOperator(text: string, at: number): string {
  if (text.startsWith('&&', at) || text.startsWith('||', at)) return text.slice(at, at + 2);
  return text[at] === '&' ? '' : text[at]!;
}

function finishTest(r: Reader, draft: Draft, name: string, words: Lexeme['word'][], opener: number): Draft {
  draft.name = name;
  draft.words = words;
  const end = r.at;
  readRedirects(r, draft.redirects, draft);
  draft.span = r.span(opener, draft.redirects.length > 0 ? r.at : end);
  return draft;
}

/** The redirects behind a compound; a test is told as a command, and has a draft. */
export function readRedirects(r: Reader, redirects: RedirectDraft[], draft?: Draft): void {
  for (;;) {
    const before = r.at;
    skipBlanks(r);
    const operator = redirectAt(r.text, r.at);
    if (operator === -1) {
      r.at = before;
      return;
    }
    redirects.push(readRedirect(r, operator, draft));
  }
}
