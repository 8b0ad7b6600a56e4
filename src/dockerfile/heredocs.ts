import type { Line } from './lines.ts';
import { isSpace } from './lines.ts';
import type { Logical } from './logical.ts';
import type { Heredoc } from './tree.ts';

/** What a line promises: the heredoc's head without its body. */
export type HeredocHead = Omit<Heredoc, 'body' | 'content' | 'close'>;

/**
 * The heredocs that a line opens, in order.
 * Source: moby/buildkit, frontend/dockerfile/parser, `heredocsFromLine` and `ParseHeredoc`: a shell word of the form
 * `[fd]<<[-]name` in which nothing else stands; a quoted name turns expansion off.
 */
export function heredocHeads(line: Logical): HeredocHead[] {
  if (!line.text.includes('<<')) return [];
  const heads: HeredocHead[] = [];
  for (const [start, end] of shellWordRanges(line.text)) {
    const match = /^(\d*)<<(-?)([^<]+)$/.exec(line.text.slice(start, end));
    if (!match) continue;
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

/** Ranges of the words of a line as a shell splits them: quotes and escapes keep blanks inside. */
function* shellWordRanges(text: string): Generator<[number, number]> {
  let at = 0;
  for (;;) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    if (at >= text.length) return;
    const start = at;
    let quote = '';
    for (; at < text.length; at++) {
      const char = text[at]!;
      if (char === '\\' && quote !== "'") at++;
      else if (quote) quote = char === quote ? '' : quote;
      else if (char === '"' || char === "'") quote = char;
      else if (isSpace(text.charCodeAt(at))) break;
    }
    yield [start, Math.min(at, text.length)];
  }
}

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
