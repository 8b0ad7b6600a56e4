import { part } from '../../support/parts.ts';

/** A stage cannot be its own source. */
export const copyFromItself = part({
  severity: 'high',
  aliases: ['DL3023', 'DS-0006'],
  help: 'name the stage that has the files; within a stage use RUN cp',

  *check(build) {
    for (const { to, word, stage, instruction } of build.references) {
      if (to.kind !== 'self' || instruction.onbuild) continue;
      yield {
        at: word.span,
        message: `${instruction.keyword} takes files from the stage “${stage.label}” that it is in`,
        aliases: instruction.keyword === 'RUN' ? [] : ['DL3023', 'DS-0006'],
      };
    }
  },
});
