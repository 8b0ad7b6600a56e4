import type { Container } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { limitEdit } from '../support/workload/limits.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** One container that starts processes without end leaves none for the others. In Kubernetes the kubelet limits them. */
export const processLimit = workloadRule({
  name: 'process-limit',
  title: 'Limit the processes of a service',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-5.29'],
  help: 'set pids_limit: what it has under load, threads counted, and some more',
  fixable: true,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      if (isLimited(container)) continue;
      const { pids } = container.limits;
      const edit = limitEdit(container, 'pids', 512);
      yield {
        at: pids?.at ?? container.at,
        message: `${nameOf(container)} may start processes until the host has none left`,
        ...fixWith('set a limit of 512 processes, which is a guess', edit && [edit], ['run.limits']),
      };
    }
  },
});

/** Zero and less are no limit. */
const isLimited = ({ limits: { pids } }: Container): boolean =>
  pids !== undefined && (pids.uncertain === true || !(Number(pids.value) <= 0));
