import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A program that listens below 1024 is started with more rights than it needs, or counts on the node to give them. */
export const containerLowPort = workloadRule({
  name: 'container-low-port',
  title: 'Listen on ports from 1024 on in containers',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0117', 'kube-linter/privileged-ports', 'kube-linter/ssh-port'],
  help: 'let the program listen on a port from 1024 on: the Service can still be on the low one',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      for (const { port, at, protocol } of container.ports) {
        if (port < 1 || port >= 1024) continue;
        const isSsh = port === 22 && protocol === 'tcp';
        yield {
          at,
          message: isSsh
            ? `${nameOf(container)} has the port of SSH: kubectl exec needs none`
            : `${nameOf(container)} listens on ${port}, which root or NET_BIND_SERVICE may open everywhere, and others where the node lets them`,
          ...(isSsh ? { severity: 'medium' as const, help: 'leave the SSH server out' } : {}),
          aliases: ['KSV-0117', 'kube-linter/privileged-ports', ...(isSsh ? ['kube-linter/ssh-port'] : [])],
        };
      }
    }
  },
});
