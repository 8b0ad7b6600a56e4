import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf } from '../support/images.ts';

/** A tag can be pushed again; a digest is one image for ever. */
export const pinBaseDigest = dockerfileRule({
  name: 'pin-base-digest',
  title: 'Pin each image by its digest',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-DI-0002', 'CIS-4.2'],
  help: 'write name:tag@sha256:… and let a bot keep it fresh',
  fixable: false,

  *check(build) {
    for (const { reference, word } of imagesOf(build)) {
      if (reference.digest !== undefined) continue;
      yield {
        at: word.span,
        message: `${familiar(reference)} is whatever its tag points to when the build runs`,
      };
    }
  },
});
