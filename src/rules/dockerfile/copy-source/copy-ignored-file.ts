import { posix } from 'node:path';
import type { Build, BuildContext, OfKeyword } from '../../../dockerfile/build-types.ts';
import { contextSources } from '../../support/context-sources.ts';
import { part } from '../../support/parts.ts';

/** What the ignore file keeps out of the context cannot be copied. */
export const copyIgnoredFile = part({
  severity: 'high',
  aliases: ['CopyIgnoredFile'],
  help: 'take the pattern out of the ignore file, or except the file with “!”',

  *check(build) {
    const all: readonly OfKeyword<'COPY'>[] = build.all('COPY', 'ADD').filter(({ onbuild }) => !onbuild);
    if (all.length === 0) return;
    const { context } = build;
    if (!context?.ignore) return;
    for (const instruction of all) yield* ignoredSources(build, instruction, context);
  },
});

function* ignoredSources(build: Build, instruction: OfKeyword<'COPY'>, context: BuildContext) {
  const excepts = /^\s*!/m.test(context.ignore!.text);
  for (const { word, value } of contextSources(build, instruction)) {
    const path = posix.normalize(`/${value}`).slice(1).replace(/\/$/, '');
    if (/[*?[]/.test(path)) continue;
    if (path === '') {
      if (excepts || !/^\s*\*\*?(\/\*)?\s*$/m.test(context.ignore!.text)) continue;
    } else if (!context.ignored(path) || (excepts && context.exists(path) !== 'file')) continue;
    yield {
      at: word.span,
      message: `${context.ignore!.path} keeps ${path === '' ? 'everything' : path} out of the context, so there is nothing to copy`,
    };
  }
}
