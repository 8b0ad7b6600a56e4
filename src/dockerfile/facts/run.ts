import type { ShellCompound, ShellRedirect, ShellWord } from '../../shell/types.ts';
import type { Command, Stage } from '../build-types.ts';
import { expand, type Variable } from '../expand.ts';
import { resolveDirectory } from '../states.ts';
import type { Step, View } from './view.ts';

/**
 * The commands of one RUN, and what can be known of their words: ARG, ENV and what the script itself assigns in plain
 * sight. Walk the commands in order and hand each to `enter`, so that assignments hold for what follows.
 */
export class Run {
  readonly step: Step<'RUN'>;
  readonly commands: readonly Command[];
  readonly compounds: readonly ShellCompound[];
  /** The working directory at the command entered last; undefined when unknown. */
  folder: string | undefined;
  /** The same by what runs commands on its own: the script itself, a subshell, a branch. */
  readonly #folders = new Map<ShellCompound | undefined, string | undefined>();
  readonly #view: View;
  readonly #at: Step;
  readonly #assigned: ReadonlySet<string>;
  readonly #locals = new Map<string, string | undefined>();
  /** And-or lists that a test stands in: what follows it is done on a condition. */
  readonly #tested = new Set<number>();

  constructor(view: View, stage: Stage, step: Step<'RUN'>, folder?: string) {
    this.#view = view;
    this.folder = folder;
    this.#folders.set(undefined, folder);
    this.step = step;
    this.#at = step.onbuild ? (stage.instructions[0] ?? step) : step;
    this.commands = view.build.commandsOf(step);
    const script = view.build.scriptOf(step);
    this.compounds = script?.compounds ?? [];
    this.#assigned = script?.assigned ?? new Set();
  }

  /** Notes what a command assigns and tests, and where it goes. */
  enter(command: Command): void {
    const scope = scopeOf(command.inside);
    this.folder = this.#folderIn(scope);
    if (command.name === 'cd' || command.name === 'pushd') {
      const to = command.words.slice(1).find(({ value }) => !/^-[LPe@]/.test(value));
      this.#go(scope, to && to.value !== '-' ? resolveDirectory(this.folder, this.text(to)) : undefined);
    } else if (command.name === 'popd') this.#go(scope, undefined);
    if (tests.has(command.name)) this.#tested.add(command.chain);
    if (command.words.length === 0) {
      for (const { name, value } of command.assignments)
        this.#locals.set(name, value ? this.text(value) : '');
    } else if (command.name === 'export') {
      for (const word of command.words.slice(1)) {
        const match = /^(\w+)=(.*)$/s.exec(this.text(word) ?? '');
        if (match) this.#locals.set(match[1]!, match[2]);
      }
    }
  }

