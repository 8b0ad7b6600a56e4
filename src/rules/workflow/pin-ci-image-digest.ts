import { pinOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { ciImages, isFloating } from '../support/workflow/ci-images.ts';
import { grouped } from '../support/workflow/pushes.ts';

/** A tag can be pushed anew; a digest is its content. */
export const pinCiImageDigest = workflowRule({
  name: 'pin-ci-image-digest',
  title: 'Pin the images that a publishing pipeline runs by digest',
  severity: 'low',
  set: 'strict',
  aliases: ['zizmor/unpinned-images'],
  help: 'write the digest behind the tag: image:1.2.3@sha256:…',
  fixable: false,

  *check({ workflow }) {
    const found = [...ciImages(workflow)].filter(
      ({ image }) => pinOf(image.value) === 'tag' && !isFloating(image),
    );
    for (const [first, ...others] of grouped(found, ({ image }) => image.value))
      yield {
        at: first.image.at,
        also: others.map(({ image }) => image.at),
        message: `${first.image.value} can be pushed anew, and then something else runs in a pipeline that publishes images`,
      };
  },
});
