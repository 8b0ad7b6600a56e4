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

const valueOf = (word: { readonly text: string; readonly value?: string }): string =>
  word.value ?? word.text.replace(/^(["'])(.*)\1$/, '$2');
