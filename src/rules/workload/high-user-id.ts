import type { SitedProblem } from '../../core/finding.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';
import { evidenceOf, requestedDevices } from '../support/workload/requested-devices.ts';

/** Low ids are those of users that the node has as well. */
export const highUserId = workloadRule({
  name: 'high-user-id',
  title: 'Run under ids that no user of the node has',
  severity: 'info',
  set: 'strict',
  aliases: ['KSV-0020', 'KSV-0021', 'KSV-0116'],
  help: 'use ids of 10000 and above',
  fixable: false,

  *check({ workload }): Generator<SitedProblem> {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      const { user } = container;
      const [device] = requestedDevices(container);
      const { uid, gid } = user?.value ?? {};
      if (user && uid !== undefined && uid > 0 && uid < LOWEST)
        yield {
          at: user.at,
          message: `${nameOf(container)} runs as ${uid}, which may be a user of the node`,
          aliases: ['KSV-0020'],
        };
      if (user && gid !== undefined && gid < LOWEST)
        yield {
          at: user.at,
          message: `${nameOf(container)} runs in the group ${gid}, which may be a group of the node`,
          aliases: gid === 0 ? ['KSV-0021', 'KSV-0116'] : ['KSV-0021'],
          // The nodes of a device belong to a group of the node: video, render.
          ...(device && gid !== 0 ? { evidence: evidenceOf(container, device) } : {}),
        };
    }
    for (const group of [
      ...(workload.pod.fsGroup ? [workload.pod.fsGroup] : []),
      ...workload.pod.supplementalGroups,
    ])
      if (group.value === 0)
        yield {
          at: group.at,
          message: 'the pod is in the group of root',
          severity: 'low',
          aliases: ['KSV-0116'],
        };
  },
});

const LOWEST = 10_000;
