import type { Site } from '../../core/site.ts';
import { asMap, at, entryOf, keySite, siteOf, textField, textOf } from '../../yaml/look.ts';
import type { YamlFile, YamlMap, YamlNode } from '../../yaml/types.ts';
import type { KubernetesObject } from '../types.ts';
import { readWorkload } from './workload.ts';

/** Where a kind keeps its pod template: a custom resource, say. */
export interface PodTemplateKind {
  readonly kind: string;
  /** The path of keys to the template: `spec.template`. */
  readonly path: string;
}

export interface ObjectsRead {
  readonly objects: readonly KubernetesObject[];
  readonly problems: readonly { readonly at: Site; readonly message: string }[];
}

/**
 * Reads Kubernetes objects of every kind, lists taken apart. A document without `apiVersion` and `kind` is none.
 * What is of a wrong type counts as absent; never throws.
 */
export function readObjects(file: YamlFile, podTemplates: readonly PodTemplateKind[] = []): ObjectsRead {
  const { source } = file;
  const objects: KubernetesObject[] = [];
  for (const { root } of file.documents) collect(root, podTemplates, objects, 0);
  return {
    objects,
    problems: file.problems.map(({ at: span, message }) => ({ at: { source, span }, message })),
  };
}

function collect(
  node: YamlNode | undefined,
  podTemplates: readonly PodTemplateKind[],
  objects: KubernetesObject[],
  depth: number,
): void {
  if (node?.kind === 'list' && depth === 0) {
    for (const item of node.items) collect(item, podTemplates, objects, depth + 1);
    return;
  }
  const map = asMap(node);
  const apiVersion = textOf(at(map, 'apiVersion'));
  const kind = textOf(at(map, 'kind'));
  if (!map || !apiVersion || !kind) return;
  const items = kind.endsWith('List') ? at(map, 'items') : undefined;
  if (items?.kind === 'list' && depth < 5) {
    for (const item of items.items) collect(item, podTemplates, objects, depth + 1);
    return;
  }
  objects.push(objectOf(map, apiVersion, kind, podTemplates));
}

function objectOf(
  node: YamlMap,
  apiVersion: string,
  kind: string,
  podTemplates: readonly PodTemplateKind[],
): KubernetesObject {
  const name = textField(at(node, 'metadata', 'name')) ?? textField(at(node, 'metadata', 'generateName'));
  const namespace = textField(at(node, 'metadata', 'namespace'));
  const object: KubernetesObject = {
    apiVersion,
    kind,
    name: name?.value ?? '',
    ...(namespace ? { namespace } : {}),
    node,
    at: name?.at ?? kindSite(node),
  };
  const keys = templateKeys(apiVersion, kind, podTemplates);
  const template = keys && asMap(at(node, ...keys));
  if (!template) return object;
  const made: { -readonly [K in keyof KubernetesObject]: KubernetesObject[K] } = { ...object };
  made.workload = readWorkload(made, template);
  return made;
}

function kindSite(node: YamlMap): Site {
  const entry = entryOf(node, 'kind');
  return entry ? keySite(entry) : siteOf(node);
}

/** Where each kind keeps its pod template; [] is the object itself. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  'v1/Pod': [],
  'v1/PodTemplate': ['template'],
  'v1/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'],
  'extensions/DaemonSet': ['spec', 'template'],
  'extensions/ReplicaSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  // Custom resources that many clusters have.
  'argoproj.io/Rollout': ['spec', 'template'],
  'serving.knative.dev/Service': ['spec', 'template'],
  'serving.knative.dev/Configuration': ['spec', 'template'],
  'apps.kruise.io/CloneSet': ['spec', 'template'],
  'apps.kruise.io/StatefulSet': ['spec', 'template'],
  'apps.kruise.io/DaemonSet': ['spec', 'template'],
  'apps.openshift.io/DeploymentConfig': ['spec', 'template'],
};

function templateKeys(
  apiVersion: string,
  kind: string,
  podTemplates: readonly PodTemplateKind[],
): readonly string[] | undefined {
  const configured = podTemplates.find((template) => template.kind === kind);
  if (configured) return configured.path.split('.').filter(Boolean);
  const slash = apiVersion.indexOf('/');
  const group = slash === -1 ? apiVersion : apiVersion.slice(0, slash);
  return TEMPLATES[`${group}/${kind}`];
}
