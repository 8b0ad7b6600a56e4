import type { Field, Site } from '../../../core/site.ts';
import { at, entriesOf, itemsOf, keySite, siteOf } from '../../../yaml/look.ts';
import type { YamlEntry, YamlMap } from '../../../yaml/types.ts';
import type { ComposeProject, Container, Pod, Setting, Volume, Workload } from '../../types.ts';
import { dependenciesOf } from '../dependencies.ts';
import { merge } from '../merge.ts';
import { mapLike } from '../nodes.ts';
import { secondsOf } from '../quantities.ts';
import { containerKeys, serviceShape } from '../shape.ts';
import { buildOf } from './build.ts';
import { commandOf } from './command.ts';
import { environmentOf, labelsOf, type VariableScope } from './environment.ts';
import { healthOf, hooksOf } from './health.ts';
import { portsOf } from './network.ts';
import { resourcesOf } from './resources.ts';
import { groupsOf, securityOf } from './security.ts';
import { devicesOf, mountsOf } from './storage.ts';
import { boolean, labels, pairs, type ServiceNode, setting, text, textAt, texts, wordAt } from './values.ts';

/** What services are read with. */
export interface WorkloadScope extends VariableScope {
  isActive(profiles: readonly Field<string>[]): boolean;
}

/** Every service, and job, of a project. */
export function workloadsOf(root: YamlMap, project: ComposeProject, scope: WorkloadScope): Workload[] {
  return (['services', 'jobs'] as const).flatMap((section) =>
    entriesOf(at(root, section)).flatMap((entry) =>
      entry.value.kind === 'map'
        ? [workloadOf(entry, entry.value, section === 'services' ? 'service' : 'job', project, scope)]
        : [],
    ),
  );
}

function workloadOf(
  entry: YamlEntry,
  node: YamlMap,
  kind: string,
  project: ComposeProject,
  scope: WorkloadScope,
): Workload {
  const service: ServiceNode = { name: entry.key, node, at: keySite(entry) };
  const profiles = texts(at(node, 'profiles'));
  const replicas = replicasOf(node);
  const containers: Container[] = [];
  const workload: Workload = {
    format: 'compose',
    kind,
    name: service.name,
    at: service.at,
    node,
    pod: podOf(service),
    containers,
    ...(replicas ? { replicas } : {}),
    labels: labelsOf(node, scope),
    annotations: labels(at(node, 'annotations')),
    project,
    ...(profiles.length > 0 ? { profiles } : {}),
    ...(scope.isActive(profiles) ? {} : { inactive: true }),
  };
  // What a provider makes is no container of this engine's.
  if (at(node, 'provider')) return workload;
  containers.push(...initContainers(service, workload, scope), containerOf(service, workload, 'main', scope));
  return workload;
}

function replicasOf(node: YamlMap): Field<number> | undefined {
  const field = text(at(node, 'scale')) ?? textAt(node, 'deploy', 'replicas');
  return field && /^\d+$/.test(field.value) ? { ...field, value: Number(field.value) } : undefined;
}

function containerOf(
  { name, node, at: place }: ServiceNode,
  workload: Workload,
  role: Container['role'],
  scope: WorkloadScope,
): Container {
  const service = { name, node, at: place };
  const build = buildOf(node, scope.env);
  const image = wordAt(node, 'image');
  const entrypoint = commandOf(at(node, 'entrypoint'));
  const command = commandOf(at(node, 'command'));
  const pullPolicy = wordAt(node, 'pull_policy');
  const platform = wordAt(node, 'platform');
  const workdir = wordAt(node, 'working_dir');
  const stopSignal = wordAt(node, 'stop_signal');
  return {
    workload,
    name,
    role,
    at: place,
    node,
    ...(image ? { image } : {}),
    ...(build ? { build } : {}),
    ...(pullPolicy ? { pullPolicy } : {}),
    ...(platform ? { platform } : {}),
    ...(entrypoint ? { entrypoint } : {}),
    ...(command ? { command } : {}),
    ...(workdir ? { workdir } : {}),
    ...(stopSignal ? { stopSignal } : {}),
    ...securityOf(service),
    ports: portsOf(node),
    environment: environmentOf(node, scope),
    mounts: mountsOf(node),
    ...resourcesOf(node),
    ...healthOf(node),
    hooks: hooksOf(node),
    devices: devicesOf(node),
    groups: groupsOf(node),
    init: setting(boolean(at(node, 'init')), false, place),
    dependsOn: dependenciesOf(node).map(({ name: value, at: site }) => ({ value, at: site })),
  };
}

