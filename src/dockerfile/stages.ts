import { findBase } from '../bases/find.ts';
import type { BaseFacts } from '../bases/types.ts';
import type { Span } from '../core/span.ts';
import type { Stage, StageReference } from './build-types.ts';
import { expand } from './expand.ts';
import { type OptionField, optionFields } from './option-fields.ts';
import { enter, namesOf, platformArguments, Scope } from './scopes.ts';
import type { Dockerfile, Flag, From, Instruction, Word } from './tree.ts';

/** A stage while the graph is made; rules see it as `Stage`. */
export interface StageNode extends Stage {
  parent?: StageNode;
  readonly consumers: StageNode[];
  isTarget: boolean;
  readonly scope: Scope;
  /** Number of the instruction behind its last. */
  readonly end: number;
}

export interface StageGraph {
  readonly stages: readonly StageNode[];
  readonly references: readonly StageReference[];
  readonly globals: Scope;
  /** Instructions before the first FROM. */
  readonly preamble: number;
}

/**
 * Cuts a Dockerfile into stages and links them: `FROM stage`, `COPY --from`, `RUN --mount=from`, by name or number.
 *
 * @param targets Names or numbers of the stages that the user builds; when none is given, a target is a stage that
 *   is final or that no other stage consumes.
 */
export function linkStages(
  dockerfile: Dockerfile,
  given: Readonly<Record<string, string>>,
  targets: readonly string[],
): StageGraph {
  const { instructions, escape } = dockerfile;
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  const preamble = first === -1 ? 0 : first;
  const globals = globalScope(dockerfile, preamble, given);
  const stages: StageNode[] = [];
  const byName = new Map<string, StageNode>();
  for (let start = preamble; start < instructions.length || stages.length === 0; ) {
    let end = start + 1;
    while (end < instructions.length && instructions[end]!.keyword !== 'FROM') end++;
    end = Math.min(end, instructions.length);
    const stage = makeStage(dockerfile, stages.length, start, end, byName, globals);
    for (const instruction of stage.instructions) enter(stage.scope, instruction, { escape, given, globals });
    stages.push(stage);
    if (stage.name !== undefined) byName.set(stage.name, stage);
    start = end;
    if (instructions.length === 0) break;
  }
  const references = stages.flatMap((stage) => referencesOf(stage, stages, byName, escape));
  markConsumers(stages, references);
  markTargets(stages, byName, targets);
  return { stages, references, globals, preamble };
}

function globalScope(
  dockerfile: Dockerfile,
  preamble: number,
  given: Readonly<Record<string, string>>,
): Scope {
  const scope = new Scope();
  for (const name of platformArguments) {
    scope.arg(
      name,
      Object.hasOwn(given, name) ? { kind: 'value', value: given[name]! } : { kind: 'unknown' },
      -1,
    );
  }
  for (const instruction of dockerfile.instructions.slice(0, preamble)) {
    enter(scope, instruction, { escape: dockerfile.escape, given });
  }
  return scope;
}

function makeStage(
  dockerfile: Dockerfile,
  index: number,
  start: number,
  end: number,
  byName: ReadonlyMap<string, StageNode>,
  globals: Scope,
): StageNode {
  const all = dockerfile.instructions.slice(start, end);
  const from = all[0]?.keyword === 'FROM' ? (all[0] as From) : undefined;
  const written = from?.image
    ? expand(from.image.text, (name) => globals.lookup(name, from.index), dockerfile.escape)
    : undefined;
  const reference = written?.complete && written.value !== '' ? written.value : undefined;
  const parent = reference === undefined ? undefined : byName.get(reference.toLowerCase());
  const image = parent ? parent.image : reference;
  const base = parent ? parent.base : image === undefined ? undefined : findBase(image);
  const name = from?.as?.name.text.toLowerCase();
  return {
    index,
    ...(name === undefined ? {} : { name }),
    label: name ?? String(index),
    ...(from ? { from } : {}),
    place: from ? from.head : (all[0]?.head ?? { start: 0, end: 0 }),
    span: spanOf(all),
    instructions: from ? all.slice(1) : all,
    ...(parent ? { parent } : {}),
    ...(image === undefined ? {} : { image }),
    ...(base === undefined ? {} : { base }),
    consumers: [],
    isTarget: false,
    scope: parent ? new Scope(parent.scope) : baseScope(image, base),
    end,
  };
}

