import { at, numberField } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';

/** An autoscaler whose most is its least never scales. */
export const autoscalerRange = kubernetesRule({
  name: 'autoscaler-range',
  title: 'Leave a HorizontalPodAutoscaler room to scale',
  severity: 'low',
  set: 'recommended',
  aliases: ['polaris/hpaMaxAvailability'],
  help: 'set maxReplicas above minReplicas, or take the autoscaler out and set replicas',
  fixable: false,

  *check({ object }) {
    if (object.kind !== 'HorizontalPodAutoscaler' || groupOf(object) !== 'autoscaling') return;
    if (object.madeBy?.partial) return;
    const most = numberField(at(object.node, 'spec', 'maxReplicas'));
    const least = numberField(at(object.node, 'spec', 'minReplicas'));
    // Nobody says the least: it is 1.
    const from = least?.value ?? 1;
    if (!most || most.value > from) return;
    yield {
      at: most.at,
      also: least ? [least.at] : [],
      message:
        most.value < from
          ? `the HorizontalPodAutoscaler ${object.name} has at most ${most.value} pods and at least ${from}: the API server refuses it`
          : `the HorizontalPodAutoscaler ${object.name} has ${from} ${from === 1 ? 'pod' : 'pods'} at the least and at the most: it never scales`,
      ...(most.value < from ? { severity: 'high' as const } : {}),
    };
  },
});