/** `pre_start`: each has what its service says of its container, but for the volumes, and over it its own. */
function initContainers(service: ServiceNode, workload: Workload, scope: WorkloadScope): Container[] {
  const hooks = itemsOf(at(service.node, 'pre_start'));
  if (hooks.length === 0) return [];
  const inherited = service.node.entries.filter(({ key }) => containerKeys.has(key) && key !== 'volumes');
  const base = mapLike(service.node, inherited);
  return hooks.flatMap((hook, index) => {
    if (hook.kind !== 'map') return [];
    const node = merge(base, hook, serviceShape, 'under', scope.session) as YamlMap;
    const name = `${service.name}-pre_start-${index + 1}`;
    return [containerOf({ name, node, at: siteOf(hook) }, workload, 'init', scope)];
  });
}

function podOf(service: ServiceNode): Pod {
  const { node, at: place } = service;
  const runtimeClass = wordAt(node, 'runtime');
  return {
    spec: node,
    hostNetwork: isHost(node, 'network_mode', place),
    hostPid: isHost(node, 'pid', place),
    hostIpc: isHost(node, 'ipc', place),
    // Whether the engine remaps users is its own affair; only that it is not to can be said.
    hostUsers: { ...isHost(node, 'userns_mode', place), value: true },
    automountToken: setting<boolean>(undefined, false, place),
    volumes: volumesOf(node),
    sysctls: [...pairs(at(node, 'sysctls'))].map(([, { name, value }]) =>
      value ? { name, value } : { name },
    ),
    supplementalGroups: groupsOf(node).flatMap((group) =>
      /^\d+$/.test(group.value) ? [{ ...group, value: Number(group.value) }] : [],
    ),
    nodeSelector: new Map(),
    ...(runtimeClass ? { runtimeClass } : {}),
    restartPolicy: restartOf(node, place),
    gracePeriod: gracePeriodOf(node, place),
  };
}

function isHost(node: YamlMap, key: string, place: Site): Setting<boolean> {
  const mode = textAt(node, key);
  return setting(mode && { ...mode, value: mode.value === 'host' }, false, place);
}

const volumesOf = (node: YamlMap): Volume[] => mountsOf(node).map(({ volume }) => volume);

/**
 * `deploy.restart_policy` in the words of `restart`, which it takes the place of. One without a condition asks for none:
 * Compose does not put in the default that the specification has.
 */
function restartOf(node: YamlMap, place: Site): Setting<string> {
  const policy = at(node, 'deploy', 'restart_policy');
  if (policy?.kind !== 'map') return setting(wordAt(node, 'restart'), 'no', place);
  const condition = textAt(policy, 'condition');
  const attempts = textAt(policy, 'max_attempts')?.value;
  const word = conditions.get(condition?.value ?? 'none') ?? condition!.value;
  const value = word === 'on-failure' && attempts !== undefined ? `${word}:${attempts}` : word;
  return setting({ ...(condition ?? { at: siteOf(policy) }), value }, 'no', place);
}

const conditions: ReadonlyMap<string, string> = new Map([
  ['any', 'always'],
  ['none', 'no'],
]);

function gracePeriodOf(node: YamlMap, place: Site): Setting<number> {
  const field = textAt(node, 'stop_grace_period');
  const seconds = field && secondsOf(field.value);
  return setting(field && seconds !== undefined ? { ...field, value: seconds } : undefined, 10, place);
}
