import { kubernetesRule } from '../rule.ts';

/** What shares a namespace shares its secrets, quotas and policies. */
export const defaultNamespace = kubernetesRule({
  name: 'default-namespace',
  title: 'Give workloads a namespace of their own',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0110', 'kube-linter/use-namespace'],
  tags: ['NSA-CISA: namespaces'],
  help: 'make a namespace for it, with its own quota and network policy',
  fixable: false,

  *check({ object: { workload, namespace, kind, name } }) {
    if (!workload || namespace?.value !== 'default') return;
    yield {
      at: namespace.at,
      message: `${kind} ${name} runs in the namespace default, beside whatever else names none`,
    };
  },
});
