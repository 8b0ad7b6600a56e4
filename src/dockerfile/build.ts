import type { ImageFacts } from '../core/facts.ts';
import type { Source } from '../core/source.ts';
import type { ShellScript } from '../shell/types.ts';
import type {
  Build,
  BuildContext,
  Command,
  Dialect,
  Expansion,
  OfKeyword,
  PackageAction,
  Stage,
  StageReference,
} from './build-types.ts';
import { expand } from './expand.ts';
import { factsOf } from './facts.ts';
import { keywords } from './instructions.ts';
import { packageActionOf } from './packages.ts';
import { predefinedArguments } from './scopes.ts';
import { dialectOf, scriptOf } from './scripts.ts';
import { linkStages, type StageGraph, type StageNode } from './stages.ts';
import { type ShellMark, StageStates } from './states.ts';
import type { Dockerfile, Instruction, Keyword, Word } from './tree.ts';

export interface BuildOptions {
  /** `--build-arg` values. */
  readonly args?: Readonly<Record<string, string>>;
  /** The stages that the user builds, by name or number; none: every stage that no other consumes. */
  readonly targets?: readonly string[];
  /** The build context, or how to look for it. */
  readonly context?: BuildContext | (() => BuildContext | undefined);
  /** Shells that comments say the commands are written for, from their place on. */
  readonly shells?: readonly ShellMark[];
}

const BITS = Object.fromEntries(
  [...keywords, 'UNKNOWN' as const].map((keyword, at) => [keyword, 1 << at]),
) as Readonly<Record<Keyword, number>>;

/** Sees a Dockerfile as a build: its stages linked, its variables valued, its scripts read when asked for. */
export function buildOf(dockerfile: Dockerfile, options: BuildOptions = {}): Build {
  return new BuildView(dockerfile, options);
}

class BuildView implements Build {
  readonly dockerfile: Dockerfile;
  readonly source: Source;
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly StageNode[];
  readonly targets: readonly StageNode[];
  readonly references: readonly StageReference[];
  #context: BuildOptions['context'];
  readonly #graph: StageGraph;
  readonly #states: StageStates;
  /** The stage of each instruction, by number. */
  readonly #stageOf: StageNode[] = [];
  readonly #byKeyword = new Map<Keyword, Instruction[]>();
  /** By the sum of the keywords' bits. */
  readonly #byKeywords = new Map<number, readonly Instruction[]>();
  readonly #scripts = new Map<Instruction, ShellScript | undefined>();
  readonly #commands = new Map<Instruction, readonly Command[]>();
  #byName: Map<string, Command[]> | undefined;
  #runCommands: Command[] = [];
  #packages: PackageAction[] | undefined;
  #managers: ReadonlyMap<string, readonly PackageAction[]> = new Map();
  readonly #facts = new Map<Stage, ImageFacts>();
  readonly #made = new Map<(build: Build) => unknown, unknown>();

  constructor(dockerfile: Dockerfile, options: BuildOptions) {
    this.dockerfile = dockerfile;
    this.source = dockerfile.source;
    this.args = options.args ?? {};
    this.#context = options.context;
    this.#graph = linkStages(dockerfile, this.args, options.targets ?? []);
    this.stages = this.#graph.stages;
    this.references = this.#graph.references;
    this.targets = this.stages.filter((stage) => stage.isTarget);
    this.#states = new StageStates(dockerfile, options.shells ?? []);
    this.#index();
  }

  get context(): BuildContext | undefined {
    if (typeof this.#context === 'function') this.#context = this.#context();
    return this.#context;
  }

  #index(): void {
    let number = this.#graph.preamble;
    for (const stage of this.stages) while (number < stage.end) this.#stageOf[number++] = stage;
    for (const instruction of this.dockerfile.instructions) {
      this.#file(instruction);
      if (instruction.keyword === 'ONBUILD' && instruction.trigger) this.#file(instruction.trigger);
    }
  }

