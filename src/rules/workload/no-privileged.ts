import type { Container } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';
import { atKeys, inContext } from '../support/workload/settings.ts';

/** A privileged container is root on its host. */
export const noPrivileged = workloadRule({
  name: 'no-privileged',
  title: 'Run no container privileged',
  severity: 'high',
  set: 'recommended',
  aliases: ['PSS-privileged', 'KSV-0017', 'CIS-5.5'],
  tags: ['NSA-CISA: privileged containers'],
  help: 'add the capability or the device that it needs instead',
  fixable: true,

  *check({ workload }) {
    for (const container of workload.containers) {
      if (!container.privileged.value || container.privileged.from !== 'own') continue;
      const refusal = refusalsOf(workload, 'privileged').find((one) => one.container === container.node);
      const edits = editsFor(container);
      yield {
        at: container.privileged.at,
        message: `${nameOf(container)} runs privileged: it has every capability and every device of the host`,
        aliases: refusal ? [...idsOf(refusal), 'KSV-0017'] : ['CIS-5.5'],
        ...(edits
          ? {
              fix: {
                title: 'write privileged: false',
                safe: false,
                edits,
                changes: ['run.privileged'] as const,
              },
            }
          : {}),
      };
    }
  },
});

const editsFor = (container: Container) =>
  container.workload.format === 'kubernetes'
    ? inContext(container, 'privileged', false)
    : atKeys(container.node, ['privileged'], false);
