import type { Span } from '../../core/span.ts';

/** One token; a quoted string or heredoc is its parts. */
export type Token =
  | { readonly is: 'name' | 'number' | 'sign'; readonly text: string; readonly span: Span }
  | { readonly is: 'newline'; readonly span: Span }
  | { readonly is: 'end'; readonly span: Span }
  | { readonly is: 'text'; readonly parts: readonly TextPiece[]; readonly span: Span };

/** Plain text with its escapes taken off, or the range of what stands between `${` and `}`. */
export type TextPiece = { readonly text: string } | { readonly from: number; readonly to: number };

export interface Tokens {
  readonly tokens: readonly Token[];
  readonly problems: readonly { readonly at: Span; readonly message: string }[];
}

/** Takes the range [from, to) of a text apart. Linear; what belongs nowhere is a problem and stepped over. */
export function tokenize(text: string, from = 0, to = text.length): Tokens {
  const tokens: Token[] = [];
  const problems: { at: Span; message: string }[] = [];
  let at = from;
  const span = (end: number): Span => ({ start: at, end });
  while (at < to) {
    const char = text[at]!;
    let end = at + 1;
    if (char === '\n') tokens.push({ is: 'newline', span: span(end) });
    else if (char === '#' || text.startsWith('//', at)) end = lineEnd(text, at, to);
    else if (text.startsWith('/*', at)) {
      const close = text.indexOf('*/', at + 2);
      end = close === -1 || close + 2 > to ? to : close + 2;
      if (close === -1) problems.push({ at: span(at + 2), message: 'this comment has no end' });
    } else if (char === '"') {
      const read = readQuoted(text, at + 1, to);
      end = read.end;
      if (!read.closed) problems.push({ at: span(at + 1), message: 'this text has no closing quote' });
      tokens.push({ is: 'text', parts: read.parts, span: span(end) });
    } else if (text.startsWith('<<', at)) {
      const read = readHeredoc(text, at, to);
      // Without its end, all that follows is in it.
      end = read?.end ?? (isHeredoc(text, at) ? to : at + 2);
      if (read) tokens.push({ is: 'text', parts: read.parts, span: span(end) });
      else problems.push({ at: span(end), message: 'this heredoc has no end' });
    } else if (isNameStart(char)) {
      while (end < to && isNamePart(text[end]!)) end++;
      tokens.push({ is: 'name', text: text.slice(at, end), span: span(end) });
    } else if (isDigit(char)) {
      while (end < to && (isDigit(text[end]!) || /[.eE]/.test(text[end]!))) end++;
      tokens.push({ is: 'number', text: text.slice(at, end), span: span(end) });
    } else if (!/\s|\uFEFF/.test(char)) {
      const two = text.slice(at, Math.min(at + 2, to));
      if (text.startsWith('...', at)) end = at + 3;
      else if (/^(?:==|!=|<=|>=|&&|\|\||=>)$/.test(two)) end = at + 2;
      if (/[={}[\](),.:?!<>&|+\-*/%]/.test(char))
        tokens.push({ is: 'sign', text: text.slice(at, end), span: span(end) });
      else problems.push({ at: span(end), message: `${char} has no meaning here` });
    }
    at = end;
  }
  tokens.push({ is: 'end', span: { start: to, end: to } });
  return { tokens, problems };
}

const isNameStart = (char: string): boolean => /[\p{L}_]/u.test(char);
const isNamePart = (char: string): boolean => /[\p{L}\p{N}_-]/u.test(char);
const isDigit = (char: string): boolean => char >= '0' && char <= '9';

function lineEnd(text: string, at: number, to: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 || newline > to ? to : newline;
}

function readQuoted(
  text: string,
  from: number,
  to: number,
): { parts: TextPiece[]; end: number; closed: boolean } {
  const parts: TextPiece[] = [];
  let plain = '';
  const flush = () => {
    if (plain) parts.push({ text: plain });
    plain = '';
  };
  let at = from;
  while (at < to && text[at] !== '\n') {
    const char = text[at]!;
    if (char === '"') {
      flush();
      return { parts, end: at + 1, closed: true };
    }
    if (char === '\\') {
      plain += escapes[text[at + 1] ?? ''] ?? text[at + 1] ?? '';
      at += 2;
    } else if (text.startsWith('$${', at) || text.startsWith('%%{', at)) {
      plain += text.slice(at + 1, at + 3);
      at += 3;
    } else if (text.startsWith('${', at) || text.startsWith('%{', at)) {
      const close = closingBrace(text, at + 2, to);
      flush();
      parts.push({ from: at + 2, to: close });
      at = Math.min(close + 1, to);
    } else {
      plain += char;
      at++;
    }
  }
  flush();
  return { parts, end: at, closed: false };
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** The `}` that ends an interpolation; braces within it, and texts, are stepped over. */
function closingBrace(text: string, from: number, to: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < to && text[at] !== '\n'; at++) {
    const char = text[at];
    if (char === '\\' && quoted) at++;
    else if (char === '"') quoted = !quoted;
    else if (char === '{') depth++;
    else if (char === '}' && depth-- === 0) return at;
  }
  return lineEnd(text, from, to);
}

/** `<<EOT` and `<<-EOT`, up to a line that holds the word alone. */
function readHeredoc(text: string, at: number, to: number): { parts: TextPiece[]; end: number } | undefined {
  opener.lastIndex = at;
  const head = opener.exec(text);
  if (!head) return undefined;
  const [all, dash, word] = head;
  const lines: { start: number; end: number }[] = [];
  for (let start = at + all.length; start < to; ) {
    const end = lineEnd(text, start, to);
    if (text.slice(start, Math.min(end, start + 400)).trim() === word)
      return { parts: heredocParts(text, lines, dash === '-'), end };
    lines.push({ start, end });
    start = end + 1;
  }
  return undefined;
}

function isHeredoc(text: string, at: number): boolean {
  opener.lastIndex = at;
  return opener.test(text);
}

const opener = /<<(-?)([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;

function heredocParts(
  text: string,
  lines: readonly { start: number; end: number }[],
  chomp: boolean,
): TextPiece[] {
  const indents = lines.map(({ start, end }) => {
    const line = text.slice(start, end);
    return line.trim() === '' ? Number.POSITIVE_INFINITY : line.length - line.trimStart().length;
  });
  const indent = chomp ? indents.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY) : 0;
  const parts: TextPiece[] = [];
  for (const { start, end } of lines) {
    let from = Math.min(end, start + (Number.isFinite(indent) ? indent : 0));
    for (let open = text.indexOf('${', from); open !== -1 && open < end; open = text.indexOf('${', from)) {
      const close = closingBrace(text, open + 2, end);
      parts.push({ text: text.slice(from, open) }, { from: open + 2, to: close });
      from = Math.min(close + 1, end);
    }
    parts.push({ text: `${text.slice(from, end)}\n` });
  }
  return parts;
}
