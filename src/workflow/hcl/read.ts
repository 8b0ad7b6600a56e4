import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';
import { type Token, tokenize } from './tokens.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclFile } from './types.ts';

/** Reads a text as HCL. What makes no sense is a problem with its place, and stepped over by the line; never throws. */
export function readHcl(source: Source): HclFile {
  const { tokens, problems } = tokenize(source.text);
  const parser = new Parser(source.text, tokens, [...problems]);
  const body = parser.body('end', 0);
  return { body, problems: parser.problems };
}

/** Reads the text of a JSON file's string as a template. */
export function readTemplate(text: string, span: Span): HclExpression {
  if (!text.includes('${')) return { kind: 'literal', value: text, span };
  const quoted = JSON.stringify(text).replaceAll('\n', ' ');
  const { tokens } = tokenize(quoted);
  const expression = new Parser(quoted, tokens, []).expression(0);
  return expression ? moved(expression, span) : { kind: 'unknown', span };
}

/** Every place of it is `span`. */
function moved(expression: HclExpression, span: Span): HclExpression {
  switch (expression.kind) {
    case 'template':
      return {
        ...expression,
        span,
        parts: expression.parts.map((part) =>
          typeof part === 'string' ? part : { ...part, value: moved(part.value, span) },
        ),
      };
    case 'list':
      return { ...expression, span, items: expression.items.map((item) => moved(item, span)) };
    case 'call':
      return { ...expression, span, args: expression.args.map((arg) => moved(arg, span)) };
    case 'operation':
      return { ...expression, span, operands: expression.operands.map((operand) => moved(operand, span)) };
    default:
      return { ...expression, span };
  }
}

