import type { Span } from '../../core/span.ts';
import type { Build, Instruction, Stage, Word } from '../../dockerfile/build-types.ts';

/** The names that ARGs before the first FROM declare. */
export const globalNames = (build: Build): ReadonlySet<string> => build.once(findGlobals);

const findGlobals = (build: Build): ReadonlySet<string> =>
  new Set(
    build
      .all('ARG')
      .filter((instruction) => build.isGlobal(instruction))
      .flatMap(({ entries }) => entries.map(({ key }) => key.text)),
  );

/** The names that ARG, ENV and the known base image declare before an instruction, its stage's ancestors included. */
export interface Declared {
  has(name: string): boolean;
  /** All of them, those of the own stage first. */
  names(): Iterable<string>;
}

export function declaredNames(build: Build, at: Instruction): Declared {
  const own = build.stageOf(at);
  const chain: Stage[] = [];
  for (let stage: Stage | undefined = own; stage && chain.length < MAX_CHAIN; stage = stage.parent) {
    chain.push(stage);
  }
  const holds = (stage: Stage, first: number | undefined) =>
    first !== undefined && (stage !== own || first < at.index);
  const environment = own.base?.environment ?? {};
  return {
    has: (name) =>
      Object.hasOwn(environment, name) || chain.some((stage) => holds(stage, firstsOf(stage).get(name))),
    *names() {
      for (const stage of chain) {
        for (const [name, first] of firstsOf(stage)) if (holds(stage, first)) yield name;
      }
      yield* Object.keys(environment);
    },
  };
}

/** A hostile file may chain thousands of stages; no person's does. */
const MAX_CHAIN = 64;

const firsts = new WeakMap<Stage, ReadonlyMap<string, number>>();

/** The names that a stage declares itself, with the number of the first instruction that does. */
function firstsOf(stage: Stage): ReadonlyMap<string, number> {
  const known = firsts.get(stage);
  if (known) return known;
  const found = new Map<string, number>();
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') continue;
    for (const { key } of instruction.entries) {
      if (!found.has(key.text)) found.set(key.text, instruction.index);
    }
  }
  firsts.set(stage, found);
  return found;
}

/** Where a word first reads each of its variables: the name alone, where the word stands in one piece; else the word. */
export function placesOfVariables({ text, span }: Word): (name: string) => Span {
  const places = new Map<string, Span>();
  if (span.end - span.start === text.length) {
    for (const match of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
      const end = span.start + match.index + match[0].length;
      const name = match[1]!;
      if (!places.has(name)) places.set(name, { start: end - name.length, end });
    }
  }
  return (name) => places.get(name) ?? span;
}
