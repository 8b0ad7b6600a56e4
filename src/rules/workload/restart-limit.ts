import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What fails at every start is started without end, unless the attempts are counted. */
export const restartLimit = workloadRule({
  name: 'restart-limit',
  title: 'Restart services after failures only, and not without end',
  severity: 'info',
  set: 'strict',
  aliases: ['CIS-5.15'],
  help: 'set restart: on-failure:5',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    const { value, at, from, uncertain } = workload.pod.restartPolicy;
    if (from === 'default' || uncertain) return;
    const attempts = /^on-failure:(\d+)$/.exec(value)?.[1];
    if (value === 'no' || (attempts !== undefined && Number(attempts) > 0 && Number(attempts) <= MOST))
      return;
    for (const container of workload.containers) {
      if (container.role === 'main')
        yield {
          at,
          message: `${nameOf(container)} is restarted ${attempts === undefined || attempts === '0' ? 'without end' : `${attempts} times`} (${value})`,
        };
    }
  },
});

/** CIS Docker Benchmark, 5.15. */
const MOST = 5;