  #file(instruction: Instruction): void {
    const list = this.#byKeyword.get(instruction.keyword);
    if (list) list.push(instruction);
    else this.#byKeyword.set(instruction.keyword, [instruction]);
  }

  all<K extends Keyword>(...wanted: K[]): readonly OfKeyword<K>[] {
    const found = wanted.length === 1 ? this.#byKeyword.get(wanted[0]!) : this.#several(wanted);
    return (found ?? []) as unknown as readonly OfKeyword<K>[];
  }

  /** Instructions of several kinds; rules ask for the same kinds again and again. */
  #several(wanted: readonly Keyword[]): readonly Instruction[] {
    let key = 0;
    for (const keyword of wanted) key |= BITS[keyword];
    let found = this.#byKeywords.get(key);
    if (!found) {
      const lists = wanted.map((keyword) => this.#byKeyword.get(keyword) ?? []);
      found = lists.flat().sort((a, b) => a.span.start - b.span.start);
      this.#byKeywords.set(key, found);
    }
    return found;
  }

  stageOf(instruction: Instruction): StageNode {
    return this.#stageOf[instruction.index] ?? this.stages[0]!;
  }

  isGlobal(instruction: Instruction): boolean {
    return instruction.index < this.#graph.preamble;
  }

  commands(...names: string[]): readonly Command[] {
    if (!this.#byName) this.#readCommands();
    if (names.length === 0) return this.#runCommands;
    const lists: Command[][] = [];
    for (const name of names) {
      const list = this.#byName!.get(name);
      if (list) lists.push(list);
    }
    if (lists.length < 2) return lists[0] ?? [];
    return lists.flat().sort((a, b) => a.span.start - b.span.start);
  }

  #readCommands(): void {
    this.#byName = new Map();
    for (const instruction of this.all('RUN')) {
      for (const command of this.commandsOf(instruction)) {
        this.#runCommands.push(command);
        const list = this.#byName.get(command.name);
        if (list) list.push(command);
        else this.#byName.set(command.name, [command]);
      }
    }
  }

  commandsOf(instruction: Instruction): readonly Command[] {
    const known = this.#commands.get(instruction);
    if (known) return known;
    const stage = this.stageOf(instruction);
    const exec = 'command' in instruction && instruction.command?.form === 'exec';
    const commands = (this.scriptOf(instruction)?.commands ?? []).map(
      (command): Command => ({ ...command, instruction, stage, shell: !exec || command.within === 'nested' }),
    );
    this.#commands.set(instruction, commands);
    return commands;
  }

  scriptOf(instruction: Instruction): ShellScript | undefined {
    if (this.#scripts.has(instruction)) return this.#scripts.get(instruction);
    const script = scriptOf(instruction, this.dialectAt(instruction));
    this.#scripts.set(instruction, script);
    return script;
  }

  packages(...managers: string[]): readonly PackageAction[] {
    if (!this.#packages) {
      this.#packages = this.commands().flatMap((command) => packageActionOf(command) ?? []);
      this.#managers = Map.groupBy(this.#packages, ({ manager }) => manager);
    }
    if (managers.length === 0) return this.#packages;
    if (managers.length === 1) return this.#managers.get(managers[0]!) ?? [];
    // Files have few managers; most rules ask for some that this one has not.
    for (const manager of this.#managers.keys()) {
      if (managers.includes(manager))
        return this.#packages.filter((action) => managers.includes(action.manager));
    }
    return [];
  }

  shellAt(instruction: Instruction): readonly string[] {
    return this.#states.at(this.stageOf(instruction), instruction.index).shell;
  }

  dialectAt(instruction: Instruction): Dialect {
    const { shell, writtenFor } = this.#states.at(this.stageOf(instruction), instruction.index);
    return dialectOf(writtenFor === undefined ? shell : [writtenFor]);
  }

  userAt(instruction: Instruction): string | undefined {
    return this.#states.at(this.stageOf(instruction), instruction.index).user;
  }

  workdirAt(instruction: Instruction): string | undefined {
    return this.#states.at(this.stageOf(instruction), instruction.index).workdir;
  }

  expand(text: string | Word, at: Instruction): Expansion {
    const { globals } = this.#graph;
    const global = this.isGlobal(at) || at.keyword === 'FROM';
    const scope = global ? globals : this.stageOf(at).scope;
    const word = typeof text === 'string' ? text : text.text;
    const expansion = expand(word, (name) => scope.lookup(name, at.index), this.dockerfile.escape);
    if (expansion.undeclared.length === 0) return expansion;
    // Proxies need no ARG; a name that an unknown base may set is not certainly undeclared.
    const certain = expansion.undeclared.filter(
      (name) => !predefinedArguments.has(name) && (global || !(scope.open && !this.#setHere(name, at))),
    );
    return { ...expansion, undeclared: certain };
  }

  #setHere(name: string, at: Instruction): boolean {
    return this.stageOf(at).scope.declares(name, at.index);
  }

  variable(name: string, at: Instruction): string | undefined {
    const scope = this.isGlobal(at) || at.keyword === 'FROM' ? this.#graph.globals : this.stageOf(at).scope;
    const variable = scope.lookup(name, at.index);
    return variable.kind === 'value' ? variable.value : undefined;
  }

  facts(stage: Stage): ImageFacts {
    let facts = this.#facts.get(stage);
    if (!facts) {
      facts = factsOf(this, stage);
      this.#facts.set(stage, facts);
    }
    return facts;
  }

  once<T>(make: (build: Build) => T): T {
    let made = this.#made.get(make) as T | undefined;
    if (made === undefined) {
      made = make(this);
      this.#made.set(make, made);
    }
    return made;
  }
}
