import { workloadRule } from '../rule.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** A Windows HostProcess container is a process of the node. */
export const noHostProcess = workloadRule({
  name: 'no-host-process',
  title: 'Run no Windows container as a process of its node',
  severity: 'high',
  set: 'recommended',
  aliases: ['PSS-windowsHostProcess', 'KSV-0103', 'polaris/hostProcess'],
  tags: ['NSA-CISA: privileged containers'],
  help: 'take hostProcess out',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'windowsHostProcess')) {
      const container = containerOf(workload, refusal);
      yield {
        at: refusal.at,
        message: `${container ? nameOf(container) : 'every container of the pod'} is a process of its Windows node: ${refusal.what}`,
        aliases: [...idsOf(refusal), 'KSV-0103', 'polaris/hostProcess'],
      };
    }
  },
});
