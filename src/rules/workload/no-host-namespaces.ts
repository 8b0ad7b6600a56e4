import type { SitedProblem } from '../../core/finding.ts';
import { isSameSite } from '../../core/site.ts';
import type { Container, Pod, Setting } from '../../workload/types.ts';
import { removeEntry, setAt } from '../../yaml/edit.ts';
import { asMap, entryOf, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { idsOf, refusalsOf } from '../support/workload/refusals.ts';
import { requestedDevices } from '../support/workload/requested-devices.ts';

/** A namespace that is shared with the host shows, or gives, what is the host's. */
export const noHostNamespaces = workloadRule({
  name: 'no-host-namespaces',
  title: 'Share no namespace with the host',
  severity: 'high',
  set: 'recommended',
  aliases: [
    'PSS-hostNamespaces',
    'KSV-0008',
    'KSV-0009',
    'KSV-0010',
    'CIS-5.10',
    'CIS-5.16',
    'CIS-5.17',
    'CIS-5.21',
    'CIS-5.25',
    'CIS-5.31',
    'kube-linter/host-network',
    'kube-linter/host-pid',
    'kube-linter/host-ipc',
    'polaris/hostNetworkSet',
    'polaris/hostPIDSet',
    'polaris/hostIPCSet',
  ],
  tags: ['NSA-CISA: host namespaces'],
  help: 'leave the namespace to the container',
  fixable: true,

  *check({ workload }) {
    if (workload.format === 'kubernetes') yield* ofPod(workload);
    else for (const container of workload.containers) yield* ofService(container);
  },
});

/** What it is often for where processes share a graphics card. */
const sharedMemory = (containers: readonly Container[], instead: string): string =>
  containers.some((container) => requestedDevices(container).length > 0)
    ? `; for memory that its processes share, ${instead}`
    : '';

const FIELDS: readonly {
  key: string;
  of: (pod: Pod) => Setting<boolean>;
  ids: readonly string[];
  what: string;
}[] = [
  {
    key: 'hostNetwork',
    of: (pod) => pod.hostNetwork,
    ids: ['KSV-0009', 'kube-linter/host-network', 'polaris/hostNetworkSet'],
    what: 'every port and interface',
  },
  {
    key: 'hostPID',
    of: (pod) => pod.hostPid,
    ids: ['KSV-0010', 'kube-linter/host-pid', 'polaris/hostPIDSet'],
    what: 'every process',
  },
  {
    key: 'hostIPC',
    of: (pod) => pod.hostIpc,
    ids: ['KSV-0008', 'kube-linter/host-ipc', 'polaris/hostIPCSet'],
    what: 'the shared memory',
  },
];

function* ofPod(workload: Container['workload']): Generator<SitedProblem> {
  const refusals = refusalsOf(workload, 'hostNamespaces');
  for (const { key, of, ids, what } of FIELDS) {
    const { value, at } = of(workload.pod);
    if (!value) continue;
    const refusal = refusals.find((one) => isSameSite(one.at, at));
    const edit = setAt(workload.pod.spec, [key], false);
    const edits = edit && [edit];
    yield {
      at,
      message: `${key}: true gives the pod ${what} of its node${key === 'hostIPC' ? sharedMemory(workload.containers, 'an emptyDir with medium: Memory at /dev/shm is enough') : ''}`,
      aliases: [...(refusal ? idsOf(refusal) : []), ...ids],
      ...(edits
        ? // Ports are the node's as well in the network of the node.
          {
            fix: {
              title: `write ${key}: false`,
              safe: false,
              edits,
              changes: ['run.namespaces', 'run.ports'],
            },
          }
        : {}),
    };
  }
}

/** The keys of a service that name a namespace. */
const MODES: readonly { key: string; id: string; what: string }[] = [
  { key: 'network_mode', id: 'CIS-5.10', what: 'every port and interface of the host' },
  { key: 'pid', id: 'CIS-5.16', what: 'every process of the host' },
  { key: 'ipc', id: 'CIS-5.17', what: 'the shared memory of the host' },
  { key: 'uts', id: 'CIS-5.21', what: 'the name of the host, which it may change' },
  { key: 'cgroup', id: 'CIS-5.25', what: 'the cgroups of the host, with its limits' },
  { key: 'userns_mode', id: 'CIS-5.31', what: "the host's users: its root is the host's" },
];

function* ofService(container: Container): Generator<SitedProblem> {
  const service = asMap(container.node);
  for (const { key, id, what } of MODES) {
    const entry = entryOf(service, key);
    if (!entry || textOf(entry.value) !== 'host') continue;
    const edit = service && removeEntry(service, entry);
    yield {
      at: siteOf(entry.value),
      message: `${key}: host gives the service ${what}${key === 'ipc' ? sharedMemory([container], 'shm_size is enough') : ''}`,
      aliases: [id],
      ...(edit
        ? {
            fix: {
              title: `take ${key} out`,
              safe: false,
              edits: [edit],
              changes: ['run.namespaces'] as const,
            },
          }
        : {}),
    };
  }
}
