import { parseReference } from '../../bases/reference.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A node that has an image by a tag does not ask whether the tag is another one now, or who may have it. */
export const pullPolicy = workloadRule({
  name: 'pull-policy',
  title: 'Pull tags that may change at every start',
  severity: 'info',
  set: 'strict',
  aliases: ['polaris/pullPolicyNotAlways'],
  help: 'name the image by its digest, or set imagePullPolicy: Always',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes' || workload.object?.madeBy?.partial) return;
    for (const container of workload.containers) {
      const { image, pullPolicy: policy, role } = container;
      if (!image || image.uncertain || role === 'ephemeral') continue;
      const reference = parseReference(image.value);
      if (!reference || reference.digest !== undefined) continue;
      const isLatest = reference.tag === undefined || reference.tag === 'latest';
      const holds = policy?.value ?? (isLatest ? 'Always' : 'IfNotPresent');
      if (holds === 'Always') continue;
      yield {
        at: policy?.at ?? image.at,
        message: `a node that has ${image.value} does not pull it again (${policy ? holds : `${holds} by default`}): ${nameOf(container)} may be another program on another node`,
        // That is certain to go wrong, not only possible.
        ...(isLatest ? { severity: 'low' as const } : {}),
      };
    }
  },
});
