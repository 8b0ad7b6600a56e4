import type { RunPartName } from '../../core/edit.ts';
import type { Field } from '../../core/site.ts';
import type { Run } from '../../fix/prove.ts';
import type { CommandUse, Container, Probe } from '../../workload/types.ts';
import { at, textOf } from '../../yaml/look.ts';
import type { Parts } from './open.ts';
import { digest, restOf } from './rest.ts';

/** Every container of a delivery as it will run, part by part, to compare before and after a repair. */
export const runsOf = ({ delivery }: Parts): Run[] =>
  delivery.workloads.flatMap(({ containers }) => containers.map(runOf));

function runOf(container: Container): Run {
  const { workload, probes, hooks, capabilities } = container;
  const { pod } = workload;
  const part: Record<RunPartName, unknown> = {
    image: [container.image?.value, container.build?.target?.value, container.platform?.value],
    entrypoint: wordsOf(container.entrypoint),
    command: wordsOf(container.command),
    workdir: container.workdir?.value,
    user: container.user?.value.text,
    groups: [
      container.groups.map(valueOf),
      pod.fsGroup?.value,
      pod.supplementalGroups.map(({ value }) => value),
    ],
    runAsNonRoot: container.runAsNonRoot.value,
    privileged: container.privileged.value,
    noNewPrivileges: container.noNewPrivileges.value,
    readOnlyRoot: container.readOnlyRoot.value,
    capabilities: [capabilities.add.map(valueOf).sort(), capabilities.drop.map(valueOf).sort()],
    seccomp: container.seccomp.value,
    apparmor: container.apparmor.value,
    namespaces: [
      pod.hostNetwork.value,
      pod.hostPid.value,
      pod.hostIpc.value,
      pod.hostUsers.value,
      ...(workload.format === 'compose' ? SPACES.map((key) => textOf(at(container.node, key))) : []),
    ],
    ports: container.ports.map(({ at: _, ...port }) => port),
    environment: container.environment.map(({ name, value, from }) => [name, value?.value, from]),
    mounts: container.mounts.map(({ path, volume, readOnly, subPath }) => [
      path,
      volume.kind,
      volume.source,
      readOnly,
      subPath,
      volume.node && digest(volume.node),
    ]),
    limits: resourcesOf(container.limits),
    requests: resourcesOf(container.requests),
    probes: Object.entries(probes).map(([name, probe]) => [name, probeOf(probe)]),
    hooks: [hooks.postStart, hooks.preStop, ...(hooks.more ?? [])].map(probeOf),
    devices: container.devices.map(valueOf),
    restart: pod.restartPolicy.value,
    stop: [container.stopSignal?.value, pod.gracePeriod.value],
    token: [pod.automountToken.value, pod.serviceAccount?.value],
    replicas: workload.replicas?.value,
    other: [
      workload.kind,
      workload.name,
      container.name,
      container.role,
      pod.sysctls.map(({ name, value }) => [name.value, value?.value]),
      restOf(container),
    ],
  };
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, JSON.stringify(value) ?? '']),
  ) as Run;
}

/** How a service says whose namespaces it has. */
const SPACES = ['network_mode', 'pid', 'ipc', 'uts', 'cgroup', 'userns_mode'];

const valueOf = ({ value }: Field<string>): string => value;

const wordsOf = (use: CommandUse | undefined): unknown => use && [use.shell, use.words.map(valueOf)];

const probeOf = (probe: Probe | undefined): unknown =>
  probe && [
    probe.kind,
    wordsOf(probe.command),
    probe.port?.value,
    probe.host?.value,
    probe.path?.value,
    digest(probe.node),
  ];

const resourcesOf = ({ devices, ...rest }: Container['limits']): unknown => [
  Object.entries(rest).map(([name, field]) => [name, field?.value]),
  [...devices].map(([name, { value }]) => [name, value]),
];
