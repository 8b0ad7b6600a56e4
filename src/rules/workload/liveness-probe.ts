import { workloadRule } from '../rule.ts';
import { isController } from '../support/workload/controllers.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A process that hangs has not ended, and nothing restarts it. */
export const livenessProbe = workloadRule({
  name: 'liveness-probe',
  title: 'Probe whether a container still works',
  severity: 'info',
  set: 'strict',
  aliases: ['kube-linter/no-liveness-probe', 'polaris/livenessProbeMissing'],
  help: 'add a livenessProbe that asks the process alone and nothing behind it, or let the process end when it hangs',
  fixable: false,

  *check({ workload }) {
    if (!isController(workload)) return;
    for (const container of workload.containers) {
      if (container.role !== 'main' || container.probes.liveness) continue;
      yield {
        at: container.at,
        message: `nothing restarts ${nameOf(container)} when it hangs`,
      };
    }
  },
});