const deepest = 60;

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly problems: { at: Span; message: string }[];
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], problems: { at: Span; message: string }[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.problems = problems;
  }

  body(until: 'end' | '}', depth: number): HclBody {
    const attributes: HclAttribute[] = [];
    const blocks: HclBlock[] = [];
    for (;;) {
      this.#lines();
      const token = this.#next;
      if (token.is === 'end' || (until === '}' && this.#is('}'))) break;
      const before = this.#at;
      if (token.is === 'name' && this.#isAt(1, '=')) {
        this.#at += 2;
        const value = this.expression(0) ?? this.#lost();
        attributes.push({ name: token.text, nameSpan: token.span, value });
        this.#endOfLine();
      } else if (token.is === 'name' && depth < deepest) this.#block(token, blocks, depth);
      else this.#skipLine('an attribute or a block belongs here');
      if (this.#at === before) this.#at++;
    }
    return { attributes, blocks };
  }

  expression(least: number): HclExpression | undefined {
    if (++this.#depth > deepest) {
      this.#depth--;
      return undefined;
    }
    let left = this.#operand();
    while (left) {
      const sign = this.#next.is === 'sign' ? this.#next.text : '';
      if (sign === '?' && least === 0) left = this.#conditional(left);
      else {
        const power = Object.hasOwn(powers, sign) ? powers[sign]! : 0;
        if (power === 0 || power <= least) break;
        this.#at++;
        this.#lines();
        const right = this.expression(power);
        left = right && {
          kind: 'operation',
          operator: sign,
          operands: [left, right],
          span: join(left, right),
        };
      }
    }
    this.#depth--;
    return left;
  }

  #conditional(condition: HclExpression): HclExpression | undefined {
    this.#at++;
    this.#lines();
    const yes = this.expression(0);
    this.#lines();
    if (!yes || !this.#take(':')) return undefined;
    this.#lines();
    const no = this.expression(0);
    return (
      no && { kind: 'operation', operator: '?', operands: [condition, yes, no], span: join(condition, no) }
    );
  }

  #block(type: Extract<Token, { is: 'name' | 'number' | 'sign' }>, blocks: HclBlock[], depth: number): void {
    this.#at++;
    const labels: { text: string; span: Span }[] = [];
    let { end } = type.span;
    for (;;) {
      const token = this.#next;
      if (token.is === 'text')
        labels.push({
          text: token.parts.map((part) => ('text' in part ? part.text : '')).join(''),
          span: token.span,
        });
      else if (token.is === 'name') labels.push({ text: token.text, span: token.span });
      else break;
      end = token.span.end;
      this.#at++;
    }
    const span = { start: type.span.start, end };
    if (!this.#take('{')) {
      this.#skipLine(`${type.text} needs a { here`);
      return;
    }
    const body = this.body('}', depth + 1);
    if (!this.#take('}')) this.problems.push({ at: span, message: `${type.text} has no closing }` });
    blocks.push({ type: type.text, labels, body, span });
  }

  #operand(): HclExpression | undefined {
    const token = this.#next;
    if (this.#take('!') || this.#take('-')) {
      const operand = this.expression(tightest);
      const operator = token.is === 'sign' ? token.text : '';
      return operand && { kind: 'operation', operator, operands: [operand], span: join(token, operand) };
    }
    if (this.#take('(')) {
      this.#lines();
      const inner = this.expression(0);
      this.#lines();
      return inner && this.#take(')') ? this.#postfix(inner) : undefined;
    }
    if (this.#is('[') || this.#is('{')) return this.#collection(this.#is('['));
    if (token.is === 'text') {
      this.#at++;
      return this.#template(token);
    }
    if (token.is === 'number') {
      this.#at++;
      return { kind: 'literal', value: Number(token.text), span: token.span };
    }
    if (token.is !== 'name') return undefined;
    this.#at++;
    if (Object.hasOwn(words, token.text))
      return { kind: 'literal', value: words[token.text]!, span: token.span };
    return this.#is('(')
      ? this.#call(token.text, token.span)
      : this.#postfix({ kind: 'variable', name: token.text, path: [], span: token.span });
  }

  #call(name: string, at: Span): HclExpression | undefined {
    const args = this.#items('(', ')');
    return args && this.#postfix({ kind: 'call', name, args, span: { start: at.start, end: this.#before } });
  }

  #postfix(value: HclExpression): HclExpression | undefined {
    const path: HclExpression[] = [];
    for (;;) {
      if (this.#is('.')) {
        this.#at++;
        const token = this.#next;
        if (token.is === 'end' || token.is === 'newline') return undefined;
        this.#at++;
        path.push({ kind: 'literal', value: token.is === 'text' ? '' : token.text, span: token.span });
      } else if (this.#is('[')) {
        this.#at++;
        const index = this.#is('*') ? this.#lost() : this.expression(0);
        if (this.#is('*')) this.#at++;
        if (!index || !this.#take(']')) return undefined;
        path.push(index);
      } else break;
    }
    if (path.length === 0) return value;
    const span = { start: value.span.start, end: this.#before };
    return value.kind === 'variable' ? { ...value, path, span } : { kind: 'unknown', span };
  }

  #collection(list: boolean): HclExpression | undefined {
    const { start } = this.#next.span;
    // `for` may stand on a line of its own.
    let ahead = 1;
    while (this.#tokens[this.#at + ahead]?.is === 'newline') ahead++;
    const first = this.#tokens[this.#at + ahead];
    const isKey = this.#isAt(ahead + 1, '=') || this.#isAt(ahead + 1, ':');
    if (first?.is === 'name' && first.text === 'for' && !isKey) {
      this.#skipBrackets();
      return { kind: 'unknown', span: { start, end: this.#before } };
    }
    if (list) {
      const items = this.#items('[', ']');
      return items && this.#postfix({ kind: 'list', items, span: { start, end: this.#before } });
    }
    const entries = this.#entries();
    return entries && { kind: 'map', entries, span: { start, end: this.#before } };
  }

  #items(open: string, close: string): HclExpression[] | undefined {
    this.#take(open);
    const items: HclExpression[] = [];
    for (;;) {
      this.#lines();
      if (this.#take(close)) return items;
      const item = this.expression(0);
      if (!item) return undefined;
      items.push(item);
      this.#take('...');
      this.#lines();
      if (!this.#take(',') && !this.#is(close)) return undefined;
    }
  }

  #entries(): { key: HclExpression; value: HclExpression }[] | undefined {
    this.#take('{');
    const entries: { key: HclExpression; value: HclExpression }[] = [];
    for (;;) {
      this.#lines();
      if (this.#take('}')) return entries;
      const token = this.#next;
      const bare = token.is === 'name' && (this.#isAt(1, '=') || this.#isAt(1, ':'));
      if (bare) this.#at++;
      const key: HclExpression | undefined = bare
        ? { kind: 'literal', value: token.text, span: token.span }
        : this.expression(0);
      if (!key || !(this.#take('=') || this.#take(':'))) return undefined;
      this.#lines();
      const value = this.expression(0);
      if (!value) return undefined;
      entries.push({ key, value });
      this.#take(',');
    }
  }

  #template({ parts, span }: Extract<Token, { is: 'text' }>): HclExpression {
    if (parts.every((part) => 'text' in part))
      return {
        kind: 'literal',
        value: parts.map((part) => ('text' in part ? part.text : '')).join(''),
        span,
      };
    return {
      kind: 'template',
      span,
      parts: parts.map((part) =>
        'text' in part
          ? part.text
          : {
              value: this.#inner(part.from, part.to),
              written: `\${${this.#text.slice(part.from, part.to)}}`,
            },
      ),
    };
  }

  #inner(from: number, to: number): HclExpression {
    const span = { start: from, end: to };
    if (this.#depth > deepest) return { kind: 'unknown', span };
    const parser = new Parser(this.#text, tokenize(this.#text, from, to).tokens, []);
    parser.#depth = this.#depth + 1;
    const expression = parser.expression(0);
    return expression && parser.#next.is === 'end' ? expression : { kind: 'unknown', span };
  }

  /** Steps over a bracketed range whose content is not worked out. */
  #skipBrackets(): void {
    let depth = 0;
    for (;;) {
      const token = this.#next;
      if (token.is === 'end') return;
      this.#at++;
      if (token.is !== 'sign') continue;
      if (/^[[({]$/.test(token.text)) depth++;
      else if (/^[\])}]$/.test(token.text) && --depth === 0) return;
    }
  }

  #lost(): HclExpression {
    return { kind: 'unknown', span: this.#next.span };
  }

  #endOfLine(): void {
    const token = this.#next;
    if (token.is === 'newline' || token.is === 'end' || this.#is('}')) return;
    this.#skipLine('this value cannot be read');
  }

  /** A value that cannot be read is given up with the brackets that it opened. */
  #skipLine(message: string): void {
    this.problems.push({ at: this.#next.span, message });
    let depth = 0;
    for (;;) {
      const token = this.#next;
      if (token.is === 'end' || (token.is === 'newline' && depth <= 0)) return;
      if (token.is === 'sign') {
        if (/^[[({]$/.test(token.text)) depth++;
        else if (/^[\])}]$/.test(token.text) && depth-- <= 0 && token.text === '}') return;
      }
      this.#at++;
    }
  }

  get #next(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  /** Where the token before ends. */
  get #before(): number {
    return this.#tokens[Math.max(0, this.#at - 1)]!.span.end;
  }

  #is(sign: string): boolean {
    return this.#isAt(0, sign);
  }

  #isAt(ahead: number, sign: string): boolean {
    const token = this.#tokens[this.#at + ahead];
    return token?.is === 'sign' && token.text === sign;
  }

  #take(sign: string): boolean {
    if (!this.#is(sign)) return false;
    this.#at++;
    return true;
  }

  #lines(): void {
    while (this.#next.is === 'newline') this.#at++;
  }
}

const join = (a: { readonly span: Span }, b: { readonly span: Span }): Span => ({
  start: a.span.start,
  end: b.span.end,
});

const words: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/** Above every operator: `!a && b` is `(!a) && b`. */
const tightest = 7;

const powers: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '>': 4,
  '<=': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};
