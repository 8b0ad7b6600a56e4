import { posix } from 'node:path';
import type { Delivery, KubernetesObject } from '../../../workload/types.ts';
import { perDelivery } from './once.ts';
import { groupOf } from './roles.ts';

/** What is delivered together: of one chart or kustomization, else of one folder. */
interface Together {
  /** Something of it may make objects that are not seen. */
  isOpen: boolean;
  /** Namespaces in which it has objects of a kind, `*` for a workload. */
  readonly kinds: Set<string>;
}

const together = perDelivery((delivery) => {
  const groups = new Map<string, Together>();
  for (const object of delivery.objects) {
    const key = makerOf(object);
    const group = groups.get(key) ?? { isOpen: false, kinds: new Set() };
    groups.set(key, group);
    const namespace = object.namespace?.value ?? '';
    group.kinds.add(`${object.kind}\0${namespace}`);
    if (object.workload) group.kinds.add(`*\0${namespace}`);
    if (object.madeBy?.partial || mayMakeMore(object)) group.isOpen = true;
  }
  return groups;
});

/**
 * Whether a delivery has objects of a kind (`*`: workloads) beside an object, in its namespace, and nothing there makes
 * more: then what is not among them is missing.
 */
export function seesAll(object: KubernetesObject, kind: string, delivery: Delivery): boolean {
  const group = together(delivery).get(makerOf(object));
  return group !== undefined && !group.isOpen && group.kinds.has(`${kind}\0${object.namespace?.value ?? ''}`);
}

/** The chart or kustomization that made an object, else its folder. */
export const makerOf = ({ madeBy, at }: KubernetesObject): string =>
  madeBy ? `${madeBy.tool}\0${madeBy.path}` : posix.dirname(at.source.path);

/** An operator may make pods and Services of a custom resource. */
function mayMakeMore(object: KubernetesObject): boolean {
  if (object.workload) return false;
  const group = groupOf(object);
  if (OWN.has(group) || (group.endsWith('.k8s.io') && !group.endsWith('.x-k8s.io'))) return false;
  return !HARMLESS.test(group) && !HARMLESS_KINDS.has(object.kind);
}

const OWN = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);

/** Groups whose objects are certificates, routes, policies, secrets. */
const HARMLESS =
  /(?:^|\.)(?:cert-manager\.io|istio\.io|external-secrets\.io|bitnami\.com|traefik\.io|traefik\.containo\.us|kyverno\.io|projectcontour\.io|cilium\.io|projectcalico\.org|openshift\.io|cloud\.google\.com|networking\.gke\.io|elbv2\.k8s\.aws|secrets-store\.csi\.x-k8s\.io)$/;
const HARMLESS_KINDS = new Set([
  'ServiceMonitor',
  'PodMonitor',
  'PrometheusRule',
  'Probe',
  'ScaledObject',
  'TriggerAuthentication',
  'AnalysisTemplate',
  'CustomResourceDefinition',
]);
