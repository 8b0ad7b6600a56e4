import { setAt } from '../../yaml/edit.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { byContainer, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';
import { requestedDevices } from '../support/workload/requested-devices.ts';

/** A privileged container is root on its host. */
export const noPrivileged = workloadRule({
  name: 'no-privileged',
  title: 'Run no container privileged',
  severity: 'high',
  set: 'recommended',
  aliases: [
    'PSS-privileged',
    'KSV-0017',
    'CIS-5.5',
    'kube-linter/privileged-container',
    'polaris/runAsPrivileged',
  ],
  tags: ['NSA-CISA: privileged containers'],
  help: 'add the capability or the device that it needs instead',
  fixable: true,

  *check({ workload }) {
    const refusals = byContainer(refusalsOf(workload, 'privileged'));
    for (const container of workload.containers) {
      if (!container.privileged.value || container.privileged.from !== 'own') continue;
      const refusal = refusals.get(container.node)?.[0];
      const [device] = requestedDevices(container);
      const keys: [string, ...string[]] =
        workload.format === 'kubernetes' ? ['securityContext', 'privileged'] : ['privileged'];
      const edit = setAt(container.node, keys, false);
      yield {
        at: container.privileged.at,
        message: `${nameOf(container)} runs privileged: it has every capability and every device of the host${device ? `; ${device.name}, which it ${device.isClaim ? 'claims' : 'requests'}, is given to it without` : ''}`,
        aliases: refusal
          ? [...idsOf(refusal), 'KSV-0017', 'kube-linter/privileged-container', 'polaris/runAsPrivileged']
          : ['CIS-5.5'],
        ...fixWith('write privileged: false', edit && [edit], ['run.privileged']),
      };
    }
  },
});
