import type { Source } from '../../core/source.ts';
import type { Span } from '../../core/span.ts';
import {
  anyOf,
  type Call,
  callsOf,
  itemOf,
  keyIn,
  type Meaning,
  meaningOf,
  NOTHING,
  type Ref,
  refsOf,
  type Scope,
  Variables,
} from './meaning.ts';
import type { BranchNode, TemplateNode } from './types.ts';

/** What stands on a line of a template. */
export interface WrittenLine {
  /** From 1. */
  readonly line: number;
  /** The line without its ending. */
  readonly span: Span;
  /** Its actions, as far as they are on it, in order. */
  readonly actions: readonly Span[];
  /** What those that write something may write: values, named templates. */
  readonly refs: readonly Ref[];
  readonly calls: readonly Call[];
}

/** The lines of a template, or of a named one in it. */
export interface Written {
  readonly source: Source;
  /** Its first and last line. */
  readonly first: number;
  readonly last: number;
  line(number: number): WrittenLine;
  /** Every line, in order. */
  readonly lines: readonly WrittenLine[];
}

/**
 * Reads what a template may write, line by line, when it starts with `dot`.
 * @param within the part of the source that is read: all of it, or a named template's
 */
export function writtenBy(
  source: Source,
  body: readonly TemplateNode[],
  actions: readonly Span[],
  within: Span,
  dot: Meaning,
): Written {
  const meanings = new Map<number, Meaning[]>();
  const variables = new Variables();
  variables.declare('', dot);
  walk(body, { dot, variables }, (span, meaning) => {
    const line = source.lineOf(Math.max(span.start, span.end - 1));
    const known = meanings.get(line);
    if (known) known.push(meaning);
    else meanings.set(line, [meaning]);
  });
  const byLine = actionsByLine(source, actions);
  const lineAt = (line: number): WrittenLine => {
    const meaning = anyOf(meanings.get(line) ?? []);
    return {
      line,
      span: source.lineSpan(line),
      actions: byLine.get(line) ?? [],
      refs: refsOf(meaning),
      calls: callsOf(meaning),
    };
  };
  let lines: WrittenLine[] | undefined;
  const [first, last] = [source.lineOf(within.start), source.lineOf(Math.max(within.start, within.end - 1))];
  return {
    source,
    first,
    last,
    line: lineAt,
    get lines() {
      lines ??= Array.from({ length: last - first + 1 }, (_, index) => lineAt(first + index));
      return lines;
    },
  };
}

/** The actions on each line, as far as they are on it, in order. */
export function actionsByLine(source: Source, actions: readonly Span[]): ReadonlyMap<number, Span[]> {
  const byLine = new Map<number, Span[]>();
  for (const action of actions) {
    const last = source.lineOf(action.end - 1);
    for (let line = source.lineOf(action.start); line <= last; line++) {
      const { start, end } = source.lineSpan(line);
      const span = { start: Math.max(start, action.start), end: Math.min(end, action.end) };
      const known = byLine.get(line);
      if (known) known.push(span);
      else byLine.set(line, [span]);
    }
  }
  return byLine;
}

/** Goes through a template as if every branch were taken, every loop run once. */
function walk(
  nodes: readonly TemplateNode[],
  scope: Scope,
  write: (span: Span, meaning: Meaning) => void,
): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'output':
        write(node.span, meaningOf(node.pipe, scope));
        break;
      case 'call': {
        const dot = node.pipe ? meaningOf(node.pipe, scope) : NOTHING;
        write(node.span, { kind: 'call', name: node.name, dot });
        break;
      }
      case 'assign':
        if (node.declares) scope.variables.declare(node.name, meaningOf(node.pipe, scope));
        else scope.variables.assign(node.name, meaningOf(node.pipe, scope));
        break;
      case 'text':
        break;
      default:
        walk(node.body, scopeOf(node, scope), write);
        walk(node.otherwise, { dot: scope.dot, variables: new Variables(scope.variables) }, write);
    }
  }
}

/** The scope of a branch's body. */
function scopeOf({ kind, pipe, key, value }: BranchNode, scope: Scope): Scope {
  const variables = new Variables(scope.variables);
  const meaning = meaningOf(pipe, scope);
  const given = kind === 'range' ? itemOf(meaning) : meaning;
  if (value !== undefined) variables.declare(value, given);
  if (key !== undefined) variables.declare(key, keyIn(meaning));
  return { dot: kind === 'if' ? scope.dot : given, variables };
}
