import type { SitedProblem } from '../../core/finding.ts';
import type { Delivery, Workload } from '../../workload/types.ts';
import { at, entriesOf, itemsOf, numberField } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { autoscalersOf, isBudgeted, isController } from '../support/workload/controllers.ts';
import { servicesTo } from '../support/workload/objects.ts';

/** Nodes are drained for every update of a cluster, and fail in between. */
export const availability = workloadRule({
  name: 'availability',
  title: 'Keep a pod running while another is away',
  severity: 'low',
  set: 'strict',
  aliases: [
    'kube-linter/minimum-three-replicas',
    'kube-linter/hpa-minimum-three-replicas',
    'kube-linter/no-anti-affinity',
    'polaris/deploymentMissingReplicas',
    'polaris/hpaMinAvailability',
    'polaris/topologySpreadConstraint',
    'polaris/missingPodDisruptionBudget',
  ],
  help: 'run several replicas, spread them over nodes, and keep a PodDisruptionBudget',
  fixable: false,

  *check({ workload, delivery }) {
    if (!isController(workload) || (workload.kind !== 'Deployment' && workload.kind !== 'StatefulSet'))
      return;
    const count = replicasOf(workload, delivery);
    if (count === 1) yield* alone(workload, delivery);
    if (count < 2) return;
    yield* together(workload, count);
    if (!isBudgeted(workload, delivery))
      yield {
        at: workload.at,
        message: `no PodDisruptionBudget holds for the ${count} pods of ${workload.kind} ${workload.name}: a drain of nodes may end them all at once`,
        aliases: ['polaris/missingPodDisruptionBudget'],
        help: 'add a PodDisruptionBudget with maxUnavailable: 1 for the labels of its pods',
      };
  },
});

/** As many as there are at the least. */
function replicasOf(workload: Workload, delivery: Delivery): number {
  const [scaler] = autoscalersOf(workload, delivery);
  if (!scaler) return workload.replicas?.value ?? 1;
  const key = scaler.kind === 'ScaledObject' ? 'minReplicaCount' : 'minReplicas';
  return numberField(at(scaler.node, 'spec', key))?.value ?? (scaler.kind === 'ScaledObject' ? 0 : 1);
}

/** A StatefulSet of one keeps a state that is there once. */
function* alone(workload: Workload, delivery: Delivery): Generator<SitedProblem> {
  const [service] = servicesTo(workload, delivery);
  const [scaler] = autoscalersOf(workload, delivery);
  const least = scaler && numberField(at(scaler.node, 'spec', 'minReplicas'));
  if (workload.kind !== 'Deployment' || !service) return;
  yield {
    at: scaler ? (least?.at ?? scaler.at) : (workload.replicas?.at ?? workload.at),
    also: [service.at],
    message: `Deployment ${workload.name} has one pod${scaler ? ' when its autoscaler is at its least' : ''}: when its node is drained or fails, the Service ${service.name} leads nowhere until another has started`,
    aliases: scaler
      ? ['kube-linter/hpa-minimum-three-replicas', 'polaris/hpaMinAvailability']
      : ['kube-linter/minimum-three-replicas', 'polaris/deploymentMissingReplicas'],
    help: `set ${scaler ? 'minReplicas' : 'replicas'}: 2 or more, when the program can run more than once`,
  };
}

function* together(
  { pod, kind, name, at: place, replicas }: Workload,
  count: number,
): Generator<SitedProblem> {
  const { spec } = pod;
  if (itemsOf(at(spec, 'topologySpreadConstraints')).length > 0) return;
  if (entriesOf(at(spec, 'affinity', 'podAntiAffinity')).length > 0) return;
  yield {
    at: replicas?.at ?? place,
    message: `nothing keeps the ${count} pods of ${kind} ${name} on different nodes but the scheduler's own preference`,
    severity: 'info',
    aliases: ['kube-linter/no-anti-affinity', 'polaris/topologySpreadConstraint'],
    help: 'add a topologySpreadConstraint with topologyKey: kubernetes.io/hostname',
  };
}
