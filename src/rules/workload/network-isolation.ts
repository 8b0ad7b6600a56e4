import type { Delivery, Workload } from '../../workload/types.ts';
import { at, entryOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { perDelivery } from '../support/kubernetes/once.ts';
import { mayBeOne, selectedBy, selectorIn, selects } from '../support/kubernetes/selectors.ts';
import { isController } from '../support/workload/controllers.ts';

/** What no policy selects, every pod of the cluster may reach. */
export const networkIsolation = workloadRule({
  name: 'network-isolation',
  title: 'Select every pod by a NetworkPolicy',
  severity: 'low',
  set: 'strict',
  aliases: ['kube-linter/non-isolated-pod', 'polaris/missingNetworkPolicy'],
  tags: ['NSA-CISA: network separation'],
  help: 'deliver a NetworkPolicy that denies what is not needed (podSelector: {}), and one for each thing that is allowed',
  fixable: false,

  *check({ workload, delivery }) {
    // No policy holds for the network of the node.
    if (!isController(workload) || workload.pod.hostNetwork.value) return;
    if (isSelected(workload, delivery)) return;
    yield {
      at: workload.at,
      message: `no NetworkPolicy is for the pods of ${workload.kind} ${workload.name}: every pod of the cluster reaches all their ports, and they reach whatever they like`,
    };
  },
});

/** Policies of network plugins, which select by rules of their own. */
const FOREIGN =
  /^(?:projectcalico\.org|crd\.projectcalico\.org|cilium\.io|policy\.networking\.k8s\.io|crd\.antrea\.io)\//;

const policies = perDelivery((delivery) => {
  const held = new Set<Workload>();
  const wide: Wide[] = [];
  let isForeign = false;
  for (const { kind, apiVersion, node, namespace } of delivery.objects) {
    if (kind.endsWith('NetworkPolicy') && FOREIGN.test(apiVersion)) isForeign = true;
    if (kind !== 'NetworkPolicy' || !apiVersion.startsWith('networking.k8s.io/')) continue;
    const selector = selectorIn(entryOf(at(node, 'spec'), 'podSelector')?.value);
    const found = selectedBy(selector, namespace, delivery);
    if (!found) wide.push({ selector, namespace });
    for (const workload of found ?? []) held.add(workload);
  }
  return { held, wide, isForeign };
});

interface Wide {
  readonly selector: ReturnType<typeof selectorIn>;
  readonly namespace: Workload['namespace'];
}

function isSelected(workload: Workload, delivery: Delivery): boolean {
  const { held, wide, isForeign } = policies(delivery);
  return (
    isForeign ||
    held.has(workload) ||
    wide.some(
      ({ selector, namespace }) =>
        mayBeOne(namespace, workload.namespace) && selects(selector, workload.labels),
    )
  );
}
