import * as yaml from 'yaml';

/** What the library's lexer puts where it gives a collection up, and other marks that are no text. */
const GIVEN_UP = '\u0018';
const MARKS: ReadonlySet<string> = new Set([GIVEN_UP, '\u0002', '\u001f']);

/**
 * A text whose collections in brackets are all indented enough. YAML wants their lines deeper than what they belong to;
 * most readers do not, and many files rely on it: `[`, items in any column, `]`. Such a collection is put on one line,
 * with blanks in the place of line ends and comments, so that every offset stays what it was.
 */
export function withFlowsOnOneLine(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let next = 0; ; ) {
    const opening = givenUp(text, next);
    const flat = opening === undefined ? undefined : onOneLine(text, opening);
    if (!flat) return parts.length === 0 ? text : parts.join('') + text.slice(from);
    parts.push(text.slice(from, opening), flat);
    from = opening! + flat.length;
    // Behind it the text goes on with a line of its own.
    const line = text.indexOf('\n', from);
    if (line === -1) return parts.join('') + text.slice(from);
    next = line + 1;
  }
}

/** The bracket that opens the outermost collection which the lexer gives up, from a line on. */
function givenUp(text: string, from: number): number | undefined {
  let offset = from;
  const open: number[] = [];
  for (const token of new yaml.Lexer().lex(text.slice(from))) {
    if (token === GIVEN_UP && open.length > 0) return open[0];
    if (MARKS.has(token)) continue;
    if (token === '[' || token === '{') open.push(offset);
    else if (token === ']' || token === '}') open.pop();
    offset += token.length;
  }
  return undefined;
}

/** From a bracket to the one that closes it; undefined when there is none. */
function onOneLine(text: string, opening: number): string | undefined {
  const parts: string[] = [];
  let from = opening;
  let depth = 0;
  /** The last letter that is no blank. */
  let before = '';
  const blank = (start: number, end: number): void => {
    parts.push(text.slice(from, start), ' '.repeat(end - start));
    from = end;
  };
  for (let at = opening; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === '\n' || letter === '\r' || letter === '\t') {
      blank(at, at + 1);
      continue;
    }
    if (letter === ' ') continue;
    if (letter === '#' && /\s/.test(text[at - 1]!)) {
      const end = text.indexOf('\n', at);
      if (end === -1) return undefined;
      blank(at, end);
      at = end - 1;
      continue;
    }
    if ((letter === '"' || letter === "'") && '[{,:?'.includes(before)) {
      const end = quoteEnd(text, at);
      if (end === -1) return undefined;
      at = end;
    } else if (letter === '[' || letter === '{') depth++;
    else if ((letter === ']' || letter === '}') && --depth === 0)
      return parts.join('') + text.slice(from, at + 1);
    before = letter;
  }
  return undefined;
}

/** Where a quoted text ends. */
function quoteEnd(text: string, start: number): number {
  const quote = text[start]!;
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at++;
    else if (text[at] === quote) {
      if (quote === '"' || text[at + 1] !== "'") return at;
      at++;
    }
  }
  return -1;
}
