import type { Command, Operand, Pipe } from './types.ts';
import type { Path } from './values.ts';

/** What a value of a template may be made of, as far as it can be told without running it. */
export type Meaning =
  /** `$`: what every template starts with. */
  | { readonly kind: 'root' }
  /** A value of values files, or a word of Chart.yaml. */
  | {
      readonly kind: 'ref';
      readonly of: 'values' | 'chart';
      readonly path: Path;
      /** Not the value but the key that it stands behind. */
      readonly isKey?: true;
    }
  | { readonly kind: 'dict'; readonly entries: ReadonlyMap<string, Meaning> }
  | { readonly kind: 'list'; readonly items: readonly Meaning[] }
  | { readonly kind: 'text'; readonly value: string }
  /** Any of these, the likeliest first. */
  | { readonly kind: 'any'; readonly of: readonly Meaning[] }
  /** What a named template writes. */
  | { readonly kind: 'call'; readonly name: string; readonly dot: Meaning };

export type Ref = Extract<Meaning, { kind: 'ref' }>;
export type Call = Extract<Meaning, { kind: 'call' }>;

/** Dot and variables at a place of a template. */
export interface Scope {
  readonly dot: Meaning;
  readonly variables: Variables;
}

/** The variables of a block, and of those around it. */
export class Variables {
  readonly #own = new Map<string, Meaning>();
  readonly #around: Variables | undefined;

  constructor(around?: Variables) {
    this.#around = around;
  }

  get(name: string): Meaning {
    return this.#own.get(name) ?? this.#around?.get(name) ?? NOTHING;
  }

  declare(name: string, meaning: Meaning): void {
    this.#own.set(name, meaning);
  }

  /** What it was may hold still: it may be set in a branch that is not taken. */
  assign(name: string, meaning: Meaning): void {
    const before = this.#own.get(name);
    if (before) this.#own.set(name, anyOf([meaning, before]));
    else this.#around?.assign(name, meaning);
  }
}

export const NOTHING: Meaning = { kind: 'any', of: [] };
export const ROOT: Meaning = { kind: 'root' };

/** So many alternatives are followed, so many keys deep. */
const MOST = 24;
const DEEPEST = 40;

/** One of several; duplicates and what is nothing left out. */
export function anyOf(meanings: readonly Meaning[]): Meaning {
  const flat = meanings.flatMap((one) => (one.kind === 'any' ? one.of : [one])).slice(0, MOST);
  const [only] = flat;
  return flat.length === 1 && only ? only : { kind: 'any', of: flat };
}

/** A key of a value. */
export function keyOf(meaning: Meaning, key: string): Meaning {
  switch (meaning.kind) {
    case 'root':
      if (key === 'Values') return { kind: 'ref', of: 'values', path: [] };
      return key === 'Chart' ? { kind: 'ref', of: 'chart', path: [] } : NOTHING;
    case 'ref':
      return meaning.path.length < DEEPEST ? { ...meaning, path: [...meaning.path, key] } : NOTHING;
    case 'dict':
      return meaning.entries.get(key) ?? NOTHING;
    case 'any':
      return anyOf(meaning.of.map((one) => keyOf(one, key)));
    case 'list':
      return key === '*' ? anyOf(meaning.items) : (meaning.items[Number(key)] ?? NOTHING);
    default:
      return NOTHING;
  }
}

/** Any item of a value, as `range` gives them one by one. */
export function itemOf(meaning: Meaning): Meaning {
  if (meaning.kind === 'dict') return anyOf([...meaning.entries.values()]);
  return keyOf(meaning, '*');
}

/** Any key of a value, as `range $key, $value := …` gives them. */
export function keyIn(meaning: Meaning): Meaning {
  if (meaning.kind === 'any') return anyOf(meaning.of.map(keyIn));
  const item = itemOf(meaning);
  return meaning.kind === 'ref' && item.kind === 'ref' ? { ...item, isKey: true } : NOTHING;
}

/** What a pipe comes to. */
export function meaningOf(pipe: Pipe, scope: Scope, depth = 0): Meaning {
  if (depth > 20) return NOTHING;
  let value: Meaning | undefined;
  for (const command of pipe) value = commandMeaning(command, value, scope, depth);
  return value ?? NOTHING;
}

