import type { KubernetesObject } from '../../workload/types.ts';
import { at, textOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';

const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** What runs beside the cluster's own parts is within reach of their secrets. */
export const systemNamespace = kubernetesRule({
  name: 'system-namespace',
  title: "Keep workloads out of the cluster's own namespaces",
  severity: 'medium',
  set: 'strict',
  aliases: ['KSV-0037'],
  tags: ['NSA-CISA: namespaces'],
  help: 'give it a namespace of its own',
  fixable: false,

  *check({ object }) {
    const { namespace, workload } = object;
    if (!workload || !namespace || !SYSTEM.has(namespace.value) || isSystems(object)) return;
    yield {
      at: namespace.at,
      message: `${object.kind} ${object.name} runs in ${namespace.value}, beside the cluster's own parts and their secrets`,
    };
  },
});

/** What the cluster does not work without says so by its priority, or is a part of the control plane. */
const isSystems = ({ workload, node }: KubernetesObject): boolean =>
  /^system-(?:node|cluster)-critical$/.test(textOf(at(workload!.pod.spec, 'priorityClassName')) ?? '') ||
  textOf(at(node, 'metadata', 'labels', 'tier')) === 'control-plane';
