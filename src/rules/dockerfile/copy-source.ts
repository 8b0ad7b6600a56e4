import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { copyIgnoredFile } from './copy-source/copy-ignored-file.ts';
import { copyMissingSource } from './copy-source/copy-missing-source.ts';
import { copyOutsideContext } from './copy-source/copy-outside-context.ts';

/** Sources of COPY and ADD that are not to be had. */
export const copySource = dockerfileRule({
  name: 'copy-source',
  title: 'Copy what the builder can see',
  severity: 'high',
  set: 'recommended',
  aliases: ['CopyIgnoredFile'],
  help: 'correct the path, which counts from the build context',
  fixable: true,

  check: (build, options) =>
    together([copyMissingSource, copyOutsideContext, copyIgnoredFile], build, options),
});
