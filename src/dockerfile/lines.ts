import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { Logical } from './logical.ts';
import type { CommentLine } from './tree.ts';

/** One physical line: where it starts, where its text ends (before `\r\n` or `\n`), where the next one starts. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** An instruction's line with its continuations joined. */
export interface JoinedLine {
  readonly logical: Logical;
  readonly comments: readonly CommentLine[];
  readonly emptyLines: readonly Span[];
  /** Where its last physical line ends. */
  readonly end: number;
  /** Number of the physical line behind it. */
  readonly next: number;
}

/** Splits a source into physical lines. The part behind the last `\n` counts when it is not empty. */
export function splitLines(source: Source): Line[] {
  const { text, lineStarts } = source;
  const lines: Line[] = [];
  for (let i = 0; i < lineStarts.length; i++) {
    const start = lineStarts[i]!;
    const next = lineStarts[i + 1] ?? text.length;
    if (start === next && i > 0) break;
    let end = next;
    if (end > start && text.charCodeAt(end - 1) === NEWLINE) end--;
    while (end > start && text.charCodeAt(end - 1) === RETURN) end--;
    lines.push({ start, end, next });
  }
  return lines;
}

/** The first offset in [start, end) that is neither blank nor tab, else `end`. */
export function skipSpace(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  return at;
}

export const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/**
 * Joins the physical lines that begin at number `first` as BuildKit's parser does: a line goes on while it ends with
 * the escape character (not itself escaped) and blanks; comment lines and blank lines inside are taken out.
 * Source: moby/buildkit, frontend/dockerfile/parser, `Parse`.
 */
export function joinLines(text: string, lines: readonly Line[], first: number, escape: string): JoinedLine {
  const comments: CommentLine[] = [];
  const emptyLines: Span[] = [];
  const starts: number[] = [];
  const sources: number[] = [];
  const pieces: string[] = [];
  let length = 0;
  let number = first;
  let end = lines[first]!.end;
  for (; number < lines.length; number++) {
    const line = lines[number]!;
    const content = skipSpace(text, line.start, line.end);
    if (number > first) {
      if (content === line.end) {
        emptyLines.push({ start: line.start, end: line.end });
        end = line.end;
        continue;
      }
      if (text.charCodeAt(content) === HASH) {
        comments.push(commentAt(text, content, line.end));
        end = line.end;
        continue;
      }
    }
    const from = number === first ? content : line.start;
    const continued = continuationAt(text, from, line.end, escape);
    const to = continued ?? line.end;
    if (to > from) {
      starts.push(length);
      sources.push(from);
      pieces.push(text.slice(from, to));
      length += to - from;
    }
    end = line.end;
    if (continued === undefined) {
      number++;
      break;
    }
  }
  if (starts.length === 0) {
    starts.push(0);
    sources.push(lines[first]!.start);
  }
  const logical = new Logical(pieces.length === 1 ? pieces[0]! : pieces.join(''), starts, sources);
  return { logical, comments, emptyLines, end, next: number };
}

/** The comment whose `#` stands at `hash`. */
export const commentAt = (text: string, hash: number, end: number): CommentLine => ({
  kind: 'comment',
  text: text.slice(hash + 1, end),
  span: { start: hash, end },
});

/** Where the continuation mark of [start, end) stands, if the line has one. */
function continuationAt(text: string, start: number, end: number, escape: string): number | undefined {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 32 || text.charCodeAt(at - 1) === 9)) at--;
  if (at === start || text[at - 1] !== escape) return undefined;
  return at - 1 > start && text[at - 2] === escape ? undefined : at - 1;
}

const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
