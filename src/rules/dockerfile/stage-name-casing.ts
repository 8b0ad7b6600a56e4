import type { Edit } from '../../core/edit.ts';
import type { Build, Stage, Word } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** Stage names are lower case whatever is written, and `FROM` finds them in lower case only. */
export const stageNameCasing = dockerfileRule({
  name: 'stage-name-casing',
  title: 'Write stage names in lower case',
  severity: 'low',
  set: 'strict',
  aliases: ['StageNameCasing'],
  help: 'write the name, and every reference to it, in lower case',
  fixable: true,

  *check(build) {
    let edits: Map<Stage, Edit[]> | undefined;
    for (const stage of build.stages) {
      const word = stage.from?.as?.name;
      if (!word || stage.name === undefined || word.text === stage.name) continue;
      edits ??= references(build);
      yield {
        at: word.span,
        message: `the stage ${word.text} is called “${stage.name}”`,
        fix: {
          title: `write ${stage.name} here and where it is used`,
          safe: true,
          edits: [{ span: word.span, text: stage.name }, ...(edits.get(stage) ?? [])],
        },
      };
    }
  },
});

/** The places that name each stage in other letters. */
function references(build: Build): Map<Stage, Edit[]> {
  const edits = new Map<Stage, Edit[]>();
  const enter = (stage: Stage, { text, span }: Word) => {
    const { name } = stage;
    if (name === undefined || text === name || text.toLowerCase() !== name) return;
    const edit = { span, text: name };
    const list = edits.get(stage);
    if (list) list.push(edit);
    else edits.set(stage, [edit]);
  };
  for (const { parent, from } of build.stages) if (parent && from?.image) enter(parent, from.image);
  for (const { to, word } of build.references) if (to.kind === 'stage') enter(to.stage, word);
  return edits;
}
