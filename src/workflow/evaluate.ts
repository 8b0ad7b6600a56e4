import { type Expression, type Literal, parseExpression, partsOf } from './expression.ts';

/** What a context is worth; undefined when nobody can say. */
export type Lookup = (path: readonly string[]) => Literal | undefined;

/** The value of an expression; undefined when it hangs on something unknown. */
export function evaluate(expression: Expression, lookup: Lookup): Literal | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'context':
      return context(expression, lookup);
    case 'not': {
      const value = evaluate(expression.of, lookup);
      return value === undefined ? undefined : !truthy(value);
    }
    case 'call':
      return call(expression.name, expression.args, lookup);
    case 'binary':
      return binary(expression, lookup);
  }
}

/** Whether `if:` holds; undefined when nobody can say. The braces may be left out. */
export function holds(condition: string | undefined, lookup: Lookup): boolean | undefined {
  if (condition === undefined) return true;
  const parts = partsOf(condition.trim());
  const inner = parts.length === 1 ? parts[0]!.expression : undefined;
  // Text around braces makes a string that is never empty, and so always true.
  if (inner === undefined && parts.some(({ expression }) => expression !== undefined)) return undefined;
  const expression = parseExpression(inner ?? condition);
  const value = expression && evaluate(expression, lookup);
  return value === undefined ? undefined : truthy(value);
}

/** A text with its expressions replaced where their value is known; the others stay as they are written. */
export function resolveText(text: string, lookup: Lookup): string {
  if (!text.includes('${{')) return text;
  return partsOf(text)
    .map(({ start, end, expression }) => {
      const written = text.slice(start, end);
      if (expression === undefined) return written;
      const parsed = parseExpression(expression);
      const value = parsed && evaluate(parsed, lookup);
      return value === undefined ? written : textOfLiteral(value);
    })
    .join('');
}

/** Whether any `${{ }}` is left in it. */
export const isResolved = (text: string): boolean => !text.includes('${{');

export const truthy = (value: Literal): boolean =>
  !(value === null || value === false || value === 0 || value === '' || Number.isNaN(value));

const textOfLiteral = (value: Literal): string => (value === null ? '' : String(value));

/** `env[matrix.name]` is `env.NAME` once the part in brackets is known. */
function context(
  { path, computed }: Extract<Expression, { kind: 'context' }>,
  lookup: Lookup,
): Literal | undefined {
  if (!computed) return lookup(path);
  const whole = path.map((part, at) => {
    const expression = computed.get(at);
    const value = expression && evaluate(expression, lookup);
    return value === undefined ? part : textOfLiteral(value).toLowerCase();
  });
  return lookup(whole);
}

function binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  lookup: Lookup,
): Literal | undefined {
  const a = evaluate(left, lookup);
  const b = evaluate(right, lookup);
  if (operator === '||') return either(a, b, true);
  if (operator === '&&') return either(a, b, false);
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '<':
      return number(a) < number(b);
    case '<=':
      return number(a) <= number(b);
    case '>':
      return number(a) > number(b);
    case '>=':
      return number(a) >= number(b);
  }
}

/** `a || b` (`stop` true) and `a && b`: the first that decides is the result; an unknown side may be without effect. */
function either(a: Literal | undefined, b: Literal | undefined, stop: boolean): Literal | undefined {
  if (a !== undefined) return truthy(a) === stop ? a : b;
  if (b === undefined || truthy(b) !== stop) return undefined;
  // Whichever it is, it is true (false): enough for a condition, not for a text.
  return typeof b === 'boolean' ? b : undefined;
}

/** Strings compare without regard to case; values of different types as numbers. */
function equal(a: Literal, b: Literal): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a.toLowerCase() === b.toLowerCase();
  if (typeof a === typeof b) return a === b;
  return number(a) === number(b);
}

function number(value: Literal): number {
  if (value === null) return 0;
  return typeof value === 'string' && value.trim() === '' ? 0 : Number(value);
}

function call(name: string, args: readonly Expression[], lookup: Lookup): Literal | undefined {
  if (name === 'always' || name === 'success') return true;
  if (name === 'failure' || name === 'cancelled') return false;
  const values = args.map((arg) => evaluate(arg, lookup));
  const [a, b] = values;
  if (name === 'format') return format(values);
  if (name === 'fromjson') return literalOfJson(a);
  if (a === undefined || b === undefined) return undefined;
  const [text, part] = [textOfLiteral(a).toLowerCase(), textOfLiteral(b).toLowerCase()];
  switch (name) {
    case 'contains':
      return text.includes(part);
    case 'startswith':
      return text.startsWith(part);
    case 'endswith':
      return text.endsWith(part);
    default:
      return undefined;
  }
}

function format(values: readonly (Literal | undefined)[]): string | undefined {
  if (values.includes(undefined) || values.length === 0) return undefined;
  const [template, ...rest] = values.map((value) => textOfLiteral(value!));
  return template!.replace(/\{\{|\}\}|\{(\d+)\}/g, (all, index?: string) =>
    index === undefined ? all[0]! : (rest[Number(index)] ?? ''),
  );
}

function literalOfJson(value: Literal | undefined): Literal | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' || typeof parsed === 'number' || typeof parsed === 'boolean'
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}
