import type { Edit } from '../../core/edit.ts';
import type { Logical } from '../../dockerfile/logical.ts';

/** A list that was meant to be JSON and is none. */
export interface BrokenJson {
  /** What is wrong with it: “its strings stand in single quotes”. */
  readonly why: string;
  /** The edits that make it JSON, where they are certain. */
  readonly edits?: readonly Edit[];
}

interface Element {
  readonly start: number;
  readonly end: number;
  /** `"`, `'`, a typographic quote, or '' for a bare word. */
  readonly quote: string;
  readonly value: string;
}

interface List {
  readonly elements: readonly Element[];
  /** Offsets behind which a comma is missing; that of a comma behind the last element. */
  readonly missing: ReadonlySet<number>;
  readonly trailing?: number;
  readonly commas: number;
  /** Where `]` stands, if it does. */
  readonly close?: number;
}

/**
 * What is wrong with text that begins like a JSON array and is no array of strings; undefined when it does not look
 * like an attempt at one. The shell's own `[ … ]` has a blank behind the bracket and no commas.
 */
export function brokenJson(line: Logical): BrokenJson | undefined {
  const { text } = line;
  // A list of other things than strings is JSON: that is refused, and a syntax error.
  if (text[0] !== '[' || text[1] === '[' || isJson(text)) return undefined;
  const list = readList(text);
  if (list === 'open') return /^\[\s*["'“‘]/.test(text) ? { why: 'a quote is not closed' } : undefined;
  if (!list || list.elements.length === 0 || !isAttempt(text, list)) return undefined;
  const behind = list.close === undefined ? '' : text.slice(list.close + 1).trim();
  const why = reasonOf(list, behind);
  const certain = (behind === '' || behind.startsWith('#')) && list.elements.every(isCertain);
  return certain ? { why, edits: editsOf(line, list, behind) } : { why };
}

function isAttempt(text: string, { commas, elements, close }: List): boolean {
  const [first] = elements;
  if (commas > 0) return first!.quote !== '' || elements.every(({ value }) => BARE.test(value));
  const isLone = elements.length === 1 && close === text.length - 1;
  // `[ 'word' ]` asks a shell nothing that anybody would.
  if (text[1] === ' ' || text[1] === '\t') return isLone && first!.quote !== '' && first!.quote !== '"';
  return first!.quote !== '' || isLone;
}

/** A word without quotes that can only be one string. */
const BARE = /^[\w./:=-]+$/;

/** What stands inside the brackets, however it is quoted; `open` when a quote is not closed. */
function readList(text: string): List | 'open' | undefined {
  const elements: Element[] = [];
  const missing = new Set<number>();
  let commas = 0;
  let comma: number | undefined;
  let at = 1;
  for (;;) {
    while (at < text.length && /\s/.test(text[at]!)) at++;
    const char = text[at];
    if (char === undefined || char === ']') {
      return {
        elements,
        missing,
        commas,
        ...(comma === undefined ? {} : { trailing: comma }),
        ...(char === undefined ? {} : { close: at }),
      };
    }
    if (char === ',') {
      if (comma !== undefined || elements.length === 0) return undefined;
      comma = at++;
      commas++;
      continue;
    }
    if (elements.length > 0 && comma === undefined) missing.add(elements.at(-1)!.end);
    const element = readElement(text, at);
    if (!element) return 'open';
    comma = undefined;
    elements.push(element);
    at = element.end;
  }
}

function readElement(text: string, start: number): Element | undefined {
  const closers = CLOSERS[text[start]!];
  let end = start;
  if (closers === undefined) {
    while (end < text.length && !/[\s,\]]/.test(text[end]!)) end++;
    return { start, end, quote: '', value: text.slice(start, end) };
  }
  for (end = start + 1; end < text.length && !closers.includes(text[end]!); end++) {
    if (text[start] === '"' && text[end] === '\\') end++;
  }
  if (end >= text.length) return undefined;
  return { start, end: end + 1, quote: text[start]!, value: text.slice(start + 1, end) };
}

const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '“': '”“',
  '”': '”“',
  '‘': '’‘',
  '’': '’',
};

/** A string of JSON stays as it is; in other quotes, a backslash could mean two things. */
const isCertain = ({ quote, value }: Element): boolean =>
  quote === '"' ? isJson(`"${value}"`) : !value.includes('\\') && (quote !== '' || BARE.test(value));

/** Whether a text is JSON of any kind. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function reasonOf({ elements, missing, trailing, close }: List, behind: string): string {
  if (elements.some(({ quote }) => quote === "'")) return 'its strings stand in single quotes';
  if (elements.some(({ quote }) => quote === '')) return 'a string in it has no quotes';
  if (elements.some(({ quote }) => quote !== '"')) return 'its quotes are typographic';
  if (close === undefined) return 'the “]” is missing';
  if (missing.size > 0) return 'a comma is missing';
  if (trailing !== undefined) return 'a comma stands before the “]”';
  if (behind !== '') return 'something stands behind the “]”';
  return 'a backslash in it is not doubled';
}

function editsOf(line: Logical, list: List, behind: string): Edit[] {
  const edits: Edit[] = [];
  const at = (start: number, end: number, text: string) => edits.push({ span: line.span(start, end), text });
  const insert = (behindOffset: number, text: string) => {
    const { end } = line.span(behindOffset - 1, behindOffset);
    edits.push({ span: { start: end, end }, text });
  };
  for (const { start, end, quote, value } of list.elements) {
    const comma = list.missing.has(end) ? ',' : '';
    if (quote !== '"') at(start, end, JSON.stringify(value) + comma);
    else if (comma !== '') insert(end, comma);
  }
  if (list.trailing !== undefined) at(list.trailing, list.trailing + 1, '');
  if (list.close === undefined) insert(line.text.length, ']');
  else if (behind !== '') at(list.close + 1, line.text.length, '');
  return edits;
}
