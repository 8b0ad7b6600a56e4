import type { SitedProblem } from '../../core/finding.ts';
import type { Mount, Workload } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { isEngineSocket, sensitive } from '../support/workload/host-paths.ts';
import { idsOf, refusalsOf, volumeOf } from '../support/workload/refusals.ts';
import { plugged, requestsOf } from '../support/workload/requested-devices.ts';

/** A path of the host in a container is a way from the one to the other. */
export const noHostPath = workloadRule({
  name: 'no-host-path',
  title: 'Mount no path of the host that matters to it',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-hostPathVolumes',
    'PSS-restrictedVolumes',
    'KSV-0023',
    'KSV-0121',
    'CIS-5.6',
    'kube-linter/sensitive-host-mounts',
    'kube-linter/writable-host-mount',
    'polaris/hostPathSet',
  ],
  tags: ['NSA-CISA: hostPath'],
  help: 'use a volume of the platform (a claim, a config map, a secret, emptyDir)',
  fixable: false,

  *check({ workload }) {
    if (workload.format === 'kubernetes') yield* ofPod(workload);
    else yield* ofService(workload);
  },
});

function* ofPod(workload: Workload): Generator<SitedProblem> {
  const mounts = Map.groupBy(
    workload.containers.flatMap((container) => container.mounts.map((mount) => ({ ...mount, container }))),
    ({ volume }) => volume,
  );
  for (const refusal of refusalsOf(workload, 'hostPathVolumes')) {
    const volume = volumeOf(workload, refusal);
    const path = volume?.source;
    // A socket that is mounted is told by its own rule.
    const own = (volume && mounts.get(volume)) ?? [];
    if (path !== undefined && isEngineSocket(path) && own.length > 0) continue;
    const why = path === undefined ? undefined : sensitive(path);
    const isWritten = own.some(({ readOnly }) => !readOnly);
    const evidence =
      path &&
      requestsOf(
        path,
        own.map(({ container }) => container),
      );
    yield {
      at: refusal.at,
      message: `the volume ${volume?.name ?? ''} is ${path ?? 'a path'} of the node${why ? `: ${why}` : ', and stays behind when the pod moves'}`,
      severity: why && isWritten ? 'high' : 'medium',
      aliases: [
        ...idsOf(refusal),
        'KSV-0023',
        'polaris/hostPathSet',
        ...(why ? ['KSV-0121', 'kube-linter/sensitive-host-mounts'] : []),
        ...(isWritten ? ['kube-linter/writable-host-mount'] : []),
      ],
      ...(evidence ? { evidence } : {}),
      ...(path ? helpFor(path) : {}),
    };
  }
}

/** What brings a device, or shared memory, into a pod without a path of the node. */
function helpFor(path: string): { help?: string } {
  const device = plugged(path);
  if (device)
    return { help: `request ${device} in the limits of the container: its device plugin brings the device` };
  return path === '/dev/shm'
    ? { help: 'mount an emptyDir with medium: Memory at /dev/shm, with a sizeLimit' }
    : {};
}

/** A service's bind mounts are how people work; only what gives the host away is told. */
function* ofService({ containers }: Workload): Generator<SitedProblem> {
  for (const mount of containers.flatMap((container) => container.mounts)) {
    const path = hostPathOf(mount);
    if (path === undefined || isEngineSocket(path)) continue;
    const why = sensitive(path);
    if (!why) continue;
    yield {
      at: mount.at,
      message: `${path} of the host is mounted${mount.readOnly ? ' (read-only)' : ''}: ${why}`,
      severity: mount.readOnly ? 'medium' : 'high',
      aliases: ['CIS-5.6'],
    };
  }
}

const hostPathOf = ({ volume }: Mount): string | undefined =>
  volume.kind === 'hostPath' && !volume.uncertain ? volume.source : undefined;
