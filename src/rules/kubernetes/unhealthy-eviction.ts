import { setAt } from '../../yaml/edit.ts';
import { asMap, at, textField } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** A pod that never becomes ready is of no use to anyone, and holds its node. */
export const unhealthyEviction = kubernetesRule({
  name: 'unhealthy-eviction',
  title: 'Let a PodDisruptionBudget give up pods that are not healthy',
  severity: 'low',
  set: 'strict',
  aliases: ['kube-linter/pdb-unhealthy-pod-eviction-policy'],
  help: 'set unhealthyPodEvictionPolicy: AlwaysAllow, unless a pod that is not ready does work that must not be lost',
  fixable: true,

  *check({ object }) {
    if (object.kind !== 'PodDisruptionBudget' || object.apiVersion !== 'policy/v1') return;
    const spec = asMap(at(object.node, 'spec'));
    // Whoever names a policy has chosen one.
    if (!spec || textField(at(spec, 'unhealthyPodEvictionPolicy')) || object.madeBy?.partial) return;
    const edit = setAt(spec, ['unhealthyPodEvictionPolicy'], 'AlwaysAllow');
    yield {
      at: object.at,
      message: `the PodDisruptionBudget ${object.name} protects pods that are not healthy too: one that fails again and again can stop the drain of its node`,
      ...fixWith('set unhealthyPodEvictionPolicy: AlwaysAllow', edit && [edit], []),
    };
  },
});