const spanOf = (instructions: readonly Instruction[]): Span => ({
  start: instructions[0]?.span.start ?? 0,
  end: instructions.at(-1)?.span.end ?? 0,
});

/** The environment that the base image brings. */
function baseScope(image: string | undefined, base: BaseFacts | undefined): Scope {
  const scope = new Scope(undefined, namesOf(image, base));
  for (const [name, value] of Object.entries(base?.environment ?? {})) {
    scope.env(name, { kind: 'value', value }, -1);
  }
  for (const name of base?.environmentNames ?? []) scope.env(name, { kind: 'unknown' }, -1);
  // Every base but scratch sets PATH; BuildKit sets one itself for scratch.
  if (base?.environment?.PATH === undefined) scope.env('PATH', { kind: 'unknown' }, -1);
  return scope;
}

function referencesOf(
  stage: StageNode,
  stages: readonly StageNode[],
  byName: ReadonlyMap<string, StageNode>,
  escape: string,
): StageReference[] {
  const references: StageReference[] = [];
  for (const instruction of stage.instructions) {
    const own = instruction.keyword === 'ONBUILD' ? instruction.trigger : instruction;
    for (const word of own ? fromWords(own) : []) {
      const { value, complete } = expand(
        word.text,
        (name) => stage.scope.lookup(name, instruction.index),
        escape,
      );
      // Mounts know stages by their names only.
      const numbered = own!.keyword === 'RUN' ? [] : stages;
      const to = complete ? resolve(value, stage, numbered, byName) : ({ kind: 'unknown' } as const);
      references.push({ instruction: own!, stage, text: value, word, to });
    }
  }
  return references;
}

/** The words that name a stage or image: `--from=…`, and `from=…` of `--mount`. */
function fromWords(instruction: Instruction): Word[] {
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD' && instruction.keyword !== 'RUN')
    return [];
  const words: Word[] = [];
  for (const flag of instruction.flags) {
    if (flag.name === 'from' && flag.value) words.push(flag.value);
    else if (flag.name === 'mount') {
      const from = mountField(flag, 'from');
      if (from) words.push(from);
    }
  }
  return words;
}

/** One field of a `--mount=type=…,target=…` flag, with its place; of several, the last counts. */
export function mountField(flag: Flag, ...names: string[]): Word | undefined {
  return mountFields(flag).findLast(({ name }) => names.includes(name))?.value;
}

/** The fields of a mount flag; none where the builder cannot tell them apart. */
export const mountFields = (flag: Flag): readonly OptionField[] => optionFields(flag) ?? [];

function resolve(
  text: string,
  stage: StageNode,
  stages: readonly StageNode[],
  byName: ReadonlyMap<string, StageNode>,
): StageReference['to'] {
  const found = byName.get(text.toLowerCase()) ?? (/^\d+$/.test(text) ? stages[Number(text)] : undefined);
  if (found) return found === stage ? { kind: 'self' } : { kind: 'stage', stage: found };
  if (/^\d+$/.test(text) || text === '') return { kind: 'unknown' };
  const base = findBase(text);
  return { kind: 'image', reference: text, ...(base ? { base } : {}) };
}

function markConsumers(stages: readonly StageNode[], references: readonly StageReference[]): void {
  const consume = (used: StageNode, by: StageNode) => {
    if (used !== by && used.consumers.at(-1) !== by) used.consumers.push(by);
  };
  for (const stage of stages) if (stage.parent) consume(stage.parent, stage);
  for (const { to, stage } of references) {
    if (to.kind === 'stage') consume(to.stage as StageNode, stage as StageNode);
  }
}

function markTargets(
  stages: readonly StageNode[],
  byName: ReadonlyMap<string, StageNode>,
  targets: readonly string[],
): void {
  const named = targets.flatMap((name) => byName.get(name.toLowerCase()) ?? stages[Number(name)] ?? []);
  for (const stage of stages) {
    stage.isTarget =
      targets.length > 0 ? named.includes(stage) : stage === stages.at(-1) || stage.consumers.length === 0;
  }
}