/** @param last what the pipe hands on to it */
function commandMeaning(
  [first, ...rest]: Command,
  last: Meaning | undefined,
  scope: Scope,
  depth: number,
): Meaning {
  if (!first) return NOTHING;
  if (first.kind !== 'function') return operandMeaning(first, scope, depth);
  const written = rest.map((operand) => operandMeaning(operand, scope, depth));
  return callMeaning(first.name, last ? [...written, last] : written, scope);
}

function operandMeaning(operand: Operand, scope: Scope, depth: number): Meaning {
  switch (operand.kind) {
    case 'field':
      return operand.keys.reduce(keyOf, scope.dot);
    case 'variable':
      return operand.keys.reduce(keyOf, scope.variables.get(operand.name));
    case 'group':
      return operand.keys.reduce(keyOf, meaningOf(operand.pipe, scope, depth + 1));
    case 'text':
      return { kind: 'text', value: operand.value };
    case 'function':
      return callMeaning(operand.name, [], scope);
    default:
      return NOTHING;
  }
}

/** Functions that say whether or how much, and give nothing of what they are given. */
const TELLING: ReadonlySet<string> = new Set([
  ...[
    'eq',
    'ne',
    'lt',
    'le',
    'gt',
    'ge',
    'not',
    'empty',
    'hasKey',
    'has',
    'contains',
    'hasPrefix',
    'hasSuffix',
  ],
  ...[
    'kindIs',
    'kindOf',
    'typeIs',
    'typeOf',
    'len',
    'until',
    'untilStep',
    'semver',
    'semverCompare',
    'regexMatch',
  ],
  ...['lookup', 'fail', 'now', 'uuidv4', 'randAlphaNum', 'randAlpha', 'randNumeric', 'sha256sum', 'sha1sum'],
]);

/** What a function makes of its arguments: most hand on what they are given, changed in how it is written. */
function callMeaning(name: string, args: readonly Meaning[], { dot }: Scope): Meaning {
  const [first, ...rest] = args;
  const last = args.at(-1);
  switch (name) {
    case 'include':
      return first?.kind === 'text' ? { kind: 'call', name: first.value, dot: rest[0] ?? dot } : NOTHING;
    case 'dict':
      return { kind: 'dict', entries: pairsOf(args) };
    case 'list':
    case 'tuple':
      return { kind: 'list', items: args };
    case 'index':
      return rest.reduce(
        (value, key) => keyOf(value, key.kind === 'text' ? key.value : '*'),
        first ?? NOTHING,
      );
    case 'get':
      return rest[0]?.kind === 'text' ? keyOf(first ?? NOTHING, rest[0].value) : NOTHING;
    case 'dig':
      return anyOf([
        args
          .slice(0, -2)
          .reduce((value, key) => (key.kind === 'text' ? keyOf(value, key.value) : NOTHING), last ?? NOTHING),
        args.at(-2) ?? NOTHING,
      ]);
    // `default X .y`: what is piped in goes first.
    case 'default':
      return anyOf(args.toReversed());
    case 'first':
    case 'last':
      return itemOf(last ?? NOTHING);
    case 'tpl':
    case 'set':
      return first ?? NOTHING;
    default:
      return TELLING.has(name)
        ? NOTHING
        : anyOf(args.filter(({ kind }) => kind !== 'text' && kind !== 'root'));
  }
}

function pairsOf(args: readonly Meaning[]): ReadonlyMap<string, Meaning> {
  const entries = new Map<string, Meaning>();
  for (let index = 0; index + 1 < args.length; index += 2) {
    const key = args[index]!;
    if (key.kind === 'text') entries.set(key.value, args[index + 1]!);
  }
  return entries;
}

/** Every value of files that something may be made of, the likeliest first. */
export const refsOf = (meaning: Meaning): Ref[] => [...leaves(meaning)].filter((one) => one.kind === 'ref');

/** Every named template whose text something may be. */
export const callsOf = (meaning: Meaning): Call[] =>
  [...leaves(meaning)].filter((one) => one.kind === 'call');

/** What a meaning is put together of; each part once, as a variable may hold the same many times over. */
function* leaves(meaning: Meaning, seen = new Set<Meaning>()): Generator<Meaning> {
  if (seen.has(meaning) || seen.size > 500) return;
  seen.add(meaning);
  if (meaning.kind === 'any') for (const one of meaning.of) yield* leaves(one, seen);
  else if (meaning.kind === 'list') for (const one of meaning.items) yield* leaves(one, seen);
  else if (meaning.kind === 'dict') for (const one of meaning.entries.values()) yield* leaves(one, seen);
  else yield meaning;
}
