import type { Site } from '../../core/site.ts';
import {
  asMap,
  at,
  booleanField,
  entriesOf,
  itemsOf,
  numberField,
  siteOf,
  textField,
  textOf,
} from '../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../yaml/types.ts';
import type { Container, KubernetesObject, Pod, Volume, VolumeKind, Workload } from '../types.ts';
import { readContainers } from './container.ts';
import { setting, textEntries } from './settings.ts';

/** The workload of an object, by its pod template (or the pod itself). */
export function readWorkload(object: KubernetesObject, template: YamlMap): Workload {
  const spec = asMap(at(template, 'spec'));
  const metadata = asMap(at(template, 'metadata'));
  const replicas = numberField(at(object.node, 'spec', 'replicas'));
  const containers: Container[] = [];
  const workload: Workload = {
    format: 'kubernetes',
    kind: object.kind,
    name: object.name,
    ...(object.namespace ? { namespace: object.namespace } : {}),
    at: object.at,
    node: object.node,
    pod: readPod(spec ?? template, metadata, object.at),
    containers,
    ...(replicas ? { replicas } : {}),
    labels: textEntries(at(metadata, 'labels')),
    annotations: new Map([
      ...textEntries(at(object.node, 'metadata', 'annotations')),
      ...textEntries(at(metadata, 'annotations')),
    ]),
    object,
  };
  if (spec) containers.push(...readContainers(workload, spec));
  return workload;
}

function readPod(spec: YamlMap, metadata: YamlMap | undefined, where: Site): Pod {
  const context = at(spec, 'securityContext');
  const os = textField(at(spec, 'os', 'name'));
  const account = textField(at(spec, 'serviceAccountName')) ?? textField(at(spec, 'serviceAccount'));
  const fsGroup = numberField(at(context, 'fsGroup'));
  const runtimeClass = textField(at(spec, 'runtimeClassName'));
  return {
    spec,
    ...(metadata ? { metadata } : {}),
    ...(os ? { os } : {}),
    hostNetwork: setting(booleanField(at(spec, 'hostNetwork')), false, where),
    hostPid: setting(booleanField(at(spec, 'hostPID')), false, where),
    hostIpc: setting(booleanField(at(spec, 'hostIPC')), false, where),
    hostUsers: setting(booleanField(at(spec, 'hostUsers')), true, where),
    ...(account ? { serviceAccount: account } : {}),
    automountToken: setting(booleanField(at(spec, 'automountServiceAccountToken')), true, where),
    volumes: itemsOf(at(spec, 'volumes')).flatMap((item) => readVolume(item) ?? []),
    sysctls: itemsOf(at(context, 'sysctls')).flatMap((item) => {
      const name = textField(at(item, 'name'));
      const value = textField(at(item, 'value'));
      return name ? [{ name, ...(value ? { value } : {}) }] : [];
    }),
    ...(fsGroup ? { fsGroup } : {}),
    supplementalGroups: itemsOf(at(context, 'supplementalGroups')).flatMap((item) => numberField(item) ?? []),
    nodeSelector: textEntries(at(spec, 'nodeSelector')),
    ...(runtimeClass ? { runtimeClass } : {}),
    restartPolicy: setting(textField(at(spec, 'restartPolicy')), 'Always', where),
    gracePeriod: setting(numberField(at(spec, 'terminationGracePeriodSeconds')), 30, where),
  };
}

const KINDS: Readonly<Record<string, VolumeKind>> = {
  hostPath: 'hostPath',
  persistentVolumeClaim: 'named',
  ephemeral: 'named',
  emptyDir: 'empty',
  configMap: 'config',
  secret: 'secret',
  projected: 'projected',
  downwardAPI: 'downward',
  image: 'image',
};

function readVolume(node: YamlNode): Volume | undefined {
  const name = textOf(at(node, 'name'));
  if (name === undefined) return undefined;
  const source = entriesOf(node).find(({ key }) => key !== 'name');
  const kind: VolumeKind = source ? (KINDS[source.key] ?? 'other') : 'empty';
  const isMemory = kind === 'empty' && textOf(at(source?.value, 'medium')) === 'Memory';
  const where =
    textOf(at(source?.value, 'path')) ??
    textOf(at(source?.value, 'claimName')) ??
    textOf(at(source?.value, 'secretName')) ??
    textOf(at(source?.value, 'name'));
  return {
    name,
    kind: isMemory ? 'tmpfs' : kind,
    ...(where === undefined ? {} : { source: where }),
    at: siteOf(node),
    node,
  };
}
