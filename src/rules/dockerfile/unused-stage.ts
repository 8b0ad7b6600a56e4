import { dockerfileRule } from '../rule.ts';
import { isBuilder } from '../support/purpose.ts';

/** A stage that builds for nobody was forgotten, or a COPY --from was. */
export const unusedStage = dockerfileRule({
  name: 'unused-stage',
  title: 'Keep no stage that nothing uses',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'take the stage out, or copy from it what it was made for',
  fixable: false,

  *check(build) {
    const last = build.stages.at(-1);
    // Where the user names the targets, a stage that is none of them may be another run's.
    if (!last?.isTarget) return;
    for (const stage of build.stages) {
      if (stage === last || stage.consumers.length > 0 || !stage.isTarget || !isBuilder(stage)) continue;
      yield {
        at: stage.from?.as?.name.span ?? stage.place,
        message: `no other stage takes anything from ${stage.label}, and BuildKit skips it`,
      };
    }
  },
});
