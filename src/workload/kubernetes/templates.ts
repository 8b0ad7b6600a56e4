import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import { isNull, type Typed } from './typed.ts';

/** Where a kind keeps its pod template: a custom resource, say. */
export interface PodTemplateKind {
  /** The API group, without the version: `argoproj.io`; absent: whatever the group. */
  readonly group?: string;
  readonly kind: string;
  /** The keys that lead to the template, joined by dots; `*` is every value of a map or list: `spec.tasks.*.template`. */
  readonly path: string;
}

/** A pod template: `metadata` and `spec`. */
export interface PodTemplate {
  readonly template: YamlMap;
  /** What tells it from others of the same object: what `*` stood for, else the key; '' when there is one only. */
  readonly name: string;
}

/** The group of an `apiVersion`; '' is the core one. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** Where an object keeps its pod templates; undefined: it is of a kind that has none. */
export function templatePaths(
  apiVersion: string,
  kind: string,
  configured: readonly PodTemplateKind[],
): readonly string[] | undefined {
  const group = groupOf(apiVersion);
  const own = configured.filter((one) => one.kind === kind && (one.group ?? group) === group);
  return own.length > 0 ? own.map(({ path }) => path) : TEMPLATES.get(`${group}/${kind}`);
}

/** The pod templates of an object. */
export function templatesOf(object: YamlMap, paths: readonly string[], typed: Typed): PodTemplate[] {
  const found = paths.flatMap((path) => {
    const keys = path.split('.').filter(Boolean);
    const role = keys.at(-1) === 'template' ? keys.at(-2) : keys.at(-1);
    return [...walk(object, keys, [], typed)].map(({ template, name }) => ({
      template,
      name: name || (role ?? ''),
    }));
  });
  return found.length > 1 ? found : found.map(({ template }) => ({ template, name: '' }));
}

function* walk(
  node: YamlNode | undefined,
  keys: readonly string[],
  names: readonly string[],
  typed: Typed,
): Generator<PodTemplate> {
  if (!node || isNull(node)) return;
  const [key, ...rest] = keys;
  if (key === undefined) {
    const template = typed.map(node);
    if (template) yield { template, name: names.join('/') };
  } else if (key !== '*') {
    yield* walk(node.kind === 'map' ? typed.value(node, key) : undefined, rest, names, typed);
  } else if (node.kind === 'map') {
    for (const { key: name, value } of node.entries) yield* walk(value, rest, [...names, name], typed);
  } else if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const name = nameOf(item, typed) ?? `${index}`;
      yield* walk(item, rest, [...names, name], typed);
    }
  }
}

/** Items go by `name`, Ray's groups by `groupName`. */
function nameOf(item: YamlNode, typed: Typed): string | undefined {
  if (item.kind !== 'map') return undefined;
  return (typed.text(item, 'name') ?? typed.text(item, 'groupName'))?.value;
}

const SPEC = ['spec.template'];

/** Group and kind → where the pod templates are; '' is the object itself. */
const TEMPLATES: ReadonlyMap<string, readonly string[]> = new Map([
  ['/Pod', ['']],
  ['/PodTemplate', ['template']],
  ['/ReplicationController', SPEC],
  ['apps/Deployment', SPEC],
  ['apps/StatefulSet', SPEC],
  ['apps/DaemonSet', SPEC],
  ['apps/ReplicaSet', SPEC],
  ['extensions/Deployment', SPEC],
  ['extensions/DaemonSet', SPEC],
  ['extensions/ReplicaSet', SPEC],
  ['batch/Job', SPEC],
  ['batch/CronJob', ['spec.jobTemplate.spec.template']],
  // Custom resources that many clusters have.
  ['argoproj.io/Rollout', SPEC],
  ['serving.knative.dev/Service', SPEC],
  ['serving.knative.dev/Configuration', SPEC],
  ['serving.knative.dev/Revision', ['']],
  ['apps.kruise.io/CloneSet', SPEC],
  ['apps.kruise.io/StatefulSet', SPEC],
  ['apps.kruise.io/DaemonSet', SPEC],
  ['apps.kruise.io/BroadcastJob', SPEC],
  [
    'apps.kruise.io/AdvancedCronJob',
    ['spec.template.jobTemplate.spec.template', 'spec.template.broadcastJobTemplate.spec.template'],
  ],
  [
    'apps.kruise.io/UnitedDeployment',
    [
      'spec.template.statefulSetTemplate.spec.template',
      'spec.template.advancedStatefulSetTemplate.spec.template',
      'spec.template.cloneSetTemplate.spec.template',
      'spec.template.deploymentTemplate.spec.template',
    ],
  ],
  ['apps.openshift.io/DeploymentConfig', SPEC],
  ['keda.sh/ScaledJob', ['spec.jobTargetRef.template']],
  ['actions.github.com/AutoscalingRunnerSet', SPEC],
  ['actions.github.com/EphemeralRunnerSet', ['spec.ephemeralRunnerSpec']],
  ['agones.dev/GameServer', SPEC],
  ['agones.dev/GameServerSet', ['spec.template.spec.template']],
  ['agones.dev/Fleet', ['spec.template.spec.template']],
  ['batch.volcano.sh/Job', ['spec.tasks.*.template']],
  ['jobset.x-k8s.io/JobSet', ['spec.replicatedJobs.*.template.spec.template']],
  [
    'leaderworkerset.x-k8s.io/LeaderWorkerSet',
    ['spec.leaderWorkerTemplate.leaderTemplate', 'spec.leaderWorkerTemplate.workerTemplate'],
  ],
  ['kubeflow.org/PyTorchJob', ['spec.pytorchReplicaSpecs.*.template']],
  ['kubeflow.org/TFJob', ['spec.tfReplicaSpecs.*.template']],
  ['kubeflow.org/MPIJob', ['spec.mpiReplicaSpecs.*.template']],
  ['kubeflow.org/XGBoostJob', ['spec.xgbReplicaSpecs.*.template']],
  ['kubeflow.org/PaddleJob', ['spec.paddleReplicaSpecs.*.template']],
  ['kubeflow.org/JAXJob', ['spec.jaxReplicaSpecs.*.template']],
  ['kubeflow.org/Notebook', SPEC],
  ['ray.io/RayCluster', ['spec.headGroupSpec.template', 'spec.workerGroupSpecs.*.template']],
  [
    'ray.io/RayJob',
    [
      'spec.rayClusterSpec.headGroupSpec.template',
      'spec.rayClusterSpec.workerGroupSpecs.*.template',
      'spec.submitterPodTemplate',
    ],
  ],
  [
    'ray.io/RayService',
    ['spec.rayClusterConfig.headGroupSpec.template', 'spec.rayClusterConfig.workerGroupSpecs.*.template'],
  ],
]);
