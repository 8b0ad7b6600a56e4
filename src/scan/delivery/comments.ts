import type { Comment } from '../../core/comment.ts';
import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';

/**
 * The comments of a YAML text with what each stands above: the entry that follows it with everything that is indented
 * below; a comment behind an entry stands for that entry's line. A document is what a `stage` pragma reaches.
 *
 * Line by line, so that it costs next to nothing: a `#` in a block of text counts as a comment here, which matters only
 * when that text holds a pragma.
 */
export function yamlComments(source: Source): Comment[] {
  if (!source.text.includes('#')) return [];
  const lines = linesOf(source);
  const documents = documentsOf(lines);
  const comments: Comment[] = [];
  let document = 0;
  let head = true;
  for (const [number, line] of lines.entries()) {
    while (documents[document + 1] && documents[document + 1]!.start <= line.span.start) document++;
    const hash = line.comment;
    if (hash !== undefined) {
      const whole = line.indent === undefined;
      const next = whole ? blockAfter(lines, number) : line.span;
      comments.push({
        text: source.text.slice(hash + 1, line.span.end),
        span: { start: hash, end: line.span.end },
        head: head && whole,
        stage: documents[document]!,
        ...(next ? { next } : {}),
      });
    }
    if (line.indent !== undefined && !line.separator) head = false;
  }
  return comments;
}

interface Line {
  readonly span: Span;
  /** Where content begins; absent for blank lines and those of a comment only. */
  readonly indent?: number;
  /** The offset of the `#`. */
  readonly comment?: number;
  readonly separator: boolean;
}

function linesOf(source: Source): Line[] {
  return source.lineStarts.map((start, index) => {
    const span = source.lineSpan(index + 1);
    const text = source.slice(span);
    const lead = text.length - text.trimStart().length;
    if (lead === text.length) return { span, separator: false };
    if (text[lead] === '#') return { span, comment: start + lead, separator: false };
    const hash = hashIn(text);
    return {
      span,
      // A dash is part of what it begins: `- name: x` stands as deep as `name`'s siblings below it are deeper.
      indent: lead,
      separator: text.startsWith('---'),
      ...(hash === undefined ? {} : { comment: start + hash }),
    };
  });
}

/** The first `#` behind a blank and outside of quotes. */
function hashIn(text: string): number | undefined {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote) {
      if (char === '\\' && quote === '"') at++;
      else if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && /[\s:[{,-]/.test(text[at - 1] ?? ' ')) quote = char;
    else if (char === '#' && /\s/.test(text[at - 1] ?? ' ')) return at;
  }
  return undefined;
}

/** From the next line with content to the last that is indented deeper. */
function blockAfter(lines: readonly Line[], from: number): Span | undefined {
  let first = from + 1;
  while (first < lines.length && (lines[first]!.indent === undefined || lines[first]!.separator)) first++;
  const line = lines[first];
  if (!line) return undefined;
  let { end } = line.span;
  for (let at = first + 1; at < lines.length; at++) {
    const { indent, span, separator } = lines[at]!;
    if (indent === undefined) continue;
    if (separator || indent <= line.indent!) break;
    end = span.end;
  }
  return { start: line.span.start, end };
}

function documentsOf(lines: readonly Line[]): Span[] {
  const starts = [0, ...lines.filter(({ separator }) => separator).map(({ span }) => span.start)];
  const last = lines.at(-1)?.span.end ?? 0;
  return [...new Set(starts)].map((start, i, all) => ({ start, end: all[i + 1] ?? last }));
}