  /** The folder that a subshell or branch works in; it begins with that of what holds it. */
  #folderIn(scope: ShellCompound | undefined): string | undefined {
    if (scope && !this.#folders.has(scope)) {
      this.#folders.set(scope, this.#folderIn(scopeOf(scope.inside)));
    }
    return this.#folders.get(scope);
  }

  /** Goes elsewhere: behind a branch it is not known whether that was done, behind a subshell it is undone. */
  #go(scope: ShellCompound | undefined, folder: string | undefined): void {
    this.folder = folder;
    this.#folders.set(scope, folder);
    for (let inner = scope; inner && branches.has(inner.kind); ) {
      const outer = scopeOf(inner.inside);
      this.#folders.set(outer, undefined);
      inner = outer;
    }
  }

  /** Whether a command is run only under a condition, as far as its place tells. */
  conditional(command: Command): boolean {
    return (
      command.within === 'if' ||
      command.within === 'case' ||
      command.within === 'function' ||
      command.depth > 1 ||
      this.#behindTest(command)
    );
  }

  /** Whether what stands behind a compound (its redirects) is done only under a condition. */
  conditionalCompound(compound: ShellCompound): boolean {
    if (compound.kind === 'function') return true;
    for (let held: ShellCompound | undefined = compound; held; held = held.inside) {
      if (this.#behindTest(held) || (held !== compound && branches.has(held.kind))) return true;
    }
    return false;
  }

  #behindTest({ before, chain }: Pick<ShellCompound, 'before' | 'chain'>): boolean {
    return before === '||' || (before === '&&' && this.#tested.has(chain));
  }

  /** What the program gets for a word; undefined when that cannot be known. */
  text(word: ShellWord): string | undefined {
    // A question mark in an address is no glob that finds anything.
    if (word.literal || (word.variables.length === 0 && /^\w+:\/\/[^$`]*$/.test(word.value)))
      return word.value;
    if (word.variables.length === 0 || /\$\(|`|[*?[{~](?<!\$\{)/.test(word.raw)) return undefined;
    const expansion = expand(word.raw, (name) => this.variable(name), '\\');
    return expansion.complete ? expansion.value : undefined;
  }

  /** The words that an unquoted word falls into. */
  texts(word: ShellWord): readonly string[] | undefined {
    const text = this.text(word);
    if (text === undefined || word.quoted || word.literal) return text === undefined ? undefined : [text];
    return text.split(/\s+/).filter((part) => part !== '');
  }

  /** The value of a variable, as far as the script shows it. */
  variable(name: string): Variable {
    if (this.#locals.has(name)) {
      const value = this.#locals.get(name);
      return value === undefined ? { kind: 'unknown' } : { kind: 'value', value };
    }
    if (this.#assigned.has(name)) return { kind: 'unknown' };
    const value = this.#view.build.variable(name, this.#at);
    return value === undefined ? { kind: 'unknown' } : { kind: 'value', value };
  }
}

/** What is a process of its own, or may be passed over: where a `cd` does not hold for what follows. */
const scopes: ReadonlySet<ShellCompound['kind']> = new Set(['subshell', 'substitution', 'nested']);
const branches: ReadonlySet<ShellCompound['kind']> = new Set(['if', 'case', 'loop', 'function']);

function scopeOf(compound: ShellCompound | undefined): ShellCompound | undefined {
  let held = compound;
  while (held && !scopes.has(held.kind) && !branches.has(held.kind)) held = held.inside;
  return held;
}

/** The redirects of what holds a command, from the inside out, as far as its output goes there. */
export function* redirectsAround(command: Pick<Command, 'inside'>): Generator<ShellRedirect> {
  for (let held = command.inside; held && held.kind !== 'substitution'; held = held.inside)
    yield* held.redirects;
}

const tests = new Set(['[', '[[', 'test', 'command', 'which', 'type', 'hash', 'id', 'getent']);

/** Options and operands of a command line; a word that cannot be known is undefined. */
export interface Arguments {
  readonly options: ReadonlyMap<string, string | undefined>;
  readonly operands: readonly (string | undefined)[];
}

/**
 * Reads options as getopt does.
 *
 * @param valued Options that take a value: letters, and long names, separated by spaces.
 */
export function argumentsOf(words: readonly (string | undefined)[], valued: string): Arguments {
  const takes = new Set(valued.split(' '));
  const options = new Map<string, string | undefined>();
  const operands: (string | undefined)[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || word === '-' || !word.startsWith('-')) operands.push(word);
    else if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals === -1 ? word.slice(2) : word.slice(2, equals);
      if (equals !== -1) options.set(name, word.slice(equals + 1));
      else options.set(name, takes.has(name) ? words[++at] : '');
    } else {
      for (let letter = 1; letter < word.length; letter++) {
        const name = word[letter]!;
        if (!takes.has(name)) options.set(name, '');
        else {
          options.set(
            name,
            letter + 1 < word.length ? word.slice(letter + 1).replace(/^=/, '') : words[++at],
          );
          break;
        }
      }
    }
  }
  return { options, operands };
}

/** The operands of a command as words, with their quotes and patterns; `valued` as for `argumentsOf`. */
export function operandsOf(command: Command, valued: string): ShellWord[] {
  const words = command.words.slice(1);
  const { operands } = argumentsOf(
    words.map(({ value }) => value),
    valued,
  );
  let at = 0;
  return operands.flatMap((operand) => {
    while (at < words.length && words[at]!.value !== operand) at++;
    return words[at++] ?? [];
  });
}
