import type { Build, Copy, StageReference } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { copiesOf, isWholeContext } from '../support/copies.ts';
import { followsWorkdir } from '../support/workdirs.ts';

/** The whole file system of a stage is more than what was made in it. */
export const copyWholeRoot = dockerfileRule({
  name: 'copy-whole-root',
  title: 'Copy what is needed, not a whole file system',
  severity: 'medium',
  set: 'strict',
  aliases: ['DL3067'],
  help: 'name the files and folders that are needed',
  fixable: false,

  *check(build) {
    for (const { instruction, sources, destination, stage, from } of copiesOf(build)) {
      const [source] = sources;
      if (!source || instruction.sources.length > 1 || destination !== '/') continue;
      if (instruction.from && /^\/+\.?$/.test(source.text)) {
        // Flattening an image onto nothing is done on purpose.
        if (stage.image === 'scratch' || !holdsSystem(from)) continue;
        const name = from?.kind === 'stage' ? from.stage.label : (instruction.from.value?.text ?? 'it');
        yield {
          at: source.word.span,
          message: `all of ${name} is laid over the base: its tools, its caches, its /etc/passwd and package database`,
        };
      } else if (!instruction.from && isWholeContext(source.text) && !isToldElsewhere(build, instruction)) {
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

/** A known system, and not a few files on scratch, as the helper image `xx` has them. */
function holdsSystem(from: StageReference['to'] | undefined): boolean {
  const base = from?.kind === 'stage' ? from.stage.base : from?.kind === 'image' ? from.base : undefined;
  return base !== undefined && base.kind !== 'scratch' && base.kind !== 'tool';
}

/** Without a WORKDIR, a relative destination is the business of copy-relative-destination. */
const isToldElsewhere = (build: Build, instruction: Copy): boolean =>
  !instruction.destination?.text.replace(/^["']/, '').startsWith('/') && !followsWorkdir(build, instruction);
