import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Ports below 1024 of the host are those of its own services. */
export const privilegedHostPort = workloadRule({
  name: 'privileged-host-port',
  title: 'Publish ports from 1024 on',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-5.8'],
  help: 'publish it on a port from 1024 on, or let a proxy have the low one',
  fixable: false,

  *check({ workload }) {
    // In Kubernetes any port of the node is one too many: no-host-ports.
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      for (const { at, host, hostLast, published, uncertain, port } of container.ports) {
        if (container.role !== 'main' || !published || uncertain) continue;
        if (host === undefined || host === 0 || host >= 1024) continue;
        yield {
          at,
          message: `${nameOf(container)} takes the port ${host}${hostLast === undefined ? '' : ` or one up to ${hostLast}`} of the host for its port ${port}: a rootless engine may not open it`,
        };
      }
    }
  },
});
