import type { Span } from '../../core/span.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import type { Instruction } from '../../dockerfile/tree.ts';

/** A character that is not what it looks like; for typographic quotes, the whole quotation. */
export interface Oddity {
  readonly span: Span;
  readonly text: string;
}

export type OddityKind = 'bidi' | 'nothing' | 'space' | 'quote';

const BIDI = '\u202a-\u202e\u2066-\u2069';
const NOTHING = '\u00ad\u200b-\u200d\u2060\ufeff';
const SPACE = '\u00a0\u2000-\u200a\u202f\u205f\u3000';
const ANY = new RegExp(`[${BIDI}${NOTHING}${SPACE}“”‘’]`);
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufefc]/;

const KINDS: readonly (readonly [OddityKind, RegExp])[] = [
  ['bidi', new RegExp(`^[${BIDI}]`)],
  ['nothing', new RegExp(`^[${NOTHING}]`)],
  ['space', new RegExp(`^[${SPACE}]`)],
];

export const kindOf = (text: string): OddityKind =>
  KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'quote';

/**
 * Such characters in a file: those that turn the direction of writing everywhere, the others outside of quotes in
 * instructions, where they were hardly meant.
 */
export function oddities(build: Build): Oddity[] {
  const { text } = build.source;
  if (!ANY.test(text)) return [];
  const found: Oddity[] = [];
  for (const item of build.dockerfile.items) {
    if (item.kind === 'instruction') found.push(...inInstruction(item, text));
    else found.push(...turnsIn(item.span, text));
  }
  return found;
}

function inInstruction(instruction: Instruction, text: string): Oddity[] {
  const { head, span, heredocs, inner } = instruction;
  if (!ANY.test(text.slice(span.start, span.end))) return [];
  const skipped = inner.map((comment) => comment.span);
  const bodies = heredocs.map(({ body }) => body);
  return [
    ...skipped.flatMap((comment) => turnsIn(comment, text)),
    ...unquoted(head, text, skipped, instruction.body.text.startsWith('[')),
    ...bodies.flatMap((body) =>
      instruction.keyword === 'RUN' ? unquoted(body, text, [], false) : turnsIn(body, text),
    ),
  ];
}

/** Characters that turn the direction, in lines that have no right-to-left writing. */
function turnsIn({ start, end }: Span, text: string): Oddity[] {
  const found: Oddity[] = [];
  if (!ANY.test(text.slice(start, end))) return found;
  for (let at = start; at < end; at++) {
    const char = text[at]!;
    if (char > '\u2000' && kindOf(char) === 'bidi' && !isRightToLeft(at, text)) {
      found.push({ span: { start: at, end: at + 1 }, text: char });
    }
  }
  return found;
}

function isRightToLeft(at: number, text: string): boolean {
  const before = text.slice(Math.max(0, at - MAX_LINE), at);
  const behind = text.slice(at, at + MAX_LINE);
  const end = behind.indexOf('\n');
  return RIGHT_TO_LEFT.test(
    before.slice(before.lastIndexOf('\n') + 1) + (end === -1 ? behind : behind.slice(0, end)),
  );
}

const MAX_LINE = 1000;

/** Walks a span once, with the quote that is open, and gives what stands outside of quotes. */
function unquoted({ start, end }: Span, text: string, skipped: readonly Span[], json: boolean): Oddity[] {
  const found: Oddity[] = [];
  let quote = '';
  let skip = 0;
  for (let at = start; at < end; at++) {
    while (skip < skipped.length && skipped[skip]!.end <= at) skip++;
    if (skip < skipped.length && at >= skipped[skip]!.start) {
      at = skipped[skip]!.end - 1;
      continue;
    }
    const char = text[at]!;
    if (char === '\\' && quote !== "'") at++;
    else if (quote !== '' && char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char > '\u00a0' || char === '\u00a0') {
      const oddity = oddityAt(at, text, quote !== '', json);
      if (!oddity) continue;
      found.push(oddity);
      at = oddity.span.end - 1;
    }
  }
  return found;
}

function oddityAt(at: number, text: string, quoted: boolean, json: boolean): Oddity | undefined {
  const char = text[at]!;
  if (!ANY.test(char)) return undefined;
  const kind = kindOf(char);
  const alone = { span: { start: at, end: at + 1 }, text: char };
  if (kind === 'bidi') return isRightToLeft(at, text) ? undefined : alone;
  if (quoted) return undefined;
  // Between letters of other writings, joiners have their use.
  if (kind === 'nothing') return isPlain(text[at - 1]) && isPlain(text[at + 1]) ? alone : undefined;
  if (kind === 'space') return alone;
  // In a list, the rule on broken JSON tells it; elsewhere only an opening quote begins a quotation.
  if (json || !/[\s=,([]/.test(text[at - 1] ?? ' ') || !'“‘”'.includes(char)) return undefined;
  const close = closing(at, text);
  return close === undefined
    ? undefined
    : { span: { start: at, end: close + 1 }, text: text.slice(at, close + 1) };
}

const isPlain = (char: string | undefined): boolean =>
  char === undefined || char < '\u007f' || ANY.test(char);

/** Where the quotation that begins at `open` ends, on the same line. */
function closing(open: number, text: string): number | undefined {
  const wanted = text[open] === '‘' ? '’' : '”“';
  for (let at = open + 1; at < text.length && at < open + MAX_LINE && text[at] !== '\n'; at++) {
    if (wanted.includes(text[at]!)) return at;
  }
  return undefined;
}
