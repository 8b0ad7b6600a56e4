import type { Site } from '../../core/site.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { Container, KubernetesObject, Pod, Volume, Workload } from '../types.ts';
import { readContainers } from './container.ts';
import { readNodes } from './nodes.ts';
import { readResources } from './resources.ts';
import { present, setting } from './settings.ts';
import type { PodTemplate } from './templates.ts';
import type { Typed } from './typed.ts';
import { readClaims, readVolumes } from './volumes.ts';

/** The workload that a pod template of an object makes; undefined when it has no spec. */
export function readWorkload(
  object: KubernetesObject,
  { template, name }: PodTemplate,
  typed: Typed,
): Workload | undefined {
  const spec = typed.map(template, 'spec');
  if (!spec) return undefined;
  const metadata = typed.map(template, 'metadata');
  const containers: Container[] = [];
  const workload: Workload = {
    format: 'kubernetes',
    kind: object.kind,
    name: name === '' ? object.name : `${object.name}/${name}`,
    ...present({ namespace: object.namespace }),
    at: object.at,
    node: object.node,
    pod: readPod(spec, metadata, readClaims(object.node, typed), object.at, typed),
    containers,
    ...present({ replicas: typed.integer(object.node, 'spec', 'replicas') }),
    labels: typed.textMap(metadata, 'labels'),
    annotations: new Map([
      ...typed.textMap(object.node, 'metadata', 'annotations'),
      ...typed.textMap(metadata, 'annotations'),
    ]),
    object,
  };
  containers.push(...readContainers(workload, typed));
  return workload;
}

/** @param claims the volumes that the object makes for each pod; they go before the pod's own of the same name */
function readPod(
  spec: YamlMap,
  metadata: YamlMap | undefined,
  claims: readonly Volume[],
  where: Site,
  typed: Typed,
): Pod {
  const context = typed.map(spec, 'securityContext');
  const flag = (key: string, otherwise: boolean) => setting(typed.flag(spec, key), otherwise, where);
  return {
    spec,
    hostNetwork: flag('hostNetwork', false),
    hostPid: flag('hostPID', false),
    hostIpc: flag('hostIPC', false),
    hostUsers: flag('hostUsers', true),
    automountToken: flag('automountServiceAccountToken', true),
    volumes: [...readVolumes(spec, typed), ...claims],
    sysctls: typed.maps(context, 'sysctls').flatMap((node) => {
      const name = typed.text(node, 'name');
      return name ? [{ name, ...present({ value: typed.text(node, 'value') }) }] : [];
    }),
    supplementalGroups: typed
      .items(context, 'supplementalGroups')
      .flatMap((item) => typed.integer(item) ?? []),
    nodeSelector: typed.textMap(spec, 'nodeSelector'),
    restartPolicy: setting(typed.text(spec, 'restartPolicy'), 'Always', where),
    gracePeriod: setting(typed.integer(spec, 'terminationGracePeriodSeconds'), 30, where),
    ...present({
      metadata,
      os: typed.text(spec, 'os', 'name'),
      serviceAccount: typed.text(spec, 'serviceAccountName') ?? typed.text(spec, 'serviceAccount'),
      fsGroup: typed.integer(context, 'fsGroup'),
      runtimeClass: typed.text(spec, 'runtimeClassName'),
      nodes: readNodes(spec, typed),
      resources: typed.map(spec, 'resources') && readResources(spec, typed),
    }),
  };
}
