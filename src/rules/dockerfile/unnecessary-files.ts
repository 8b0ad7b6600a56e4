import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { wholeCopies } from '../support/context-contents.ts';
import { copiesOf } from '../support/copies.ts';
import { productionStages } from '../support/purpose.ts';

/** Files of the workshop tell a stranger how the image is made, and nothing at run time reads them. */
export const unnecessaryFiles = dockerfileRule({
  name: 'unnecessary-files',
  title: 'Copy no files that only the project’s developers need',
  severity: 'info',
  set: 'strict',
  aliases: ['DKL-LI-0003'],
  help: 'leave it out of COPY, or add it to the ignore file',
  fixable: false,

  *check(build) {
    const stages = productionStages(build);
    for (const { sources, stage, instruction } of copiesOf(build)) {
      if (instruction.from || !stages.has(stage)) continue;
      for (const { word, text } of sources) {
        const name = text.replace(/\/+$/, '').replace(/^.*\//s, '');
        if (isOfWorkshop(name) && build.context?.ignored(text.replace(/^\.?\//, '')) !== true)
          yield { at: word.span, message: `${name} is of no use in the image` };
      }
    }
    yield* wholly(build);
  },
});

/** What comes along with the whole context. */
function* wholly(build: Build) {
  const [whole] = wholeCopies(build);
  const { context } = build;
  if (!whole?.shipped || !context) return;
  const names = context.list('.').filter((name) => isOfWorkshop(name) && !context.ignored(name));
  if (names.length > 0) yield { at: whole.word.span, message: `${names.join(', ')}: of no use in the image` };
}

const isOfWorkshop = (name: string): boolean =>
  /^(?:(?:.*\.)?(?:dockerfile|containerfile)(?:\..*)?|(?:docker-)?compose(?:[.-].*)?\.ya?ml|\.(?:docker|container|git|eslint|prettier)ignore|\.git|\.gitattributes|\.gitmodules|\.github|\.gitlab-ci\.yml|\.circleci|\.travis\.yml|jenkinsfile|\.vscode|\.idea|\.devcontainer|\.editorconfig|\.vimrc|\.ds_store|\.pre-commit-config\.yaml|\.history)$/i.test(
    name,
  );
