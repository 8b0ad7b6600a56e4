import { at, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What bounds a container is the cgroup that it is in: another one than the engine's has other bounds. */
export const cgroupParent = workloadRule({
  name: 'cgroup-parent',
  title: 'Leave services in the cgroup of the engine',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-5.25'],
  help: 'take it out, or say in a waiver what limits the group that it is put into',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      const parent = at(container.node, 'cgroup_parent');
      if (container.role !== 'main' || !parent || !textOf(parent)) continue;
      yield {
        at: siteOf(parent),
        message: `${nameOf(container)} is put into the cgroup ${textOf(parent)}, where other limits hold than the engine’s`,
      };
    }
  },
});
