import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The environment is handed on to every child process, and stands in dumps and logs of errors. */
export const secretEnvironment = workloadRule({
  name: 'secret-environment',
  title: 'Mount secrets as files',
  severity: 'info',
  set: 'strict',
  aliases: ['kube-linter/read-secret-from-env-var'],
  tags: ['NSA-CISA: secrets'],
  help: 'mount the Secret as a volume, where the program can read a file: a change of it then comes without a restart',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      for (const { name, from, source, at } of container.environment) {
        if (from !== 'secret') continue;
        const what = name.endsWith('*') ? 'every entry' : name;
        yield {
          at,
          message: `${nameOf(container)} has ${what} of ${source ? `the Secret ${source}` : 'a Secret'} in its environment`,
        };
      }
    }
  },
});
