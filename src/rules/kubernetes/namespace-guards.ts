import { at, entriesOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { objectsBeside } from '../support/workload/objects.ts';

/** Whoever makes a namespace says how much it may use, and what may talk with it. */
export const namespaceGuards = kubernetesRule({
  name: 'namespace-guards',
  title: 'Give a namespace limits, a network policy and a Pod Security level',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0039', 'KSV-0040'],
  tags: ['NSA-CISA: namespaces', 'NSA-CISA: network separation', 'NSA-CISA: resource policies'],
  help: 'deliver what it lacks beside the namespace',
  fixable: false,

  *check({ object, delivery }) {
    if (object.kind !== 'Namespace' || object.apiVersion !== 'v1' || OWN.test(object.name)) return;
    const namespace = { value: object.name, at: object.at };
    for (const { kind, message, aliases, help } of GUARDS) {
      if (objectsBeside(delivery, kind, { namespace }).length > 0) continue;
      yield { at: object.at, message: `the namespace ${object.name} ${message}`, aliases, help, key: kind };
    }
    const labels = entriesOf(at(object.node, 'metadata', 'labels'));
    if (labels.some(({ key }) => key === 'pod-security.kubernetes.io/enforce')) return;
    yield {
      at: object.at,
      message: `the namespace ${object.name} takes pods of any kind, privileged ones too`,
      aliases: [],
      key: 'level',
      help: 'label it pod-security.kubernetes.io/enforce: baseline, or restricted',
    };
  },
});

/** The cluster makes these. */
const OWN = /^(?:default|kube-system|kube-public|kube-node-lease)$/;

const GUARDS = [
  {
    kind: 'LimitRange',
    message: 'has no LimitRange: a container that says nothing may take a whole node',
    aliases: ['KSV-0039'],
    help: 'deliver a LimitRange with defaults for memory and CPU',
  },
  {
    kind: 'ResourceQuota',
    message: 'has no ResourceQuota: it may take the whole cluster',
    aliases: ['KSV-0040'],
    help: 'deliver a ResourceQuota for memory, CPU and the number of pods',
  },
  {
    kind: 'NetworkPolicy',
    message: 'has no NetworkPolicy: every pod of the cluster reaches every pod of it',
    aliases: [],
    help: 'deliver a NetworkPolicy that denies all ingress, and one for each thing that is allowed',
  },
] as const;
