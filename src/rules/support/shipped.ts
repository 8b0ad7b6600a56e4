import type { Build, Stage } from '../../dockerfile/build-types.ts';

/** The stages whose layers end up in some target: the targets and what they are built FROM. */
export const shippedStages = (build: Build): ReadonlySet<Stage> => build.once(findShipped);

function findShipped(build: Build): ReadonlySet<Stage> {
  const shipped = new Set<Stage>();
  for (const target of build.targets) {
    for (let stage: Stage | undefined = target; stage && !shipped.has(stage); stage = stage.parent)
      shipped.add(stage);
  }
  return shipped;
}
