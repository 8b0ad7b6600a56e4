import type { Build, Instruction, Stage } from '../../dockerfile/build-types.ts';

/** Whether a WORKDIR stands before an instruction, in its stage or in one that it is built on. */
export function followsWorkdir(build: Build, at: Instruction): boolean {
  const own = build.stageOf(at);
  let depth = 0;
  for (let stage: Stage | undefined = own; stage; stage = stage.parent) {
    const first = firstWorkdir(stage);
    if (first < (stage === own ? at.index : Number.POSITIVE_INFINITY) || ++depth > MAX_CHAIN) return true;
  }
  return false;
}

/** A hostile file may chain thousands of stages; no person's does. */
const MAX_CHAIN = 64;

const firsts = new WeakMap<Stage, number>();

/** The number of a stage's first WORKDIR, or infinity. */
function firstWorkdir(stage: Stage): number {
  const known = firsts.get(stage);
  if (known !== undefined) return known;
  const found = stage.instructions.find(({ keyword }) => keyword === 'WORKDIR');
  const first = found?.index ?? Number.POSITIVE_INFINITY;
  firsts.set(stage, first);
  return first;
}
