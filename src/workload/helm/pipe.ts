import type { Token } from './lex.ts';
import type { Command, Operand, Pipe } from './types.ts';

/** Reads the words of an action as a pipe. What stands deeper than anybody writes is left out. */
export function readPipe(tokens: readonly Token[]): Pipe {
  return new Reader(tokens).pipe(0);
}

const DEEPEST = 50;

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Up to its end, or the bracket that closes it. */
  pipe(depth: number): Pipe {
    const commands: Command[] = [];
    let command: Operand[] = [];
    for (let token = this.#next(); token; token = this.#next()) {
      if (token.text === ')' && token.kind === 'mark') break;
      if (token.text === '|' && token.kind === 'mark') {
        commands.push(command);
        command = [];
        continue;
      }
      const operand = this.#operand(token, depth);
      if (operand) command.push(operand);
    }
    commands.push(command);
    return commands.filter((one) => one.length > 0);
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  #operand(token: Token, depth: number): Operand | undefined {
    const { kind, text } = token;
    switch (kind) {
      case 'field':
        return { kind: 'field', keys: [text.slice(1), ...this.#keys()] };
      case 'variable':
        return { kind: 'variable', name: text.slice(1), keys: this.#keys() };
      case 'text':
        return { kind: 'text', value: text };
      case 'number':
        return { kind: 'constant', value: text };
      case 'word':
        if (text === 'true' || text === 'false' || text === 'nil') return { kind: 'constant', value: text };
        return { kind: 'function', name: text };
      default:
        if (text === '.') return { kind: 'field', keys: this.#keys() };
        if (text !== '(') return undefined;
        if (depth < DEEPEST) return { kind: 'group', pipe: this.pipe(depth + 1), keys: this.#keys() };
        this.#skip();
        return undefined;
    }
  }

  /** Fields that stand directly behind a value: `.a.b` of `$x.a.b`. */
  #keys(): string[] {
    const keys: string[] = [];
    for (let token = this.#tokens[this.#at]; token?.kind === 'field' && token.glued; ) {
      keys.push(token.text.slice(1));
      token = this.#tokens[++this.#at];
    }
    return keys;
  }

  /** To the bracket that closes the one just read. */
  #skip(): void {
    let open = 1;
    for (let token = this.#next(); token && open > 0; token = open > 0 ? this.#next() : token) {
      if (token.kind === 'mark' && token.text === '(') open++;
      if (token.kind === 'mark' && token.text === ')') open--;
      if (open === 0) return;
    }
  }
}
