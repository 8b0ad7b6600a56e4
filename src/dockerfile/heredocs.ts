import type { Line } from './lines.ts';
import { isSpace, skipSpace } from './lines.ts';
import type { Logical } from './logical.ts';
import type { Heredoc } from './tree.ts';
import type { Range } from './words.ts';

/** What a line promises: the heredoc's head without its body. */
export type HeredocHead = Omit<Heredoc, 'body' | 'content' | 'close'>;

/**
 * The heredocs that a line opens, in order.
 * Source: moby/buildkit, frontend/dockerfile/parser, `heredocsFromLine` and `ParseHeredoc`: a shell word of the form
 * `[fd]<<[-]name` in which nothing else stands; a quoted name turns expansion off; a line whose quotes or braces do not
 * close opens none.
 */
export function heredocHeads(line: Logical): HeredocHead[] {
  if (!line.text.includes('<<')) return [];
  const heads: HeredocHead[] = [];
  for (const { start, end } of shellWords(line.text) ?? []) {
    const match = /^(\d*)<<(-?)\s*([^\s<][^<]*)$/.exec(line.text.slice(start, end));
    if (!match || (match[2] === '' && match[3] === '-')) continue;
    const rest = match[3]!;
    const name = unquote(rest);
    if (name === '') continue;
    heads.push({
      name,
      expand: name === rest,
      chomp: match[2] === '-',
      fd: match[1]!,
      opener: line.span(start, end),
    });
  }
  return heads;
}

/** Reads the bodies that follow physical line `from`. Returns the number of the line behind the last. */
export function heredocBodies(
  text: string,
  lines: readonly Line[],
  from: number,
  heads: readonly HeredocHead[],
): { heredocs: Heredoc[]; next: number } {
  const heredocs: Heredoc[] = [];
  let number = from;
  for (const head of heads) {
    const start = lines[number]?.start ?? text.length;
    let close: Heredoc['close'];
    for (; number < lines.length && !close; number++) {
      const line = lines[number]!;
      let first = line.start;
      if (head.chomp) while (text.charCodeAt(first) === 9) first++;
      if (line.end - first === head.name.length && text.startsWith(head.name, first)) {
        close = { start: line.start, end: line.end };
      }
    }
    const body = { start, end: close?.start ?? text.length };
    heredocs.push({
      ...head,
      body,
      content: text.slice(body.start, body.end),
      ...(close ? { close } : {}),
    });
  }
  return { heredocs, next: number };
}

/** The `#!` line that a body begins with once the tabs of `<<-` are off, and where it ends in the body; '' when there is none. */
export function shebangOf({ content, chomp }: Heredoc): { readonly line: string; readonly end: number } {
  let start = 0;
  if (chomp) while (content.charCodeAt(start) === 9) start++;
  if (!content.startsWith('#!', start)) return { line: '', end: 0 };
  const newline = content.indexOf('\n', start);
  const end = newline < 0 ? content.length : newline;
  return { line: content.slice(start, end), end };
}

/**
 * The words of a line as BuildKit's own lexer splits them; undefined where a quote or a brace stays open, or a
 * substitution is none of its own. One pass; what is open stands on a stack.
 */
function shellWords(text: string): Range[] | undefined {
  const words: Range[] = [];
  const open: string[] = [];
  let start = -1;
  let at = 0;
  while (at < text.length) {
    if (open.length === 0 && isSpace(text.charCodeAt(at))) {
      if (start !== -1) words.push({ start, end: at });
      start = -1;
      at++;
      continue;
    }
    if (start === -1) start = at;
    const next = step(text, at, open);
    if (next === undefined) return undefined;
    at = next;
  }
  if (open.length > 0) return undefined;
  if (start !== -1) words.push({ start, end: text.length });
  return words;
}

/** Where reading goes on behind what stands at `at`; `open` holds what the open quotes and substitutions end with. */
function step(text: string, at: number, open: string[]): number | undefined {
  const char = text[at]!;
  const close = open.at(-1);
  if (char === close) {
    open.pop();
    if (char === '/') open.push('}');
    return at + 1;
  }
  if (char === '$') return substitution(text, at, open);
  if (close === '"') return char === '\\' && '"$\\'.includes(text[at + 1] ?? ' ') ? at + 2 : at + 1;
  if (char === '"') open.push(char);
  if (char === '\\') return Math.min(at + 2, text.length);
  if (char === "'") return text.indexOf(char, at + 1) + 1 || undefined;
  // Blanks may stand between `<<` and the delimiter.
  return char === '<' && text[at + 1] === '<' ? skipSpace(text, at + 2, text.length) : at + 1;
}

/** `$NAME`, or the head of `${NAME…}`; undefined for a substitution that BuildKit does not have. */
function substitution(text: string, at: number, open: string[]): number | undefined {
  if (text[at + 1] !== '{') return text[at + 1] === '$' ? at + 2 : at + 1;
  SUBSTITUTION.lastIndex = at + 2;
  const operator = SUBSTITUTION.exec(text)?.[1];
  if (operator === undefined) return undefined;
  if (operator !== '}') open.push(operator.startsWith('/') ? '/' : '}');
  return SUBSTITUTION.lastIndex;
}

/** Behind `${`: a name, and what ends it. */
const SUBSTITUTION = /(?:\d+|[@*#?$!-]|[\p{L}_][\p{L}\p{Nd}_]*|(?=[+%/]))(\}|:[^#%]|[-+?#%]|\/\/?)/uy;

/** Takes quotes and escapes off a delimiter. */
function unquote(word: string): string {
  let out = '';
  let quote = '';
  for (let at = 0; at < word.length; at++) {
    const char = word[at]!;
    if (char === '\\' && quote !== "'" && at + 1 < word.length) out += word[++at]!;
    else if (quote && char === quote) quote = '';
    else if (!quote && (char === '"' || char === "'")) quote = char;
    else out += char;
  }
  return quote ? '' : out;
}
