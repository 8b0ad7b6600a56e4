import type { Span } from '../../core/span.ts';
import type { HclExpression, HclInsert } from './types.ts';

/** What an expression is worth. A text with something unknown in it has that as it is written. */
export type HclValue =
  | { readonly kind: 'text'; readonly text: string; readonly span: Span; readonly whole: boolean }
  | { readonly kind: 'plain'; readonly value: number | boolean | null; readonly span: Span }
  | {
      readonly kind: 'list';
      readonly items: readonly HclValue[];
      readonly span: Span;
      readonly whole: boolean;
    }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, HclValue>; readonly span: Span }
  | { readonly kind: 'unknown'; readonly span: Span };

export interface HclScope {
  variable(name: string): HclValue | undefined;
}

/** Works an expression out. Functions that are not known, and `for`, give unknown values. */
export function valueOf(expression: HclExpression, scope: HclScope, depth = 0): HclValue {
  const { span } = expression;
  const unknown: HclValue = { kind: 'unknown', span };
  if (depth > deepest) return unknown;
  const of = (inner: HclExpression) => valueOf(inner, scope, depth + 1);
  switch (expression.kind) {
    case 'literal':
      return typeof expression.value === 'string'
        ? { kind: 'text', text: expression.value, span, whole: true }
        : { kind: 'plain', value: expression.value, span };
    case 'template':
      return template(expression.parts, span, of);
    case 'variable':
      return placed(pick(scope.variable(expression.name), expression.path.map(of)) ?? unknown, span);
    case 'list':
      return { kind: 'list', items: expression.items.map(of), span, whole: true };
    case 'map':
      return {
        kind: 'map',
        span,
        entries: new Map(expression.entries.map(({ key, value }) => [textOfValue(of(key)) ?? '', of(value)])),
      };
    case 'call':
      return placed(call(expression.name, expression.args.map(of), span) ?? unknown, span);
    case 'operation':
      return operation(expression.operator, expression.operands.map(of)) ?? unknown;
    case 'unknown':
      return unknown;
  }
}

/** A value as text; undefined for lists, maps and what is not known. */
export function textOfValue(value: HclValue | undefined): string | undefined {
  if (value?.kind === 'text') return value.text;
  return value?.kind === 'plain' && value.value !== null ? String(value.value) : undefined;
}

const deepest = 100;
/** A text that doubles itself by variables is given up. */
const longest = 100_000;

function template(
  parts: readonly (string | HclInsert)[],
  span: Span,
  of: (inner: HclExpression) => HclValue,
): HclValue {
  let text = '';
  let whole = true;
  for (const part of parts) {
    if (typeof part === 'string') text += part;
    else {
      const value = of(part.value);
      const known = textOfValue(value);
      whole &&= known !== undefined && (value.kind !== 'text' || value.whole);
      text += known ?? part.written;
    }
    if (text.length > longest) return { kind: 'unknown', span };
  }
  return { kind: 'text', text, span, whole };
}

/** A list keeps the places of its items, so that a tag is told where it is written. */
const placed = (value: HclValue, span: Span): HclValue =>
  value.kind === 'list' || value.kind === 'map' ? value : { ...value, span };

function pick(value: HclValue | undefined, path: readonly HclValue[]): HclValue | undefined {
  let here = value;
  for (const step of path) {
    const key = textOfValue(step);
    if (key === undefined) return undefined;
    if (here?.kind === 'map') here = here.entries.get(key);
    else if (here?.kind === 'list') here = here.items[Number(key)];
    else return undefined;
  }
  return here;
}

function operation(operator: string, operands: readonly HclValue[]): HclValue | undefined {
  const [a, b, c] = operands;
  const plain = (value: boolean): HclValue => ({ kind: 'plain', value, span: a!.span });
  if (operator === '?') {
    const condition = truth(a!);
    return condition === undefined ? undefined : condition ? b : c;
  }
  if (operator === '!') {
    const value = truth(a!);
    return value === undefined ? undefined : plain(!value);
  }
  if (operator === '&&' || operator === '||') {
    const [left, right] = [truth(a!), truth(b!)];
    const stop = operator === '||';
    if (left === stop || right === stop) return plain(stop);
    return left === undefined || right === undefined ? undefined : plain(!stop);
  }
  const same = compare(a!, b);
  if (operator === '==') return same === undefined ? undefined : plain(same);
  if (operator === '!=') return same === undefined ? undefined : plain(!same);
  return undefined;
}

function truth(value: HclValue): boolean | undefined {
  if (value.kind === 'plain') return value.value === true;
  const text = value.kind === 'text' && value.whole ? value.text : undefined;
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

function compare(a: HclValue, b: HclValue | undefined): boolean | undefined {
  if (!b || (a.kind === 'text' && !a.whole) || (b.kind === 'text' && !b.whole)) return undefined;
  if (a.kind === 'plain' && a.value === null) return b.kind === 'plain' ? b.value === null : false;
  const [left, right] = [textOfValue(a), textOfValue(b)];
  return left === undefined || right === undefined ? undefined : left === right;
}

function call(name: string, args: readonly HclValue[], span: Span): HclValue | undefined {
  const [a, b, c] = args;
  const text = (value: string): HclValue => ({ kind: 'text', text: value, span, whole: true });
  const known = args.every((arg) => arg.kind !== 'unknown' && (arg.kind !== 'text' || arg.whole));
  switch (name) {
    case 'concat':
    case 'flatten': {
      const lists = name === 'flatten' && a?.kind === 'list' ? a.items : args;
      const items = lists.flatMap((arg) =>
        arg.kind === 'list' ? arg.items : arg.kind === 'unknown' ? [] : [arg],
      );
      return {
        kind: 'list',
        items,
        span,
        whole: lists.every((arg) => arg.kind !== 'unknown' && (arg.kind !== 'list' || arg.whole)),
      };
    }
    case 'join': {
      const items = b?.kind === 'list' ? b.items.map(textOfValue) : undefined;
      return items && known && !items.includes(undefined)
        ? text(items.join(textOfValue(a) ?? ''))
        : undefined;
    }
    case 'split': {
      const [separator, whole] = [textOfValue(a), textOfValue(b)];
      return known && separator && whole !== undefined
        ? { kind: 'list', items: whole.split(separator).map(text), span, whole: true }
        : undefined;
    }
    case 'equal':
      return a && operation('==', [a, b!]);
    case 'notequal':
      return a && operation('!=', [a, b!]);
    case 'and':
      return a && b && operation('&&', [a, b]);
    case 'or':
      return a && b && operation('||', [a, b]);
    case 'not':
      return a && operation('!', [a]);
    case 'lower':
      return known && a?.kind === 'text' ? text(a.text.toLowerCase()) : undefined;
    case 'upper':
      return known && a?.kind === 'text' ? text(a.text.toUpperCase()) : undefined;
    case 'replace': {
      const [whole, from, to] = [textOfValue(a), textOfValue(b), textOfValue(c)];
      return known && whole !== undefined && from && to !== undefined && !from.startsWith('/')
        ? text(whole.replaceAll(from, to))
        : undefined;
    }
    case 'coalesce':
      return known ? args.find((arg) => !(arg.kind === 'plain' && arg.value === null)) : undefined;
    default:
      return undefined;
  }
}
