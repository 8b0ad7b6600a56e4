import { workloadRule } from '../rule.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** A probe with a host of its own asks somebody else, from the node. */
export const probeHost = workloadRule({
  name: 'probe-host',
  title: 'Let probes and hooks ask the pod itself',
  severity: 'medium',
  set: 'recommended',
  aliases: ['PSS-hostProbesAndHostLifecycle'],
  help: 'take the host out: the kubelet asks the pod by its own address',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'hostProbesAndHostLifecycle')) {
      const container = containerOf(workload, refusal);
      yield {
        at: refusal.at,
        message: `the kubelet asks another address for ${container ? nameOf(container) : 'the pod'}: ${refusal.what}`,
        aliases: idsOf(refusal),
      };
    }
  },
});
