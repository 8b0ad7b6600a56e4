import type { SitedProblem } from '../../core/finding.ts';
import type { Mount, Workload } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { isEngineSocket, sensitive } from '../support/workload/host-paths.ts';
import { idsOf, refusalsOf, volumeOf } from '../support/workload/refusals.ts';

/** A path of the host in a container is a way from the one to the other. */
export const noHostPath = workloadRule({
  name: 'no-host-path',
  title: 'Mount no path of the host that matters to it',
  severity: 'medium',
  set: 'recommended',
  aliases: ['PSS-hostPathVolumes', 'PSS-restrictedVolumes', 'KSV-0023', 'KSV-0121', 'CIS-5.6'],
  tags: ['NSA-CISA: hostPath'],
  help: 'use a volume of the platform (a claim, a config map, a secret, emptyDir)',
  fixable: false,

  *check({ workload }) {
    if (workload.format === 'kubernetes') yield* ofPod(workload);
    else yield* ofService(workload);
  },
});

function* ofPod(workload: Workload): Generator<SitedProblem> {
  const mounts = workload.containers.flatMap((container) => container.mounts);
  for (const refusal of refusalsOf(workload, 'hostPathVolumes')) {
    const volume = volumeOf(workload, refusal);
    const path = volume?.source;
    // A socket that is mounted is told by its own rule.
    if (path !== undefined && isEngineSocket(path) && mounts.some((mount) => mount.volume === volume))
      continue;
    const why = path === undefined ? undefined : sensitive(path);
    const isWritten = mounts.some((mount) => mount.volume === volume && !mount.readOnly);
    yield {
      at: refusal.at,
      message: `the volume ${volume?.name ?? ''} is ${path ?? 'a path'} of the node${why ? `: ${why}` : ', and stays behind when the pod moves'}`,
      severity: why && isWritten ? 'high' : 'medium',
      aliases: [...idsOf(refusal), 'KSV-0023', ...(why ? ['KSV-0121'] : [])],
    };
  }
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
