import { podSecurityId } from '../../core/pod-security.ts';
import type { Container } from '../../workload/types.ts';
import { addItem, setAt } from '../../yaml/edit.ts';
import { asList, at } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { byContainer, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** A container that keeps the default capabilities keeps what an attacker uses. */
export const dropCapabilities = workloadRule({
  name: 'drop-capabilities',
  title: 'Drop all capabilities, and add back what is needed',
  severity: 'low',
  set: 'recommended',
  aliases: [
    'PSS-capabilities_restricted',
    'KSV-0003',
    'KSV-0004',
    'KSV-0106',
    'CIS-5.4',
    'kube-linter/drop-net-raw-capability',
    'polaris/insecureCapabilities',
    'polaris/linuxHardening',
  ],
  tags: ['NSA-CISA: capabilities'],
  help: 'drop ALL, and add back what the program fails without',
  fixable: true,

  *check({ workload }) {
    const refusals = byContainer(
      refusalsOf(workload, 'capabilities_restricted').filter(({ missing }) => missing),
    );
    for (const container of workload.containers) {
      const { drop } = container.capabilities;
      const refusal = refusals.get(container.node)?.[0];
      if (workload.format === 'kubernetes') {
        if (!refusal) continue;
      } else if (container.privileged.value || drop.some(({ value }) => value.toUpperCase() === 'ALL'))
        continue;
      const where = drop.length > 0 ? drop[0]!.at : container.at;
      const edit = editFor(container);
      yield {
        at: where,
        message: `${nameOf(container)} ${drop.length > 0 ? 'drops some capabilities, and keeps the others' : 'keeps every capability that the engine gives by default'}`,
        aliases: peersOf(container, refusal !== undefined),
        ...fixWith('drop ALL', edit && [edit], ['run.capabilities']),
      };
    }
  },
});

/** Polaris asks for one of capabilities, seccomp, AppArmor and SELinux. */
const hardening = ({ seccomp, apparmor, selinux }: Container): string[] =>
  (seccomp.from !== 'default' && seccomp.value !== 'Unconfined') ||
  apparmor.from !== 'default' ||
  (selinux ?? []).length > 0
    ? []
    : ['polaris/linuxHardening'];

function peersOf(container: Container, isRefused: boolean): string[] {
  const { workload, capabilities } = container;
  if (workload.format === 'compose') return ['CIS-5.4'];
  const drops = (name: string) => capabilities.drop.some(({ value }) => value.toUpperCase() === name);
  return [
    ...(isRefused ? [podSecurityId('capabilities_restricted')] : []),
    'KSV-0003',
    ...(capabilities.drop.length === 0 ? ['KSV-0004', ...hardening(container)] : []),
    'KSV-0106',
    'polaris/insecureCapabilities',
    ...(drops('NET_RAW') ? [] : ['kube-linter/drop-net-raw-capability']),
  ];
}

function editFor({ node, workload }: Container) {
  const keys: [string, ...string[]] =
    workload.format === 'compose' ? ['cap_drop'] : ['securityContext', 'capabilities', 'drop'];
  const list = asList(at(node, ...keys));
  return list && list.items.length > 0 ? addItem(list, 'ALL') : setAt(node, keys, ['ALL']);
}
