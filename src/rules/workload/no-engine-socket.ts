import { workloadRule } from '../rule.ts';
import { isEngineSocket } from '../support/workload/host-paths.ts';
import { idsOf, nameOf, refusalsOf, volumeOf } from '../support/workload/refusals.ts';

/** Who has the engine's socket starts a container that has the host. */
export const noEngineSocket = workloadRule({
  name: 'no-engine-socket',
  title: "Give no container the engine's socket",
  severity: 'high',
  set: 'recommended',
  aliases: [
    'PSS-hostPathVolumes',
    'PSS-restrictedVolumes',
    'KSV-0006',
    'KSV-0023',
    'CIS-5.32',
    'kube-linter/docker-sock',
  ],
  tags: ['NSA-CISA: hostPath'],
  help: 'build with BuildKit or Buildah without a daemon, or put a proxy that allows only what is needed in between',
  fixable: false,

  *check({ workload }) {
    const refusals = new Map(
      refusalsOf(workload, 'hostPathVolumes').map((refusal) => [volumeOf(workload, refusal), refusal]),
    );
    for (const container of workload.containers) {
      for (const { volume, at, readOnly } of container.mounts) {
        if (volume.kind !== 'hostPath' || volume.uncertain || !isEngineSocket(volume.source ?? '')) continue;
        const refusal = refusals.get(volume);
        yield {
          at,
          also: workload.format === 'kubernetes' ? [volume.at] : [],
          message: `${nameOf(container)} gets ${volume.source} of the host: whoever is in it can start containers that are root there${readOnly ? '; read-only does not change that' : ''}`,
          aliases:
            workload.format === 'compose'
              ? ['CIS-5.32']
              : [...(refusal ? idsOf(refusal) : []), 'KSV-0006', 'kube-linter/docker-sock', 'KSV-0023'],
        };
      }
    }
  },
});
