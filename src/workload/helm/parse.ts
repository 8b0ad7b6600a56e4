import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';
import { partsOf, type Token, tokensOf } from './lex.ts';
import { readPipe } from './pipe.ts';
import type { BranchNode, Define, Template, TemplateNode } from './types.ts';

/**
 * Reads a Go template as text/template has it. What does not belong together (an `end` too many, a branch that is not
 * ended) is read as far as it makes sense: Helm says what is wrong with it. Never throws.
 */
export function parseTemplate(source: Source): Template {
  const parts = partsOf(source.text);
  const defines: Define[] = [];
  const top: Open = { span: { start: 0, end: 0 }, nodes: [], close: () => undefined };
  const open: Open[] = [top];
  for (const { kind, span } of parts) {
    const here = open.at(-1)!;
    if (kind === 'text') here.nodes.push({ kind: 'text', span });
    else if (kind === 'action') action(tokensOf(source.text, span), span, open, defines);
  }
  while (open.length > 1) close(open, { start: source.text.length, end: source.text.length });
  return { source, body: top.nodes, parts, defines };
}

/** Something that waits for its `end`. */
interface Open {
  readonly span: Span;
  /** Where nodes go now: into the body, or behind `else`. */
  nodes: TemplateNode[];
  /** `else`, for what has one. */
  otherwise?: () => TemplateNode[];
  /** `else if …`: closed by the same `end` as what it stands in. */
  readonly chained?: boolean;
  close(end: Span): void;
}

function close(open: Open[], end: Span): void {
  for (let one = open.length > 1 ? open.pop() : undefined; one; one = one.chained ? open.pop() : undefined)
    one.close(end);
}

/** So deep no person writes; what stands deeper is taken as if it stood there. */
const DEEPEST = 200;

function action(tokens: readonly Token[], span: Span, open: Open[], defines: Define[]): void {
  const [first, ...rest] = tokens;
  const here = open.at(-1)!;
  const word = first?.kind === 'word' ? first.text : '';
  switch (word) {
    case 'if':
    case 'with':
    case 'range':
      branch(word, rest, span, open, false);
      return;
    case 'define':
    case 'block':
      define(word, rest, span, open, defines);
      return;
    case 'else': {
      if (!here.otherwise) return;
      here.nodes = here.otherwise();
      const next = rest[0]?.text;
      if (next === 'if' || next === 'with') branch(next, rest.slice(1), span, open, true);
      return;
    }
    case 'end':
      close(open, span);
      return;
    case 'break':
    case 'continue':
      return;
    case 'template': {
      const [name, ...argument] = rest;
      if (name?.kind !== 'text') return;
      const pipe = argument.length > 0 ? { pipe: readPipe(argument) } : {};
      here.nodes.push({ kind: 'call', span, name: name.text, ...pipe });
      return;
    }
    default:
      here.nodes.push(...valueNode(tokens, span));
  }
}

/** An assignment, or a value that is written. */
function valueNode(tokens: readonly Token[], span: Span): TemplateNode[] {
  const [first, second, ...rest] = tokens;
  if (first?.kind === 'variable' && (second?.text === ':=' || second?.text === '='))
    return [
      {
        kind: 'assign',
        declares: second.text === ':=',
        span,
        name: first.text.slice(1),
        pipe: readPipe(rest),
      },
    ];
  return first ? [{ kind: 'output', span, pipe: readPipe(tokens) }] : [];
}

function branch(
  kind: BranchNode['kind'],
  tokens: readonly Token[],
  span: Span,
  open: Open[],
  chained: boolean,
): void {
  const body: TemplateNode[] = [];
  const otherwise: TemplateNode[] = [];
  const { names, pipe } = declared(tokens);
  const [last, before] = [names.at(-1), names.at(-2)];
  const node: BranchNode = {
    kind,
    span,
    pipe: readPipe(pipe),
    ...(before === undefined ? {} : { key: before }),
    ...(last === undefined ? {} : { value: last }),
    body,
    otherwise,
  };
  open.at(-1)!.nodes.push(node);
  if (open.length < DEEPEST)
    open.push({ span, nodes: body, otherwise: () => otherwise, chained, close: () => undefined });
  else open.push({ ...open.at(-1)!, chained, close: () => undefined });
}

/** `$k, $v := …`: the names, and what is behind. */
function declared(tokens: readonly Token[]): { names: string[]; pipe: readonly Token[] } {
  const sign = tokens.findIndex(({ text, kind }) => kind === 'mark' && (text === ':=' || text === '='));
  const before = tokens.slice(0, Math.max(0, sign));
  const isNames = before.every(({ kind, text }) => kind === 'variable' || text === ',');
  if (sign === -1 || !isNames || before.length > 3) return { names: [], pipe: tokens };
  const names = before.filter(({ kind }) => kind === 'variable').map(({ text }) => text.slice(1));
  return { names, pipe: tokens.slice(sign + 1) };
}

function define(
  word: 'define' | 'block',
  [name, ...argument]: readonly Token[],
  span: Span,
  open: Open[],
  defines: Define[],
): void {
  const body: TemplateNode[] = [];
  const called = name?.kind === 'text' ? name.text : '';
  if (word === 'block')
    open.at(-1)!.nodes.push({
      kind: 'call',
      span,
      name: called,
      ...(argument.length > 0 ? { pipe: readPipe(argument) } : {}),
    });
  open.push({
    span,
    nodes: body,
    close: ({ end }) => {
      defines.push({ span: { start: span.start, end }, name: called, body });
    },
  });
}
