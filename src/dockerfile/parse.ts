import { Source } from '../core/source.ts';
import type { Span } from '../core/span.ts';
import { heredocBodies } from './heredocs.ts';
import { type Frame, headsOf, type Reading, readInstruction } from './instructions.ts';
import { commentAt, joinLines, type Line, skipSpace, splitLines } from './lines.ts';
import { substitutionProblem } from './substitutions.ts';
import type { Directive, Dockerfile, Instruction, Item, SyntaxProblem } from './tree.ts';

/**
 * Reads a Dockerfile as BuildKit's frontend does, keeping every character.
 *
 * Never throws: what BuildKit would refuse is in `problems`, one entry a place, and reading goes on behind it.
 * Time is linear in the text. Source: Dockerfile reference; moby/buildkit, frontend/dockerfile/parser.
 *
 * @param input The text, or a source with the path to show.
 */
export function parse(input: string | Source): Dockerfile {
  const source = typeof input === 'string' ? new Source('Dockerfile', input) : input;
  return new Reader(source).read();
}

class Reader implements Reading {
  readonly #source: Source;
  readonly #text: string;
  readonly #lines: readonly Line[];
  readonly #items: Item[] = [];
  readonly #instructions: Instruction[] = [];
  readonly #directives: Directive[] = [];
  readonly #problems: SyntaxProblem[] = [];
  /** The last line was an unknown instruction: what follows is most likely the same slip, told once. */
  #lost = false;
  escape: '\\' | '`' = '\\';

  constructor(source: Source) {
    this.#source = source;
    this.#text = source.text;
    this.#lines = splitLines(source);
  }

  read(): Dockerfile {
    let number = this.#readDirectives();
    while (number < this.#lines.length) number = this.#readItem(number);
    this.#checkOrder();
    this.#problems.sort((a, b) => a.span.start - b.span.start);
    return {
      source: this.#source,
      escape: this.escape,
      directives: this.#directives,
      items: this.#items,
      instructions: this.#instructions,
      problems: this.#problems,
    };
  }

  report(code: SyntaxProblem['code'], message: string, span: Span): void {
    if (code === 'unknown-instruction') {
      if (this.#lost) return;
      this.#lost = true;
    }
    this.#problems.push({ code, message, span });
  }

  /** Directives stand in the head, before any other line; an unknown `# name=value` is a comment and ends them. */
  #readDirectives(): number {
    let number = 0;
    for (; number < this.#lines.length; number++) {
      const line = this.#lines[number]!;
      const start = number === 0 && this.#text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : line.start;
      if (line.end - start > MAX_DIRECTIVE) break;
      const hash = skipSpace(this.#text, start, line.end);
      const match = DIRECTIVE.exec(this.#text.slice(hash, line.end));
      const name = match?.[1]?.toLowerCase() ?? '';
      if (!DIRECTIVES.includes(name)) break;
      this.#addDirective(name, match![2]!.trimEnd(), hash, line.end);
    }
    return number;
  }

  #addDirective(name: string, value: string, start: number, end: number): void {
    const valueStart = this.#text.indexOf(value, this.#text.indexOf('=', start) + 1);
    const directive: Directive = {
      kind: 'directive',
      name,
      value,
      span: { start, end },
      valueSpan: { start: valueStart, end: valueStart + value.length },
    };
    this.#items.push(directive);
    if (this.#directives.some((other) => other.name === name)) {
      this.report('bad-directive', `the directive “${name}” is given twice`, directive.span);
      return;
    }
    this.#directives.push(directive);
    if (name !== 'escape') return;
    if (value === '\\' || value === '`') this.escape = value;
    else this.report('bad-directive', 'the escape character is “\\” or “`”', directive.valueSpan);
  }

  #readItem(number: number): number {
    const line = this.#lines[number]!;
    const start = number === 0 && this.#text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : line.start;
    const content = skipSpace(this.#text, start, line.end);
    if (content === line.end) {
      this.#items.push({ kind: 'blank', span: { start, end: line.end } });
      return number + 1;
    }
    if (this.#text[content] === '#') {
      this.#items.push(commentAt(this.#text, content, line.end));
      return number + 1;
    }
    return this.#readInstruction(number, start);
  }

  #readInstruction(number: number, from: number): number {
    const lines =
      from === this.#lines[number]!.start
        ? this.#lines
        : this.#lines.with(number, { ...this.#lines[number]!, start: from });
    const joined = joinLines(this.#text, lines, number, this.escape);
    // A first line that is nothing but the continuation mark belongs to what follows, too.
    const start = skipSpace(this.#text, from, this.#lines[number]!.end);
    if (joined.logical.text.trim() === '') {
      this.#items.push({ kind: 'blank', span: { start, end: joined.end } });
      return joined.next;
    }
    const leading = joined.logical.text.length - joined.logical.text.trimStart().length;
    const logical = leading > 0 ? joined.logical.slice(leading) : joined.logical;
    const { heredocs, next } = heredocBodies(
      this.#text,
      this.#lines,
      joined.next,
      headsOf(logical, this.escape),
    );
    const last = heredocs.at(-1);
    const frame: Frame = {
      span: { start, end: last ? (last.close?.end ?? last.body.end) : joined.end },
      head: { start, end: joined.end },
      heredocs,
      inner: joined.comments,
      emptyLines: joined.emptyLines,
      index: this.#instructions.length,
      onbuild: false,
    };
    const known = this.#problems.length;
    const instruction = readInstruction(logical, frame, this);
    const isFine = this.#problems.length === known;
    const problem = isFine ? substitutionProblem(instruction, this.escape) : undefined;
    if (problem) this.#problems.push(problem);
    if (instruction.keyword !== 'UNKNOWN') this.#lost = false;
    for (const heredoc of heredocs) {
      if (!heredoc.close) {
        this.report('unterminated-heredoc', `no line “${heredoc.name}” ends this heredoc`, heredoc.opener);
      }
    }
    this.#items.push(instruction);
    this.#instructions.push(instruction);
    return next;
  }

  /** A Dockerfile begins with FROM; only ARG may stand before it. */
  #checkOrder(): void {
    const first = this.#instructions.findIndex((instruction) => instruction.keyword === 'FROM');
    if (this.#instructions.length === 0) {
      const end = this.#source.lineSpan(1).end;
      this.report('empty', 'there is no instruction in this file', { start: 0, end });
    } else if (first === -1) {
      this.report(
        'no-from',
        'there is no FROM: judged as a fragment of a stage',
        this.#instructions[0]!.name.span,
      );
    } else {
      const early = this.#instructions
        .slice(0, first)
        .find(({ keyword }) => keyword !== 'ARG' && keyword !== 'UNKNOWN');
      if (early)
        this.report(
          'before-from',
          `${early.name.text} stands before the first FROM; only ARG may`,
          early.name.span,
        );
    }
  }
}

const DIRECTIVE = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S.*)$/;
const DIRECTIVES = ['syntax', 'escape', 'check'];
const BYTE_ORDER_MARK = 0xfeff;
const MAX_DIRECTIVE = 4096;
