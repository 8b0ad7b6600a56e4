import { workloadRule } from '../rule.ts';
import { idsOf, refusalsOf } from '../support/workload/refusals.ts';

/** A sysctl that is not safe changes the node for everybody, or turns its protection off. */
export const safeSysctls = workloadRule({
  name: 'safe-sysctls',
  title: 'Set only sysctls that concern the pod alone',
  severity: 'medium',
  set: 'recommended',
  aliases: ['PSS-sysctls', 'KSV-0026', 'kube-linter/unsafe-sysctls'],
  help: 'set it on the node, or leave it out',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'sysctls')) {
      yield {
        at: refusal.at,
        message: `${refusal.what} is not among those that are safe: the kubelet refuses the pod unless it is told otherwise`,
        aliases: [...idsOf(refusal), 'KSV-0026', 'kube-linter/unsafe-sysctls'],
      };
    }
  },
});
