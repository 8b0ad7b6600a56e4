import { countLeading } from '../core/search.ts';
import type { Field, Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { Excerpt } from '../shell/excerpt.ts';
import type { Part, Script } from '../shell/state.ts';
import { itemsOf, textField } from '../yaml/look.ts';
import type { YamlNode, YamlScalar } from '../yaml/types.ts';
import { parseExpression, partsOf } from './expression.ts';
import type { ExpressionUse } from './types.ts';

/**
 * The value of a YAML scalar with the place of each of its characters in the source: indentation, folding, quotes and
 * escapes taken off. Where the two cannot be brought in line, every place is that of the whole scalar.
 * Source: YAML 1.2.2, 7.3 and 8.1.
 */
export function placedText(node: YamlScalar): Script {
  const value = typeof node.value === 'string' ? node.value : node.text;
  const excerpt = new Excerpt(whole(node.source));
  if (node.style === 'double') alignDouble(node, value, excerpt);
  else alignLines(node, value, excerpt);
  return excerpt.text === value ? excerpt : { text: value, span: () => node.span };
}

/** A text with its `${{ … }}`: as a script in which they are closed to the shell, and each with its place. */
export function withExpressions(
  placed: Script,
  source: Source,
): { readonly script: Script; readonly expressions: readonly ExpressionUse[] } {
  const { text } = placed;
  if (!text.includes('${{')) return { script: placed, expressions: [] };
  const expressions: ExpressionUse[] = [];
  const script = new Excerpt(placed);
  for (const { start, end, expression } of partsOf(text)) {
    if (expression === undefined) script.run(start, end);
    else {
      script.part({ start, end, names: [] });
      const parsed = parseExpression(expression);
      const at: Site = { source, span: placed.span(start, end) };
      expressions.push({ text: text.slice(start, end), at, ...(parsed ? { expression: parsed } : {}) });
    }
  }
  return { script, expressions };
}

/**
 * The entries of an input that is a list written as text, each with its place: one a line, by commas too where the
 * action takes them so. Commas within `${{ … }}` and quotes part nothing. A YAML list is its items.
 */
export function listed(node: YamlNode | undefined, commas: boolean): Field<string>[] {
  if (node?.kind === 'list') return itemsOf(node).flatMap((item) => textField(item) ?? []);
  if (node?.kind !== 'scalar' || node.value === null) return [];
  const placed = placedText(node);
  const { text } = placed;
  const found: Field<string>[] = [];
  const add = (from: number, to: number) => {
    let [start, end] = trimmed(text, from, to);
    if (end - start > 1 && /["']/.test(text[start]!) && text[end - 1] === text[start]) {
      start++;
      end--;
    }
    if (start < end && end - start <= longest)
      found.push({
        value: text.slice(start, end),
        at: { source: node.source, span: placed.span(start, end) },
      });
  };
  let from = 0;
  for (const { start, end, expression } of partsOf(text)) {
    if (expression !== undefined) continue;
    for (let at = start; at < end; at++) {
      if (text[at] !== '\n' && !(commas && text[at] === ',')) continue;
      add(from, at);
      from = at + 1;
    }
  }
  add(from, text.length);
  return found;
}

/** No name, reference or setting is longer; what is would only cost. */
const longest = 4000;

/** Several scripts that one shell reads after each other. */
export function joinScripts(scripts: readonly Script[]): Script {
  const starts: number[] = [];
  const opaque: Part[] = [];
  let text = '';
  let written = '';
  for (const script of scripts) {
    starts.push(text.length);
    for (const { start, end, names } of script.opaque ?? [])
      opaque.push({ start: start + text.length, end: end + text.length, names });
    text += `${script.text}\n`;
    written += `${script.written ?? script.text}\n`;
  }
  const pieceAt = (offset: number) =>
    Math.max(0, countLeading(starts.length, (i) => starts[i]! <= offset) - 1);
  const span = (start: number, end: number): Span => {
    const first = pieceAt(start);
    const from = scripts[first]?.span(start - starts[first]!, start - starts[first]!) ?? { start: 0, end: 0 };
    const last = pieceAt(end - 1);
    const stop = Math.min(end - starts[last]!, scripts[last]?.text.length ?? 0);
    if (start >= end || stop < 1) return from;
    return { start: from.start, end: Math.max(from.start, scripts[last]!.span(stop - 1, stop).end) };
  };
  return { text, written, opaque, span };
}

const whole = (source: Source): Script => ({ text: source.text, span: (start, end) => ({ start, end }) });

/**
 * Plain, single-quoted and block scalars: what stands on each line of the source stands in the value in the same order,
 * with nothing but blanks and line ends between, whatever folding made of those.
 */
function alignLines({ source, span, style }: YamlScalar, value: string, to: Excerpt): void {
  const { text } = source;
  const quote = style === 'single' ? 1 : 0;
  let at = style === 'block' ? afterLine(text, span.start) : span.start + quote;
  const end = span.end - quote;
  const aligner = new Aligner(value, to, at);
  let pair = quote ? text.indexOf("''", at) : -1;
  while (at < end) {
    const next = Math.min(afterLine(text, at), end);
    const [start, stop] = trimmed(text, at, next);
    if (start < stop) {
      aligner.gap(start);
      for (let from = start; from < stop; ) {
        const paired = pair !== -1 && pair + 2 <= stop;
        aligner.run(from, paired ? pair : stop);
        from = paired ? pair + 2 : stop;
        if (!paired) break;
        aligner.escape(pair, from, "'");
        pair = text.indexOf("''", from);
      }
    }
    at = next;
  }
  aligner.gap(end);
}

/** Double-quoted scalars: escapes, and lines that are folded. */
function alignDouble({ source, span }: YamlScalar, value: string, to: Excerpt): void {
  const { text } = source;
  const end = span.end - 1;
  const aligner = new Aligner(value, to, span.start + 1);
  for (let at = span.start + 1; at < end; ) {
    special.lastIndex = at;
    const match = special.exec(text);
    const stop = match && match.index < end ? match.index : end;
    const folds = match !== null && stop < end && match[0].startsWith('\n');
    const [, last] = folds ? trimmed(text, at, stop) : [at, stop];
    if (last > at) aligner.run(at, last);
    if (stop === end || !match) break;
    at = stop + match[0].length;
    const hex = match[1] ?? match[2] ?? match[3];
    if (match[0].startsWith('\\')) {
      if (!/[\r\n]/.test(match[0])) {
        const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
        aligner.escape(stop, at, code === undefined ? '.' : code > 0xffff ? '..' : '.');
      }
    } else aligner.gap(at);
  }
}

/** Walks through the value beside the source. */
class Aligner {
  readonly #value: string;
  readonly #to: Excerpt;
  #done = 0;
  #from: number;

  constructor(value: string, to: Excerpt, from: number) {
    this.#value = value;
    this.#to = to;
    this.#from = from;
  }

  /** The blanks and line ends that stand in the value next belong to the source up to `until`. */
  gap(until: number): void {
    const start = this.#done;
    while (isSpace(this.#value.charCodeAt(this.#done))) this.#done++;
    if (this.#done > start) this.#to.escape(this.#from, until, this.#value.slice(start, this.#done));
    this.#from = until;
  }

  /** The source range stands in the value as it is. */
  run(start: number, end: number): void {
    this.#to.run(start, end);
    this.#done += end - start;
    this.#from = end;
  }

  /** The source range stands for as many characters of the value as `like` has. */
  escape(start: number, end: number, like: string): void {
    this.#to.escape(start, end, this.#value.slice(this.#done, this.#done + like.length));
    this.#done += like.length;
    this.#from = end;
  }
}

const afterLine = (text: string, at: number): number => {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
};

function trimmed(text: string, from: number, to: number): [number, number] {
  let [start, end] = [from, to];
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return [start, end];
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 9 || code === 13;

/** An escape, or a line end with the blanks behind it. */
const special = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n[ \t]*|[\s\S])|\n\s*/g;
