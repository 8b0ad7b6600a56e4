import { podSecurityId } from '../../core/pod-security.ts';
import type { Container } from '../../workload/types.ts';
import { addItem, setAt } from '../../yaml/edit.ts';
import { asList, at } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { byContainer, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** Without `no_new_privs` a setuid program in the image gives its owner's rights to whoever runs it. */
export const noPrivilegeEscalation = workloadRule({
  name: 'no-privilege-escalation',
  title: 'Let no process gain more privileges than its parent',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-allowPrivilegeEscalation',
    'KSV-0001',
    'CIS-5.26',
    'kube-linter/privilege-escalation-container',
    'polaris/privilegeEscalationAllowed',
  ],
  tags: ['NSA-CISA: privilege escalation'],
  help: 'set allowPrivilegeEscalation: false (Compose: security_opt no-new-privileges)',
  fixable: true,

  *check({ workload }) {
    if (workload.pod.os?.value === 'windows') return;
    const refusals = byContainer(refusalsOf(workload, 'allowPrivilegeEscalation'));
    for (const container of workload.containers) {
      const isCompose = workload.format === 'compose';
      if (container.noNewPrivileges.value || (isCompose && container.privileged.value)) continue;
      const refusal = refusals.get(container.node)?.[0];
      if (!isCompose && !refusal) continue;
      const edit = editFor(container);
      yield {
        at: container.noNewPrivileges.at,
        message: `a setuid program in ${nameOf(container)} can still become root`,
        aliases: isCompose
          ? ['CIS-5.26']
          : [
              podSecurityId('allowPrivilegeEscalation'),
              'KSV-0001',
              'kube-linter/privilege-escalation-container',
              'polaris/privilegeEscalationAllowed',
            ],
        ...(isCompose ? { severity: 'low' as const } : {}),
        ...fixWith(
          isCompose ? 'add no-new-privileges to security_opt' : 'set allowPrivilegeEscalation: false',
          edit && [edit],
          ['run.noNewPrivileges'],
        ),
      };
    }
  },
});

function editFor({ node, workload }: Container) {
  if (workload.format === 'kubernetes')
    return setAt(node, ['securityContext', 'allowPrivilegeEscalation'], false);
  const list = asList(at(node, 'security_opt'));
  const option = 'no-new-privileges:true';
  return list && list.items.length > 0 ? addItem(list, option) : setAt(node, ['security_opt'], [option]);
}
