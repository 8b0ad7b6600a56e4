import type { Field } from '../../core/site.ts';
import type { Delivery, KubernetesObject, Workload } from '../../workload/types.ts';
import { at, entryOf, textField } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';
import { isEmptySelector, selectedBy, selectorIn } from '../support/kubernetes/selectors.ts';
import { mayScale } from '../support/workload/controllers.ts';

/** A budget that allows no disruption stops every drain of a node, and with it updates of the cluster. */
export const disruptionBudget = kubernetesRule({
  name: 'disruption-budget',
  title: 'Let a PodDisruptionBudget allow a disruption',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'set maxUnavailable: 1, and run more than one replica',
  fixable: false,

  *check({ object, delivery }) {
    if (object.kind !== 'PodDisruptionBudget' || groupOf(object) !== 'policy') return;
    const spec = at(object.node, 'spec');
    const most = textField(at(spec, 'maxUnavailable'));
    const least = textField(at(spec, 'minAvailable'));
    const stops = `: draining a node waits for it, and so does every update of the cluster`;
    if (most && /^0+%?$/.test(most.value))
      yield {
        at: most.at,
        message: `the PodDisruptionBudget ${object.name} lets no pod go (maxUnavailable: ${most.value})${stops}`,
      };
    if (!least) return;
    if (least.value === '100%') {
      yield {
        at: least.at,
        message: `the PodDisruptionBudget ${object.name} lets no pod go (minAvailable: 100%)${stops}`,
      };
      return;
    }
    const running = runningUnder(object, delivery);
    if (!running || running.count === 0 || !(neededOf(least, running.count) >= running.count)) return;
    const { count, workloads } = running;
    yield {
      at: least.at,
      also: workloads.map((workload) => workload.replicas?.at ?? workload.at),
      message: `the PodDisruptionBudget ${object.name} wants ${least.value} available, and ${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ')} runs ${count}${stops}`,
      help:
        count === 1
          ? 'run more replicas; or set maxUnavailable: 1, which a single replica needs to be moved at all'
          : `set maxUnavailable: 1, or minAvailable: ${count - 1} at most`,
    };
  },
});

/** How many pods a budget wants: percentages are rounded up. */
const neededOf = ({ value }: Field<string>, count: number): number =>
  value.endsWith('%') ? Math.ceil((Number(value.slice(0, -1)) * count) / 100) : Number(value);

const SCALED = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

/** The pods that a budget is for; undefined: how many they are is not known. */
function runningUnder(
  object: KubernetesObject,
  delivery: Delivery,
): { readonly count: number; readonly workloads: readonly Workload[] } | undefined {
  const selector = selectorIn(entryOf(at(object.node, 'spec'), 'selector')?.value);
  if (isEmptySelector(selector)) return undefined;
  const workloads = selectedBy(selector, object.namespace, delivery);
  if (!workloads || workloads.length === 0) return undefined;
  if (workloads.some((workload) => !SCALED.has(workload.kind) || mayScale(workload, delivery).length > 0))
    return undefined;
  return { count: workloads.reduce((sum, { replicas }) => sum + (replicas?.value ?? 1), 0), workloads };
}
