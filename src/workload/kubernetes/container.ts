import { siteOf } from '../../yaml/look.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { Container, Volume, Workload } from '../types.ts';
import { readEnvironment } from './environment.ts';
import { readPorts } from './ports.ts';
import { readProbe, readWords } from './probes.ts';
import { readResources } from './resources.ts';
import { readSecurity } from './security.ts';
import { present } from './settings.ts';
import type { Typed } from './typed.ts';
import { readDevices, readMounts } from './volumes.ts';

/** The containers of a pod: first those that start before the others. */
export function readContainers(workload: Workload, typed: Typed): Container[] {
  const { spec, volumes } = workload.pod;
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const read = (key: string, roleOf: (node: YamlMap) => Container['role']): Container[] =>
    typed.maps(spec, key).map((node) => readContainer(workload, node, byName, roleOf(node), typed));
  return [
    ...read('initContainers', (node) =>
      typed.text(node, 'restartPolicy')?.value === 'Always' ? 'sidecar' : 'init',
    ),
    ...read('containers', () => 'main'),
    ...read('ephemeralContainers', () => 'ephemeral'),
  ];
}

function readContainer(
  workload: Workload,
  node: YamlMap,
  volumes: ReadonlyMap<string, Volume>,
  role: Container['role'],
  typed: Typed,
): Container {
  const { pod } = workload;
  const name = typed.text(node, 'name');
  const where = name?.at ?? siteOf(node);
  const ports = readPorts(node, pod.hostNetwork.value, typed);
  const lifecycle = typed.map(node, 'lifecycle');
  const isWindows = (pod.os ?? pod.nodes?.os?.[0])?.value === 'windows';
  const shared = typed.flag(pod.spec, 'shareProcessNamespace');
  return {
    workload,
    name: name?.value ?? '',
    role,
    at: where,
    node,
    ...present({
      image: typed.text(node, 'image'),
      pullPolicy: typed.text(node, 'imagePullPolicy'),
      entrypoint: readWords(node, 'command', typed),
      command: readWords(node, 'args', typed),
      workdir: typed.text(node, 'workingDir'),
      stopSignal: typed.text(lifecycle, 'stopSignal'),
    }),
    ...readSecurity(node, pod, where, typed),
    ports,
    environment: readEnvironment(node, typed),
    mounts: readMounts(node, volumes, isWindows, typed),
    ...readResources(node, typed),
    probes: present({
      liveness: readProbe(node, 'livenessProbe', ports, typed),
      readiness: readProbe(node, 'readinessProbe', ports, typed),
      startup: readProbe(node, 'startupProbe', ports, typed),
    }),
    hooks: present({
      postStart: readProbe(lifecycle, 'postStart', ports, typed),
      preStop: readProbe(lifecycle, 'preStop', ports, typed),
    }),
    devices: readDevices(node, typed),
    groups: [],
    init: shared ? { ...shared, from: 'pod' } : { value: false, at: where, from: 'default' },
    dependsOn: [],
  };
}
