import type { Span } from '../../core/span.ts';

/** Literal text of a template's line that stands in the rendered line as well. */
export interface Piece {
  /** Offset in the template. */
  readonly from: number;
  /** Offset in the rendered text. */
  readonly to: number;
  readonly length: number;
}

/** How a rendered line can have come of a template's line. */
export interface Alignment {
  readonly pieces: readonly Piece[];
  /** How much literal text says so: 0 when actions alone would have written it. */
  readonly score: number;
  /** What actions have written: between the literal text before the first and behind the last. */
  readonly open: Span;
  /** No action took part. */
  readonly isWhole: boolean;
}

/**
 * Lays a rendered line over a line of a template, whose actions may have written anything.
 * @param line the template's line, without its ending
 * @param actions what of it are actions, in order
 * @returns undefined when the one cannot have come of the other
 */
export function align(
  template: string,
  line: Span,
  actions: readonly Span[],
  rendered: string,
  at: Span,
): Alignment | undefined {
  const literals = literalsOf(line, actions);
  const pieces: Piece[] = [];
  let score = 0;
  let { start: from, end: to } = trimmed(rendered, at);
  let open = from;
  const take = (literal: Span, at: number) => {
    pieces.push({ from: literal.start, to: at, length: literal.end - literal.start });
    score += literal.end - literal.start;
  };
  for (const [index, outer] of literals.entries()) {
    const literal = trimmed(template, outer);
    const text = template.slice(literal.start, literal.end);
    const isFirst = index === 0;
    const isLast = index === literals.length - 1;
    if (isFirst && isLast && text !== rendered.slice(from, to)) return undefined;
    if (text === '') continue;
    if (isFirst) {
      if (!rendered.startsWith(text, from) || from + text.length > to) return undefined;
      take(literal, from);
      from += text.length;
      open = from;
    } else if (isLast) {
      if (to - text.length < from || !rendered.startsWith(text, to - text.length)) return undefined;
      take(literal, to - text.length);
      to -= text.length;
    } else {
      const found = rendered.slice(from, to).indexOf(text);
      if (found === -1) return undefined;
      take(literal, from + found);
      from += found + text.length;
    }
  }
  return { pieces, score, open: { start: open, end: to }, isWhole: literals.length === 1 };
}

/** The text before, between and behind the actions. */
function literalsOf(line: Span, actions: readonly Span[]): Span[] {
  const literals: Span[] = [];
  let start = line.start;
  for (const action of actions) {
    literals.push({ start, end: Math.max(start, action.start) });
    start = Math.max(start, action.end);
  }
  literals.push({ start, end: Math.max(start, line.end) });
  return literals;
}

/** Without the blanks at both ends. */
export function trimmed(text: string, { start, end }: Span): Span {
  const inner = text.slice(start, end);
  const lead = inner.length - inner.trimStart().length;
  return lead === inner.length
    ? { start, end: start }
    : { start: start + lead, end: start + inner.trimEnd().length };
}
