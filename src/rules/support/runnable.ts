import type { ImageSubject } from '../rule.ts';

/**
 * Whether a target is meant to be started: the last stage of the file, or one that says what to start. Stages that only
 * lint, test or hold files for `--output` stand beside the image and are not run anywhere.
 */
export function isMeantToRun({ facts, recipe }: ImageSubject): boolean {
  const { entrypoint, command } = facts;
  const startsNothing = (fact: typeof command) =>
    fact.known !== 'unknown' && (fact.value === null || fact.value.args.length === 0);
  // With neither ENTRYPOINT nor CMD there is nothing that could be started: an image of files alone.
  if (startsNothing(entrypoint) && startsNothing(command)) return false;
  if (!recipe) return true;
  const { build, stage } = recipe;
  if (stage === build.stages.at(-1)) return true;
  for (let at: typeof stage | undefined = stage; at; at = at.parent) {
    if (at.instructions.some(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT')) return true;
  }
  return false;
}
