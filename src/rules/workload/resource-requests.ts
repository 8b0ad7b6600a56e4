import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The scheduler places pods by what they ask for. */
export const resourceRequests = workloadRule({
  name: 'resource-requests',
  title: 'Say what containers need to run',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0011', 'KSV-0015', 'KSV-0016', 'CIS-5.12'],
  tags: ['NSA-CISA: resource policies'],
  help: 'set requests for cpu and memory, and a limit for cpu where others must not suffer',
  fixable: false,

  *check({ workload }) {
    const isCompose = workload.format === 'compose';
    for (const container of workload.containers) {
      const { limits, requests, role } = container;
      if (role === 'ephemeral') continue;
      const say = (what: string, id: string) => ({
        at: container.at,
        message: `${nameOf(container)} has no ${what}`,
        aliases: [id],
      });
      // A limit stands for a request that is not made.
      if (!isCompose && !requests.cpu && !limits.cpu) yield say('request for cpu', 'KSV-0015');
      if (!isCompose && !requests.memory && !limits.memory) yield say('request for memory', 'KSV-0016');
      if (!limits.cpu) yield say('limit for cpu', isCompose ? 'CIS-5.12' : 'KSV-0011');
    }
  },
});
