import { entriesOf, at as under } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Without limits of its own a service has those that the engine was started with, which differ from host to host. */
export const ulimits = workloadRule({
  name: 'ulimits',
  title: 'Say how many files a service may open',
  severity: 'info',
  set: 'strict',
  aliases: ['CIS-5.19'],
  help: 'set ulimits: nofile: what it needs under load',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      const limits = entriesOf(under(container.node, 'ulimits'));
      if (container.role !== 'main' || limits.some(({ key }) => key === 'nofile')) continue;
      yield {
        at: container.at,
        message: `${nameOf(container)} may open as many files as the engine of its host allows, which differs from host to host`,
      };
    }
  },
});
