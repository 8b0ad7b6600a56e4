import type { KubernetesObject } from '../../../workload/types.ts';

/** An API that Kubernetes served once. */
export interface RemovedApi {
  /** The first release without it. */
  readonly since: string;
  /** The API version that took its place; absent: none did. */
  readonly successor?: string;
  /** An object has the same fields there, with the same meaning. */
  readonly same: boolean;
  /** What else is to be changed, or what to use instead. */
  readonly note?: string;
}

/** When what an object is of was removed; undefined: it is served, or of an API that is not Kubernetes' own. */
export const removalOf = ({ apiVersion, kind }: KubernetesObject): RemovedApi | undefined =>
  REMOVED.get(`${apiVersion} ${kind}`);

const WORKLOAD = 'spec.selector has to be there, and defaults of rollouts are others';
const INGRESS = 'each path gets a pathType, and its backend service.name and service.port';
const HOOK = 'each webhook says its sideEffects and admissionReviewVersions';

/** Group and version, kinds, release, successor, and what else: as the deprecated API migration guide has them. */
const ROWS: readonly (readonly [
  api: string,
  kinds: string,
  since: string,
  successor: string,
  /** Empty: nothing else changes. */
  note?: string,
])[] = [
  ['extensions/v1beta1', 'DaemonSet Deployment ReplicaSet', '1.16', 'apps/v1', WORKLOAD],
  ['extensions/v1beta1', 'NetworkPolicy', '1.16', 'networking.k8s.io/v1'],
  ['extensions/v1beta1', 'Ingress', '1.22', 'networking.k8s.io/v1', INGRESS],
  [
    'extensions/v1beta1',
    'PodSecurityPolicy',
    '1.16',
    '',
    'use Pod Security levels, by labels of the namespace',
  ],
  ['apps/v1beta1', 'Deployment StatefulSet', '1.16', 'apps/v1', WORKLOAD],
  ['apps/v1beta1', 'ControllerRevision', '1.16', 'apps/v1'],
  ['apps/v1beta2', 'DaemonSet Deployment ReplicaSet StatefulSet', '1.16', 'apps/v1'],
  ['apps/v1beta2', 'ControllerRevision', '1.16', 'apps/v1'],
  ['networking.k8s.io/v1beta1', 'Ingress', '1.22', 'networking.k8s.io/v1', INGRESS],
  ['networking.k8s.io/v1beta1', 'IngressClass', '1.22', 'networking.k8s.io/v1'],
  [
    'rbac.authorization.k8s.io/v1beta1',
    'Role ClusterRole RoleBinding ClusterRoleBinding',
    '1.22',
    'rbac.authorization.k8s.io/v1',
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    '1.22',
    'admissionregistration.k8s.io/v1',
    HOOK,
  ],
  [
    'apiextensions.k8s.io/v1beta1',
    'CustomResourceDefinition',
    '1.22',
    'apiextensions.k8s.io/v1',
    'each version has a schema of its own under spec.versions',
  ],
  ['apiregistration.k8s.io/v1beta1', 'APIService', '1.22', 'apiregistration.k8s.io/v1'],
  [
    'certificates.k8s.io/v1beta1',
    'CertificateSigningRequest',
    '1.22',
    'certificates.k8s.io/v1',
    'spec.signerName and spec.usages have to be there',
  ],
  ['coordination.k8s.io/v1beta1', 'Lease', '1.22', 'coordination.k8s.io/v1'],
  ['scheduling.k8s.io/v1beta1', 'PriorityClass', '1.22', 'scheduling.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIDriver CSINode StorageClass VolumeAttachment', '1.22', 'storage.k8s.io/v1'],
  ['storage.k8s.io/v1beta1', 'CSIStorageCapacity', '1.27', 'storage.k8s.io/v1'],
  ['batch/v2alpha1', 'CronJob', '1.21', 'batch/v1'],
  ['batch/v1beta1', 'CronJob', '1.25', 'batch/v1'],
  [
    'discovery.k8s.io/v1beta1',
    'EndpointSlice',
    '1.25',
    'discovery.k8s.io/v1',
    'topology is nodeName and zone of each endpoint',
  ],
  [
    'events.k8s.io/v1beta1',
    'Event',
    '1.25',
    'events.k8s.io/v1',
    'it has fields of its own for what was copied',
  ],
  [
    'policy/v1beta1',
    'PodDisruptionBudget',
    '1.25',
    'policy/v1',
    'an empty selector is for every pod there, and was for none',
  ],
  ['policy/v1beta1', 'PodSecurityPolicy', '1.25', '', 'use Pod Security levels, by labels of the namespace'],
  ['node.k8s.io/v1beta1', 'RuntimeClass', '1.25', 'node.k8s.io/v1'],
  [
    'autoscaling/v2beta1',
    'HorizontalPodAutoscaler',
    '1.25',
    'autoscaling/v2',
    'each metric has its target under target',
  ],
  ['autoscaling/v2beta2', 'HorizontalPodAutoscaler', '1.26', 'autoscaling/v2'],
  ['flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema', '1.26', 'flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema', '1.29', 'flowcontrol.apiserver.k8s.io/v1'],
  ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32', 'flowcontrol.apiserver.k8s.io/v1'],
  [
    'flowcontrol.apiserver.k8s.io/v1beta1',
    'PriorityLevelConfiguration',
    '1.26',
    'flowcontrol.apiserver.k8s.io/v1',
    'assuredConcurrencyShares is nominalConcurrencyShares',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta2',
    'PriorityLevelConfiguration',
    '1.29',
    'flowcontrol.apiserver.k8s.io/v1',
    'assuredConcurrencyShares is nominalConcurrencyShares',
  ],
  [
    'flowcontrol.apiserver.k8s.io/v1beta3',
    'PriorityLevelConfiguration',
    '1.32',
    'flowcontrol.apiserver.k8s.io/v1',
    'nominalConcurrencyShares: 0 stays 0, and was 30',
  ],
];

const REMOVED: ReadonlyMap<string, RemovedApi> = new Map(
  ROWS.flatMap(([api, kinds, since, successor, note]) =>
    kinds.split(' ').map((kind) => [
      `${api} ${kind}`,
      {
        since,
        same: note === undefined,
        ...(successor ? { successor } : {}),
        ...(note ? { note } : {}),
      },
    ]),
  ),
);
