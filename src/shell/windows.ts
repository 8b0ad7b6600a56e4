import { finishCommand } from './command.ts';
import { PlainText } from './excerpt.ts';
import type { Reader } from './reader.ts';
import type { Draft, Joint, Lexeme } from './state.ts';
import { asWord } from './words.ts';

/** What a scan of a word found: where it ends, and whether it has quotes, or anything that the shell replaces. */
export interface WindowsShape {
  readonly end: number;
  readonly quoted: boolean;
  readonly replaced: boolean;
}

/** The word that begins at the place of reading. */
export function windowsWord(r: Reader, scan: () => WindowsShape): Lexeme {
  const start = r.at;
  let shape: WindowsShape | undefined;
  const lexeme = asWord(r, start, () => {
    shape = scan();
    return shape.end;
  });
  const { end, parts, word } = lexeme;
  const plain = new PlainText(r.written);
  r.grammar.unquote(r.text, start, end, parts, plain);
  r.noteUnquoted(lexeme);
  return {
    ...lexeme,
    word: { ...word, value: plain.text, quoted: shape!.quoted, literal: !shape!.replaced && !parts },
  };
}

/** Notes that [start, end) is replaced by the shell; a name is that of a variable. */
export function notePart(r: Reader, start: number, end: number, name?: string): void {
  const names = r.opaqueAt(start)?.names ?? (name ? [name] : []);
  for (const each of names) r.word.names.push(each);
  if (name && !r.opaqueAt(start)) r.out.reads.push({ name, span: r.span(start, end), guarded: false });
  if (r.word.expanding > 0) return;
  r.word.parts ??= [];
  r.word.parts.push({ start, end, names });
}

/** Reads pipelines up to a closer: `element` reads one command, `joint` what joins pipelines. */
export function readWindowsList(
  r: Reader,
  closes: (r: Reader) => string,
  element: (r: Reader, chain: number, before: Joint) => Draft | undefined,
): void {
  let before: Joint = '';
  let chain = -1;
  for (;;) {
    r.closer = closes(r);
    if (r.closer !== '' || r.at >= r.text.length) return;
    if (chain === -1) chain = r.out.chains++;
    const start = r.at;
    before = readWindowsPipeline(r, chain, before, element);
    if (r.at === start) r.at++;
    if (before !== '&&' && before !== '||') chain = -1;
  }
}

function readWindowsPipeline(
  r: Reader,
  chain: number,
  before: Joint,
  element: (r: Reader, chain: number, before: Joint) => Draft | undefined,
): Joint {
  const id = r.out.pipelines++;
  const members: Draft[] = [];
  let length = 0;
  let after: Joint = '';
  for (;;) {
    const draft = element(r, chain, before);
    if (draft) {
      draft.pipeline.id = id;
      draft.pipeline.index = length;
      members.push(draft);
    }
    length++;
    const operator = operatorAt(r);
    r.at += operator.length;
    if (operator !== '|') {
      after = operator === '\r\n' ? '\n' : operator;
      break;
    }
  }
  for (const member of members) {
    member.pipeline.length = length;
    member.after = after;
  }
  return after;
}

function operatorAt(r: Reader): Joint | '|' | '\r\n' {
  const { text, at } = r;
  if (text.startsWith('&&', at)) return '&&';
  if (text.startsWith('||', at)) return '||';
  if (text.startsWith('\r\n', at)) return '\r\n';
  switch (text[at]) {
    case '&':
      return '&';
    case '|':
      return '|';
    case ';':
      return ';';
    case '\n':
      return '\n';
    default:
      return '';
  }
}

/** Gives a draft its words and place; takes it back when there is nothing in it. */
export function finishWindows(
  r: Reader,
  draft: Draft,
  lexemes: readonly Lexeme[],
  start: number,
  end: number,
): Draft | undefined {
  if (lexemes.length === 0 && draft.redirects.length === 0 && draft.assignments.length === 0) {
    const place = r.out.commands.lastIndexOf(draft);
    if (place !== -1) r.out.commands.splice(place, 1);
    return undefined;
  }
  draft.span = r.span(start, end);
  finishCommand(r, draft, lexemes);
  return draft;
}

export const isWindowsBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\r';
