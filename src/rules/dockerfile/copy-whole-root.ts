import { dockerfileRule } from '../rule.ts';
import { copiesOf, isWholeContext } from '../support/copies.ts';

/** The whole file system of a stage is more than what was made in it. */
export const copyWholeRoot = dockerfileRule({
  name: 'copy-whole-root',
  title: 'Copy what is needed, not a whole file system',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3067'],
  help: 'name the files and folders that are needed',
  fixable: false,

  *check(build) {
    for (const { instruction, sources, destination, stage, from } of copiesOf(build)) {
      const [source] = sources;
      if (!source || instruction.sources.length > 1 || destination !== '/') continue;
      if (instruction.from && /^\/+\.?$/.test(source.text)) {
        // Flattening an image onto nothing is done on purpose.
        if (stage.image === 'scratch') continue;
        const name = from?.kind === 'stage' ? from.stage.label : (instruction.from.value?.text ?? 'it');
        yield {
          at: source.word.span,
          message: `all of ${name} is laid over the base: its tools, its caches, its /etc/passwd and package database`,
        };
      } else if (!instruction.from && isWholeContext(source.text)) {
        yield {
          at: source.word.span,
          severity: 'low',
          message: 'the whole build context is spread over the root of the file system',
          aliases: [],
          help: 'copy it into a folder of its own, set by WORKDIR',
        };
      }
    }
  },
});
