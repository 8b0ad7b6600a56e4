import { kubernetesRule } from '../rule.ts';

/** Helm 2's server: whoever reaches it has its rights, mostly all of them. */
export const noTiller = kubernetesRule({
  name: 'no-tiller',
  title: 'Run no Tiller',
  severity: 'critical',
  set: 'recommended',
  aliases: ['KSV-0102'],
  help: 'move to Helm 3 or later, which needs no server, and take Tiller and its bindings away',
  fixable: false,

  *check({ object }) {
    for (const workload of [object.workload, ...(object.otherWorkloads ?? [])]) {
      for (const { image } of workload?.containers ?? []) {
        if (!image || !/(?:^|\/)tiller(?:$|[:@])/.test(image.value)) continue;
        yield {
          at: image.at,
          message: `${object.kind} ${object.name} runs Tiller: every pod that reaches it installs what it likes with Tiller's rights, and Helm 2 has had no repair since 2020`,
        };
      }
    }
  },
});
