import type { Build, Instruction } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';

/** `COPY --from=… / /` brings everything, and of the image's configuration nothing. */
export const copyWholeRoot = dockerfileRule({
  name: 'copy-whole-root',
  title: 'Do not copy a whole file system onto another',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3067'],
  help: 'copy the paths that are needed, or build FROM that stage',
  fixable: false,

  *check(build) {
    for (const instruction of build.all('COPY')) {
      const { from, sources, destination, keyword } = instruction;
      if (keyword !== 'COPY' || !from?.value || !destination) continue;
      const root = sources.find((word) => /^(\/|\/\.|\/\*|\.)$/.test(valueOf(word)));
      if (!root || !/^\/\.?$/.test(valueOf(destination))) continue;
      if (!holdsSystem(instruction, build)) continue;
      const onto = build.stageOf(instruction).image === 'scratch';
      yield {
        at: root.span,
        severity: onto ? 'info' : 'medium',
        message: onto
          ? `this flattens “${from.value.text}”: its ENV, USER, ENTRYPOINT and labels do not come along`
          : `all files of “${from.value.text}” are put over those of the base image`,
      };
    }
  },
});

/** What is copied from is a whole system, and not a few files on scratch, as the helper image xx has them. */
function holdsSystem(instruction: Instruction, build: Build): boolean {
  const to = build.references.find((reference) => reference.instruction === instruction)?.to;
  const base = to?.kind === 'stage' ? to.stage.base : to?.kind === 'image' ? to.base : undefined;
  return base !== undefined && base.kind !== 'scratch' && base.kind !== 'tool';
}

const valueOf = (word: { readonly text: string; readonly value?: string }): string =>
  word.value ?? word.text.replace(/^(["'])(.*)\1$/, '$2');
