import type { BaseFacts } from '../bases/types.ts';
import { countLeading } from '../core/search.ts';
import { expand, type Variable } from './expand.ts';
import type { Instruction, KeyValue } from './tree.ts';

interface Setting {
  /** Number of the instruction that makes it; it holds behind it. */
  readonly index: number;
  readonly variable: Variable;
}

/**
 * The variables of one stage (or of the part before the first FROM), with where in the file each holds.
 * ENV wins over ARG whatever their order; a child stage sees what its parent has at its end.
 * Source: Dockerfile reference, “Scope” and “Using ARG variables”.
 */
export class Scope {
  readonly #env = new Map<string, Setting[]>();
  readonly #arg = new Map<string, Setting[]>();
  readonly #parent: Scope | undefined;
  readonly #depth: number;
  readonly #base: BaseNames;

  constructor(parent?: Scope, base: BaseNames = 'all') {
    this.#base = parent ? parent.#base : base;
    this.#depth = (parent ? parent.#depth : 0) + 1;
    if (parent && this.#depth % FLATTEN === 0) this.#take(parent);
    else this.#parent = parent;
  }

  /** Whether nothing is known of what the base image sets: no name is certainly undeclared then. */
  get open(): boolean {
    return this.#base === 'none';
  }

  /** Whether what is not declared is certainly empty. */
  get whole(): boolean {
    return this.#base === 'all';
  }

  env(name: string, variable: Variable, index: number): void {
    add(this.#env, name, { index, variable });
  }

  arg(name: string, variable: Variable, index: number): void {
    add(this.#arg, name, { index, variable });
  }

  /** What `name` stands for just before instruction `index`. */
  lookup(name: string, index: number): Variable {
    return this.#find(name, index, 'env') ?? this.#find(name, index, 'arg') ?? { kind: 'undeclared' };
  }

  /** Whether ARG or ENV of this very stage has set `name` before instruction `index`. */
  declares(name: string, index: number): boolean {
    return (latest(this.#env.get(name), index) ?? latest(this.#arg.get(name), index)) !== undefined;
  }

  /** The environment just before instruction `index`: what the image's configuration would have. */
  environment(index: number): Map<string, Variable> {
    const chain: Scope[] = [];
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) chain.push(scope);
    const all = new Map<string, Variable>();
    for (const scope of chain.reverse()) {
      for (const [name, settings] of scope.#env) {
        const setting = latest(settings, scope === this ? index : Number.POSITIVE_INFINITY);
        if (setting) all.set(name, setting.variable);
      }
    }
    return all;
  }

  #find(name: string, index: number, kind: 'env' | 'arg'): Variable | undefined {
    let limit = index;
    for (let scope: Scope | undefined = this; scope; scope = scope.#parent) {
      const setting = latest((kind === 'env' ? scope.#env : scope.#arg).get(name), limit);
      if (setting) return setting.variable;
      limit = Number.POSITIVE_INFINITY;
    }
    return undefined;
  }

  /** Copies what an ancestor chain has, so that a long chain of stages does not make each look-up as long. */
  #take(parent: Scope): void {
    const chain: Scope[] = [];
    for (let scope: Scope | undefined = parent; scope; scope = scope.#parent) chain.push(scope);
    for (const scope of chain.reverse()) {
      for (const [name, settings] of scope.#env) this.#env.set(name, [{ ...settings.at(-1)!, index: -1 }]);
      for (const [name, settings] of scope.#arg) this.#arg.set(name, [{ ...settings.at(-1)!, index: -1 }]);
    }
  }
}

const FLATTEN = 64;

/** How much is known of the names that a base image sets. */
export type BaseNames = 'none' | 'some' | 'all';

/** Unless the data says that it is all, images of languages and services set more than it has: versions, checksums. */
export function namesOf(image: string | undefined, base: BaseFacts | undefined): BaseNames {
  if (image === 'scratch') return 'all';
  if (base?.environmentWhole) return 'all';
  return (base?.environment ?? base?.environmentNames) ? 'some' : 'none';
}

/** Enters what one instruction sets. `given` are `--build-arg` values; `globals` the ARGs before the first FROM. */
export function enter(
  scope: Scope,
  instruction: Instruction,
  options: {
    escape: string;
    given: Readonly<Record<string, string>>;
    globals?: Scope;
  },
): void {
  if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') return;
  const lookup = (name: string) => scope.lookup(name, instruction.index);
  const value = (entry: KeyValue): Variable => {
    const expansion = expand(entry.value!.text, lookup, options.escape);
    if (expansion.complete) return { kind: 'value', value: expansion.value };
    // BuildKit puts '' where a declared argument has no value; what the caller would give is not known here.
    return expansion.unset.length > 0 || !scope.whole || expansion.undeclared.length === 0
      ? { kind: 'unknown' }
      : { kind: 'value', value: expansion.value };
  };
  for (const entry of instruction.entries) {
    const name = entry.key.text;
    if (instruction.keyword === 'ENV') {
      if (entry.value) scope.env(name, value(entry), instruction.index);
    } else if (Object.hasOwn(options.given, name)) {
      scope.arg(name, { kind: 'value', value: options.given[name]! }, instruction.index);
    } else if (entry.value) {
      scope.arg(name, value(entry), instruction.index);
    } else {
      scope.arg(name, inheritedArgument(name, options.globals), instruction.index);
    }
  }
}

/** `ARG NAME` in a stage takes the value of the global ARG, or of the platform argument that BuildKit predefines. */
function inheritedArgument(name: string, globals: Scope | undefined): Variable {
  const variable = globals?.lookup(name, Number.POSITIVE_INFINITY);
  if (variable && variable.kind !== 'undeclared') return variable;
  return platformArguments.has(name) ? { kind: 'unknown' } : { kind: 'unset' };
}

/** The platform arguments of BuildKit: in the global scope by themselves, in a stage after `ARG NAME`. */
export const platformArguments: ReadonlySet<string> = new Set([
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDARCH',
  'BUILDVARIANT',
]);

/** Arguments that need no ARG to be given, and are no part of the image. */
export const predefinedArguments: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
);

function add(settings: Map<string, Setting[]>, name: string, setting: Setting): void {
  const list = settings.get(name);
  if (list) list.push(setting);
  else settings.set(name, [setting]);
}

/** The last setting before instruction `index`; settings ascend. */
function latest(settings: readonly Setting[] | undefined, index: number): Setting | undefined {
  if (!settings) return undefined;
  return settings[countLeading(settings.length, (i) => settings[i]!.index < index) - 1];
}
