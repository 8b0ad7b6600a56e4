import type { Edit } from '../../core/edit.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** Stage names are lower case whatever is written, and `FROM` finds them in lower case only. */
export const stageNameCasing = dockerfileRule({
  name: 'stage-name-casing',
  title: 'Write stage names in lower case',
  severity: 'low',
  set: 'recommended',
  aliases: ['StageNameCasing'],
  help: 'write the name, and every reference to it, in lower case',
  fixable: true,

  *check(build) {
    for (const stage of build.stages) {
      const word = stage.from?.as?.name;
      if (!word || stage.name === undefined || word.text === stage.name) continue;
      yield {
        at: word.span,
        message: `the stage ${word.text} is called “${stage.name}”`,
        fix: {
          title: `write ${stage.name} here and where it is used`,
          safe: true,
          edits: [{ span: word.span, text: stage.name }, ...references(build, stage)],
        },
      };
    }
  },
});

/** The places that name the stage in other letters. */
function references(build: Build, stage: Stage): Edit[] {
  const name = stage.name!;
  const words = [
    ...build.stages.flatMap(({ parent, from }) => (parent === stage && from?.image ? [from.image] : [])),
    ...build.references.flatMap(({ to, word }) => (to.kind === 'stage' && to.stage === stage ? [word] : [])),
  ];
  return words
    .filter(({ text }) => text !== name && text.toLowerCase() === name)
    .map(({ span }) => ({ span, text: name }));
}
