import { workloadRule } from '../rule.ts';
import { internalService, isOpen } from '../support/workload/published.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What is published without an address can be reached from every network that the host is in. */
export const bindAddress = workloadRule({
  name: 'bind-address',
  title: 'Publish ports on the interface that they are meant for',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-5.14'],
  help: 'write the address before the port: 192.0.2.1:8080:8080, or 127.0.0.1 behind a proxy on this host',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'compose') return;
    for (const container of workload.containers) {
      // What is for other services is a graver matter: published-ports.
      if (container.role !== 'main' || internalService(container)) continue;
      for (const port of container.ports) {
        if (isOpen(port))
          yield {
            at: port.at,
            message: `port ${port.port} of ${nameOf(container)} is published on every interface of the host`,
          };
      }
    }
  },
});
