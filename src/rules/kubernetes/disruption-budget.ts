import type { Field, Site } from '../../core/site.ts';
import type { Delivery, KubernetesObject, Workload } from '../../workload/types.ts';
import { at, entryOf, numberField, textField } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';
import { isEmptySelector, selectedBy, selectorIn } from '../support/kubernetes/selectors.ts';
import { autoscalersOf, mayScale } from '../support/workload/controllers.ts';

/** A budget that allows no disruption stops every drain of a node, and with it updates of the cluster. */
export const disruptionBudget = kubernetesRule({
  name: 'disruption-budget',
  title: 'Let a PodDisruptionBudget allow a disruption',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'kube-linter/pdb-max-unavailable',
    'kube-linter/pdb-min-available',
    'polaris/pdbDisruptionsIsZero',
    'polaris/pdbMinAvailableGreaterThanHPAMinReplicas',
  ],
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
        aliases: ['kube-linter/pdb-max-unavailable', 'polaris/pdbDisruptionsIsZero'],
        message: `the PodDisruptionBudget ${object.name} lets no pod go (maxUnavailable: ${most.value})${stops}`,
      };
    if (!least) return;
    if (least.value === '100%') {
      yield {
        at: least.at,
        aliases: ['kube-linter/pdb-min-available', 'polaris/pdbDisruptionsIsZero'],
        message: `the PodDisruptionBudget ${object.name} lets no pod go (minAvailable: 100%)${stops}`,
      };
      return;
    }
    const running = runningUnder(object, delivery);
    if (!running || running.count === 0 || !(neededOf(least, running.count) >= running.count)) return;
    const { count, workloads, scalers } = running;
    yield {
      at: least.at,
      aliases:
        scalers.length === 0
          ? ['kube-linter/pdb-min-available']
          : ['polaris/pdbMinAvailableGreaterThanHPAMinReplicas'],
      ...(scalers.length === 0 ? {} : { severity: 'low' as const }),
      also: scalers.length > 0 ? scalers : workloads.map((workload) => workload.replicas?.at ?? workload.at),
      message: `the PodDisruptionBudget ${object.name} wants ${least.value} available, and ${workloads.map(({ kind, name }) => `${kind} ${name}`).join(', ')} ${scalers.length > 0 ? `has ${count} when its autoscaler is at its least` : `runs ${count}`}${stops}`,
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

/** The pods that a budget is for. */
interface Running {
  readonly count: number;
  readonly workloads: readonly Workload[];
  /** Where autoscalers say how many there are at the least. */
  readonly scalers: readonly Site[];
}

/** undefined: how many they are is not known. */
function runningUnder(object: KubernetesObject, delivery: Delivery): Running | undefined {
  const selector = selectorIn(entryOf(at(object.node, 'spec'), 'selector')?.value);
  if (isEmptySelector(selector)) return undefined;
  const workloads = selectedBy(selector, object.namespace, delivery);
  if (!workloads || workloads.length === 0) return undefined;
  const counts = workloads.map((workload) => leastOf(workload, delivery));
  if (counts.some((count) => count === undefined)) return undefined;
  const known = counts.filter((count) => count !== undefined);
  return {
    count: known.reduce((sum, { value }) => sum + value, 0),
    workloads,
    scalers: known.flatMap(({ scaler }) => scaler ?? []),
  };
}

/** How many pods of a workload there are at the least, and the autoscaler that says so. */
function leastOf(
  workload: Workload,
  delivery: Delivery,
): { readonly value: number; readonly scaler?: Site } | undefined {
  if (!SCALED.has(workload.kind)) return undefined;
  const may = mayScale(workload, delivery);
  if (may.length === 0) return { value: workload.replicas?.value ?? 1 };
  const [scaler, second] = autoscalersOf(workload, delivery);
  if (!scaler || second || may.length > 1 || scaler.kind !== 'HorizontalPodAutoscaler') return undefined;
  const least = numberField(at(scaler.node, 'spec', 'minReplicas'));
  return { value: least?.value ?? 1, scaler: least?.at ?? scaler.at };
}
