import { posix } from 'node:path';
import { contextSources } from '../../support/context-sources.ts';
import { part } from '../../support/parts.ts';

/** The builder sees nothing but the context. */
export const copyOutsideContext = part({
  severity: 'medium',
  aliases: [],
  help: 'write the path from the root of the context, or build with a context that holds the file',

  *check(build) {
    for (const instruction of build.all('COPY', 'ADD')) {
      for (const { word, value } of contextSources(build, instruction)) {
        if (!posix.normalize(value).startsWith('../')) continue;
        const inside = posix.normalize(`/${value}`).slice(1);
        const literal = word.text === value && !instruction.onbuild;
        yield {
          at: word.span,
          message: `nothing outside of the context can be copied: ${value} is taken as ${inside || 'the whole context'}`,
          // Where that file is there, it is what is copied today.
          ...(literal && inside !== '' && build.context?.exists(inside)
            ? {
                fix: {
                  title: `write ${inside}`,
                  safe: true,
                  edits: [{ span: word.span, text: inside }],
                  changes: ['files'],
                },
              }
            : {}),
        };
      }
    }
  },
});
