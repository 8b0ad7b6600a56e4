import { podSecurityId } from '../../core/pod-security.ts';
import { workloadRule } from '../rule.ts';
import { containerOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** The masks over /proc hide what would tell a container of its host, and let it change it. */
export const procMount = workloadRule({
  name: 'proc-mount',
  title: 'Leave the masks over /proc',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-procMount',
    'PSS-procMount_restricted',
    'KSV-0027',
    'kube-linter/unsafe-proc-mount',
    'polaris/procMount',
  ],
  help: 'take procMount out, or give the pod a user namespace (hostUsers: false)',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'procMount', 'procMount_restricted')) {
      const container = containerOf(workload, refusal);
      yield {
        at: refusal.at,
        message: `${container ? nameOf(container) : 'the pod'} sees /proc without the masks that hide the host: ${refusal.what}`,
        severity: refusal.controls.includes('procMount') ? 'medium' : 'low',
        aliases: [
          ...refusal.controls.map(podSecurityId),
          'KSV-0027',
          'kube-linter/unsafe-proc-mount',
          'polaris/procMount',
        ],
      };
    }
    if (workload.format !== 'compose') return;
    for (const { procMount: masks, ...container } of workload.containers) {
      if (masks?.value === 'Unmasked')
        yield {
          at: masks.at,
          message: `${nameOf(container)} sees /proc and /sys without the masks that hide the host: systempaths=unconfined`,
          aliases: [],
          help: 'take systempaths out of security_opt',
        };
    }
  },
});
