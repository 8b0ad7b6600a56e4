/**
 * An expression of GitHub Actions, as it stands between `${{` and `}}` or in `if:`.
 * Source: GitHub documentation, “Evaluate expressions in workflows and actions”.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  /** `github.event.commits.*.message` is its parts in lower case; a part that is itself computed is `*`. */
  | {
      readonly kind: 'context';
      readonly path: readonly string[];
      /** What a part is computed from, by its place in the path. */
      readonly computed?: ReadonlyMap<number, Expression>;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    };

export type Literal = string | number | boolean | null;
export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=';

/** Reads an expression; undefined when it makes no sense. Linear in its length; never throws. */
export function parseExpression(text: string): Expression | undefined {
  if (text.length > longest) return undefined;
  const tokens = tokenize(text);
  if (!tokens) return undefined;
  const reader = new Reader(tokens);
  const expression = reader.binary(0);
  return expression && reader.done ? expression : undefined;
}

/** The contexts whose text can become part of the result; those that are only compared or asked about cannot. */
export function contextsIn(expression: Expression): readonly (readonly string[])[] {
  switch (expression.kind) {
    case 'context':
      return [expression.path];
    case 'call':
      return transparent.has(expression.name) ? expression.args.flatMap(contextsIn) : [];
    case 'binary': {
      const { operator, left, right } = expression;
      if (operator === '||') return [...contextsIn(left), ...contextsIn(right)];
      // The left side of `&&` is the result only when it is falsy: nothing that anyone could use.
      return operator === '&&' ? contextsIn(right) : [];
    }
    default:
      return [];
  }
}

/** Every context that it reads, whatever for. */
export function readsIn(expression: Expression): readonly (readonly string[])[] {
  switch (expression.kind) {
    case 'context':
      return [expression.path, ...[...(expression.computed?.values() ?? [])].flatMap(readsIn)];
    case 'call':
      return expression.args.flatMap(readsIn);
    case 'not':
      return readsIn(expression.of);
    case 'binary':
      return [...readsIn(expression.left), ...readsIn(expression.right)];
    default:
      return [];
  }
}

/** A piece of text that is plain, or an expression with its braces. */
export interface TextPart {
  readonly start: number;
  readonly end: number;
  /** What stands between the braces. */
  readonly expression?: string;
}

/** Takes a text apart at its `${{ … }}`; a `}}` in quotes ends none. */
export function partsOf(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (let open = text.indexOf('${{'); open !== -1; open = text.indexOf('${{', from)) {
    const close = closingBraces(text, open + 3);
    if (close === -1) break;
    if (open > from) parts.push({ start: from, end: open });
    parts.push({ start: open, end: close + 2, expression: text.slice(open + 3, close) });
    from = close + 2;
  }
  if (from < text.length) parts.push({ start: from, end: text.length });
  return parts;
}

/** A text with something else in the place of each expression. */
export const maskExpressions = (text: string, mask: string): string =>
  text.includes('${{')
    ? partsOf(text)
        .map(({ start, end, expression }) => (expression === undefined ? text.slice(start, end) : mask))
        .join('')
    : text;

function closingBraces(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "'") quoted = !quoted;
    else if (char === '}' && !quoted && text[at + 1] === '}') return at;
  }
  return -1;
}

/** Functions whose result holds what they are given. */
const transparent: ReadonlySet<string> = new Set(['format', 'join', 'tojson', 'fromjson']);

/** GitHub takes none that is longer. */
const longest = 21_000;
const deepest = 50;

type Token =
  | { readonly is: 'literal'; readonly value: Literal }
  | { readonly is: 'name'; readonly text: string }
  | { readonly is: 'sign'; readonly text: string };

function tokenize(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (!match) return undefined;
    const [, string, number, name, sign] = match;
    if (string !== undefined)
      tokens.push({ is: 'literal', value: string.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ is: 'literal', value: Number(number) });
    else if (name !== undefined) {
      const word = Object.hasOwn(words, name.toLowerCase()) ? words[name.toLowerCase()] : undefined;
      tokens.push(word === undefined ? { is: 'name', text: name } : { is: 'literal', value: word });
    } else if (sign !== undefined) tokens.push({ is: 'sign', text: sign });
  }
  return tokens;
}

const token =
  /\s+|('(?:[^']|'')*')|([-+]?(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?))|([A-Za-z_][\w-]*)|(\|\||&&|==|!=|<=|>=|[<>!()[\].,*])/y;

const words: Readonly<Record<string, Literal>> = { true: true, false: false, null: null };

const precedence: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
};

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  binary(least: number): Expression | undefined {
    if (++this.#depth > deepest) return undefined;
    let left = this.#operand();
    while (left) {
      const operator = this.#sign;
      const power = operator === undefined ? undefined : precedence[operator];
      if (power === undefined || power <= least) break;
      this.#at++;
      const right = this.binary(power);
      left = right && { kind: 'binary', operator: operator as BinaryOperator, left, right };
    }
    this.#depth--;
    return left;
  }

  get #sign(): string | undefined {
    const next = this.#tokens[this.#at];
    return next?.is === 'sign' ? next.text : undefined;
  }

  #take(sign: string): boolean {
    if (this.#sign !== sign) return false;
    this.#at++;
    return true;
  }

  #operand(): Expression | undefined {
    if (this.#take('!')) {
      // `!!!x` is no deeper than `!x`.
      let negative = true;
      while (this.#take('!')) negative = !negative;
      const of = this.#operand();
      return of && (negative ? { kind: 'not', of } : of);
    }
    if (this.#take('(')) {
      const inner = this.binary(0);
      return inner && this.#take(')') ? this.#postfix(inner) : undefined;
    }
    const next = this.#tokens[this.#at++];
    if (next?.is === 'literal') return { kind: 'literal', value: next.value };
    if (next?.is !== 'name') return undefined;
    if (this.#take('(')) {
      const args = this.#arguments();
      return args && this.#postfix({ kind: 'call', name: next.text.toLowerCase(), args });
    }
    return this.#postfix({ kind: 'context', path: [next.text.toLowerCase()] });
  }

  #arguments(): Expression[] | undefined {
    const args: Expression[] = [];
    if (this.#take(')')) return args;
    for (;;) {
      const arg = this.binary(0);
      if (!arg) return undefined;
      args.push(arg);
      if (this.#take(')')) return args;
      if (!this.#take(',')) return undefined;
    }
  }

  /** `.name`, `.*`, `[…]` behind a value. What is picked out of a computed value is told as that value. */
  #postfix(value: Expression): Expression | undefined {
    const path = value.kind === 'context' ? [...value.path] : undefined;
    const computed = new Map<number, Expression>();
    for (;;) {
      if (this.#take('.')) {
        const next = this.#tokens[this.#at++];
        if (next?.is === 'name') path?.push(next.text.toLowerCase());
        else if (next?.is === 'literal' && typeof next.value !== 'string') path?.push(String(next.value));
        else if (next?.is === 'sign' && next.text === '*') path?.push('*');
        else return undefined;
      } else if (this.#take('[')) {
        if (this.#take('*')) path?.push('*');
        else {
          const index = this.binary(0);
          if (!index) return undefined;
          if (path && index.kind !== 'literal') computed.set(path.length, index);
          path?.push(index.kind === 'literal' ? String(index.value).toLowerCase() : '*');
        }
        if (!this.#take(']')) return undefined;
      } else if (!path) return value;
      else return computed.size > 0 ? { kind: 'context', path, computed } : { kind: 'context', path };
    }
  }
}
