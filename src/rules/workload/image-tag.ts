import { parseReference } from '../../bases/reference.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** `latest` is another image next week, and on another node. */
export const imageTag = workloadRule({
  name: 'image-tag',
  title: 'Run images by a version',
  severity: 'medium',
  set: 'recommended',
  aliases: ['KSV-0013', 'CIS-5.28', 'kube-linter/latest-tag', 'polaris/tagNotSpecified'],
  help: 'name a version, better with its digest: image:1.2.3@sha256:…',
  fixable: false,

  *check({ workload }) {
    for (const container of workload.containers) {
      const { image, build } = container;
      // What is built here is what is here, whatever its name.
      if (!image || image.uncertain || build) continue;
      const reference = parseReference(image.value);
      if (!reference || reference.digest !== undefined) continue;
      if (reference.tag !== undefined && reference.tag !== 'latest') continue;
      yield {
        at: image.at,
        message: `${nameOf(container)} runs ${reference.tag === 'latest' ? 'the tag latest' : 'no tag, which is latest'}: another image at every pull`,
        aliases:
          workload.format === 'compose'
            ? ['CIS-5.28']
            : ['KSV-0013', 'kube-linter/latest-tag', 'polaris/tagNotSpecified'],
      };
    }
  },
});
