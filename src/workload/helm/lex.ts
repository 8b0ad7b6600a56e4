import type { Span } from '../../core/span.ts';
import type { Part } from './types.ts';

/** Takes a template apart into literal text and actions. What is open at the end is text. Linear. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', from)) {
    const trimsLeft = text[open + 2] === '-' && isBlank(text[open + 3]);
    const inner = trimsLeft ? open + 4 : open + 2;
    const isComment = text.startsWith('/*', trimsLeft ? skipBlanks(text, inner) : inner);
    const close = isComment ? endOfComment(text, inner) : endOfAction(text, inner);
    if (close === undefined) break;
    if (open > from) parts.push(textPart(from, open));
    const trimsRight = text[close - 1] === '-' && isBlank(text[close - 2]);
    const span = { start: open, end: close + 2 };
    parts.push({ kind: isComment ? 'comment' : 'action', span, trimsLeft, trimsRight });
    from = close + 2;
  }
  if (from < text.length) parts.push(textPart(from, text.length));
  return parts;
}

const textPart = (start: number, end: number): Part => ({
  kind: 'text',
  span: { start, end },
  trimsLeft: false,
  trimsRight: false,
});

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\n' || char === '\r';

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

/** Where the `}}` behind the comment's end is. */
function endOfComment(text: string, from: number): number | undefined {
  const end = text.indexOf('*/', from);
  if (end === -1) return undefined;
  const close = text.indexOf('}}', end);
  return close === -1 ? undefined : close;
}

/** Where the `}}` of an action is; braces in strings do not count. */
function endOfAction(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '}' && text[at + 1] === '}') return at;
    if (char !== '"' && char !== '`' && char !== "'") continue;
    const end = endOfQuoted(text, at);
    if (end === undefined) return undefined;
    at = end;
  }
  return undefined;
}

/** Where a quoted text ends, at its last quote. */
function endOfQuoted(text: string, from: number): number | undefined {
  const quote = text[from];
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (quote === '`') continue;
    if (text[at] === '\\') at++;
    else if (text[at] === '\n') return undefined;
  }
  return undefined;
}

/** A word of an action. `glued`: no blank stands before it. */
export interface Token {
  readonly kind: 'word' | 'field' | 'variable' | 'text' | 'number' | 'mark';
  /** Fields with their dot, variables with their `$`, texts without quotes. */
  readonly text: string;
  readonly glued: boolean;
}

const TOKEN =
  /(?<blank>\s+)|(?<field>\.[\p{L}_][\p{L}\p{Nd}_]*)|(?<variable>\$[\p{L}\p{Nd}_]*)|(?<word>[\p{L}_][\p{L}\p{Nd}_]*)|"(?<text>(?:[^"\\\n]|\\.)*)"|`(?<raw>[^`]*)`|(?<number>'(?:[^'\\\n]|\\.)*'|[-+]?\.?\d[\w.]*)|(?<mark>:=|.)/suy;

/** The words of an action, without its braces. */
export function tokensOf(text: string, { start, end }: Span): Token[] {
  const inner = text
    .slice(start + 2, end - 2)
    .replace(/^-(?=\s)/, '')
    .replace(/(?<=\s)-$/, '');
  const tokens: Token[] = [];
  let glued = false;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(inner); match; match = TOKEN.exec(inner)) {
    const { blank, field, variable, word, text, raw, number, mark } = match.groups!;
    const kind = field
      ? 'field'
      : variable
        ? 'variable'
        : word
          ? 'word'
          : number
            ? 'number'
            : mark
              ? 'mark'
              : 'text';
    const value = field ?? variable ?? word ?? number ?? mark ?? raw ?? unescaped(text ?? '');
    if (blank === undefined) tokens.push({ kind, text: value, glued });
    glued = blank === undefined;
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char);
