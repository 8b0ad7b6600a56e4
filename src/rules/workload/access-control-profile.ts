import type { SitedProblem } from '../../core/finding.ts';
import type { Container } from '../../workload/types.ts';
import { asMap, at, itemsOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** AppArmor and SELinux confine what even root in a container may touch, unless a manifest turns them off. */
export const accessControlProfile = workloadRule({
  name: 'access-control-profile',
  title: 'Leave AppArmor and SELinux on',
  severity: 'high',
  set: 'recommended',
  aliases: ['PSS-appArmorProfile', 'PSS-seLinuxOptions', 'KSV-0002', 'KSV-0025', 'CIS-5.2', 'CIS-5.3'],
  tags: ['NSA-CISA: mandatory access control'],
  help: 'take the setting out, or name a profile of your own',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'appArmorProfile', 'seLinuxOptions')) {
      const container = containerOf(workload, refusal);
      const isAppArmor = refusal.controls.includes('appArmorProfile');
      yield {
        at: refusal.at,
        message: `${container ? nameOf(container) : 'the pod'} is not confined as the node would do it: ${refusal.what}`,
        severity: isAppArmor ? 'high' : 'medium',
        aliases: [...idsOf(refusal), isAppArmor ? 'KSV-0002' : 'KSV-0025'],
      };
    }
    if (workload.format === 'compose')
      for (const container of workload.containers) yield* ofService(container);
  },
});

function* ofService({ node }: Container): Generator<SitedProblem> {
  for (const item of itemsOf(at(asMap(node), 'security_opt'))) {
    const option = (textOf(item) ?? '').replace('=', ':');
    const id =
      option === 'apparmor:unconfined' ? 'CIS-5.2' : option === 'label:disable' ? 'CIS-5.3' : undefined;
    if (!id) continue;
    yield {
      at: { source: item.source, span: item.span },
      message: `${option} takes ${id === 'CIS-5.2' ? 'AppArmor' : 'SELinux'} away from the service`,
      aliases: [id],
    };
  }
}
