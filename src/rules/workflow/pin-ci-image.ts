import type { Site } from '../../core/site.ts';
import type { Workflow } from '../../workflow/types.ts';
import { tagOf } from '../../workflow/uses.ts';
import { workflowRule } from '../rule.ts';
import { type CiImage, ciImages, isFloating } from '../support/workflow/ci-images.ts';
import { grouped } from '../support/workflow/pushes.ts';

/** A pipeline that publishes runs whatever these images are on that day. */
export const pinCiImage = workflowRule({
  name: 'pin-ci-image',
  title: 'Give the images that a publishing pipeline runs a version',
  severity: 'medium',
  set: 'recommended',
  aliases: ['zizmor/unpinned-images'],
  help: 'name a version, better with its digest: image:1.2.3@sha256:…',
  fixable: false,

  *check({ workflow }) {
    const found = [...ciImages(workflow)].filter(({ image }) => isFloating(image));
    for (const [first, ...others] of grouped(found, ({ image }) => image.value))
      yield problemOf(first, others, workflow);
  },
});

function problemOf({ image, isScanner }: CiImage, others: readonly CiImage[], { format }: Workflow) {
  const { value, at } = image;
  const tag = tagOf(image);
  const what =
    tag === undefined ? `${value} has no tag, so its latest` : `${value}: whatever ${tag} is on that day`;
  const where = format === 'gitlab' ? 'pipeline' : 'workflow';
  return {
    at,
    also: others.map((other): Site => other.image.at),
    severity: isScanner ? ('high' as const) : ('medium' as const),
    message: `${what} runs in a ${where} that publishes images`,
  };
}
