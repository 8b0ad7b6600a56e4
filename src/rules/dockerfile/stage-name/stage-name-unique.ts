import type { Stage } from '../../../dockerfile/build-types.ts';
import { part } from '../../support/parts.ts';

/** Of two stages with one name only the later can be reached by it. */
export const stageNameUnique = part({
  severity: 'medium',
  aliases: ['DL3024', 'DS-0012', 'DuplicateStageName'],
  help: 'rename one of the two stages, and what refers to it',

  *check(build) {
    const seen = new Map<string, Stage>();
    for (const stage of build.stages) {
      const word = stage.from?.as?.name;
      if (!word || stage.name === undefined) continue;
      const earlier = seen.get(stage.name);
      if (earlier) {
        yield {
          at: word.span,
          also: [earlier.from!.as!.name.span],
          message: `stage ${stage.index} has the name “${stage.name}”, as stage ${earlier.index} has`,
        };
      } else seen.set(stage.name, stage);
    }
  },
});
