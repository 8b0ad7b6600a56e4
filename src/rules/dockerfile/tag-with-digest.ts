import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf } from '../support/images.ts';

/** A digest alone tells people nothing, and bots not what to update to. */
export const tagWithDigest = dockerfileRule({
  name: 'tag-with-digest',
  title: 'Keep the tag beside the digest',
  severity: 'info',
  set: 'strict',
  aliases: [],
  help: 'write name:tag@sha256:…; the builder goes by the digest alone',
  fixable: false,

  *check(build) {
    for (const { reference, word } of imagesOf(build)) {
      if (reference.digest === undefined || reference.tag !== undefined) continue;
      yield {
        at: word.span,
        message: `nobody can tell from its digest which version of ${familiar(reference)} this is`,
      };
    }
  },
});
