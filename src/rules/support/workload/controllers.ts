import type { Delivery, KubernetesObject, Workload } from '../../../workload/types.ts';
import { at, textOf } from '../../../yaml/look.ts';
import { perDelivery } from '../kubernetes/once.ts';
import { groupOf } from '../kubernetes/roles.ts';
import { type LabelSelector, mayBeOne, selectedBy, selectorIn, selects } from '../kubernetes/selectors.ts';

const CONTROLLERS: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'apps/ReplicaSet',
]);

/**
 * Whether a workload's pods are kept running by one of the controllers that Kubernetes has itself. One without a selector is
 * a patch, or is completed by what is made of it.
 */
export const isController = ({ object }: Workload): boolean =>
  object !== undefined &&
  !object.madeBy?.partial &&
  CONTROLLERS.has(`${groupOf(object)}/${object.kind}`) &&
  at(object.node, 'spec', 'selector') !== undefined;

/** Whether a workload is a Job, or makes Jobs. */
export const isJob = ({ object, kind }: Workload): boolean =>
  object !== undefined && groupOf(object) === 'batch' && (kind === 'Job' || kind === 'CronJob');

/** Whether it stands for itself: a patch seldom names the images, and values without their templates never all. */
export const isWhole = ({ object, containers }: Workload): boolean =>
  !object?.madeBy?.partial && containers.length > 0 && containers.every(({ image }) => image !== undefined);

/** A HorizontalPodAutoscaler, KEDA's ScaledObject, by the kind and name of their target. */
const scalers = perDelivery(({ objects }) =>
  Map.groupBy(
    objects.filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject'),
    ({ node }) => {
      const target = at(node, 'spec', 'scaleTargetRef');
      // KEDA takes a Deployment where no kind is said.
      return `${textOf(at(target, 'kind')) ?? 'Deployment'}\0${textOf(at(target, 'name')) ?? ''}`;
    },
  ),
);

/** What may scale a workload: the autoscalers that name it as their target, where they may be in its namespace. */
export const mayScale = ({ kind, name, namespace }: Workload, delivery: Delivery): KubernetesObject[] =>
  (scalers(delivery).get(`${kind}\0${name}`) ?? []).filter((scaler) => mayBeOne(scaler.namespace, namespace));

/** What scales a workload for certain: those that are in its namespace. */
export const autoscalersOf = (workload: Workload, delivery: Delivery): KubernetesObject[] =>
  mayScale(workload, delivery).filter(
    ({ namespace }) => (namespace?.value ?? '') === (workload.namespace?.value ?? ''),
  );

/** The workloads that budgets hold for, and the budgets that are for too many to find them at once. */
const budgeted = perDelivery((delivery) => {
  const held = new Set<Workload>();
  const wide: { readonly selector: LabelSelector; readonly namespace: Workload['namespace'] }[] = [];
  for (const { kind, node, namespace } of delivery.objects) {
    if (kind !== 'PodDisruptionBudget') continue;
    const selector = selectorIn(at(node, 'spec', 'selector'));
    const found = selectedBy(selector, namespace, delivery);
    if (!found) wide.push({ selector, namespace });
    for (const workload of found ?? []) held.add(workload);
  }
  return { held, wide };
});

/** Whether a budget holds for a workload's pods. */
export function isBudgeted(workload: Workload, delivery: Delivery): boolean {
  const { held, wide } = budgeted(delivery);
  return (
    held.has(workload) ||
    wide.some(
      ({ selector, namespace }) =>
        mayBeOne(namespace, workload.namespace) && selects(selector, workload.labels),
    )
  );
}
