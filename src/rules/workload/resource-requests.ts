import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The scheduler places pods by what they ask for. */
export const resourceRequests = workloadRule({
  name: 'resource-requests',
  title: 'Say what containers need to run',
  severity: 'low',
  set: 'strict',
  aliases: [
    'KSV-0011',
    'KSV-0015',
    'KSV-0016',
    'CIS-5.12',
    'kube-linter/unset-cpu-requirements',
    'kube-linter/unset-memory-requirements',
    'polaris/cpuRequestsMissing',
    'polaris/memoryRequestsMissing',
    'polaris/cpuLimitsMissing',
  ],
  tags: ['NSA-CISA: resource policies'],
  help: 'set requests for cpu and memory, and a limit for cpu where others must not suffer',
  fixable: false,

  *check({ workload }) {
    const isCompose = workload.format === 'compose';
    for (const container of workload.containers) {
      const { limits, requests, role } = container;
      if (role === 'ephemeral') continue;
      const say = (what: string, ...aliases: readonly string[]) => ({
        at: container.at,
        message: `${nameOf(container)} has no ${what}`,
        aliases,
      });
      // A limit stands for a request that is not made.
      if (!isCompose && !requests.cpu && !limits.cpu)
        yield say(
          'request for cpu',
          'KSV-0015',
          'kube-linter/unset-cpu-requirements',
          'polaris/cpuRequestsMissing',
        );
      if (!isCompose && !requests.memory && !limits.memory)
        yield say(
          'request for memory',
          'KSV-0016',
          'kube-linter/unset-memory-requirements',
          'polaris/memoryRequestsMissing',
        );
      if (limits.cpu) continue;
      if (isCompose) yield say('limit for cpu', 'CIS-5.12');
      else
        yield say(
          'limit for cpu',
          'KSV-0011',
          'kube-linter/unset-cpu-requirements',
          'polaris/cpuLimitsMissing',
        );
    }
  },
});
