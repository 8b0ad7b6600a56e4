import type { Delivery, KubernetesObject, Workload } from '../../../workload/types.ts';
import { at, entriesOf, itemsOf, textOf } from '../../../yaml/look.ts';
import { groupOf } from '../kubernetes/roles.ts';
import { objectsBeside } from './objects.ts';

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

/** What scales a workload: the autoscalers that name it as their target. */
export const autoscalersOf = (workload: Workload, delivery: Delivery): KubernetesObject[] =>
  ['HorizontalPodAutoscaler', 'ScaledObject']
    .flatMap((kind) => objectsBeside(delivery, kind, workload))
    .filter(({ node }) => {
      const target = at(node, 'spec', 'scaleTargetRef');
      // KEDA takes a Deployment where no kind is said.
      return (
        textOf(at(target, 'name')) === workload.name &&
        (textOf(at(target, 'kind')) ?? 'Deployment') === workload.kind
      );
    });

/** The budgets that hold for a workload's pods; one that selects by expressions is taken to. */
export const budgetsOf = (workload: Workload, delivery: Delivery): KubernetesObject[] =>
  objectsBeside(delivery, 'PodDisruptionBudget', workload).filter(({ node }) => {
    const selector = at(node, 'spec', 'selector');
    return (
      itemsOf(at(selector, 'matchExpressions')).length > 0 ||
      entriesOf(at(selector, 'matchLabels')).every(
        ({ key, value }) => workload.labels.get(key)?.value === textOf(value),
      )
    );
  });
