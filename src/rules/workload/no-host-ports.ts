import { isSameSite } from '../../core/site.ts';
import { removeEntry } from '../../yaml/edit.ts';
import { asMap, at, entryOf, itemsOf, siteOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** A port of the node bypasses services and network policies, and one pod a node can have it. */
export const noHostPorts = workloadRule({
  name: 'no-host-ports',
  title: 'Take no port of the node',
  severity: 'medium',
  set: 'recommended',
  aliases: ['PSS-hostPorts', 'KSV-0024', 'polaris/hostPortSet'],
  help: 'reach the pod through a Service',
  fixable: true,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'hostPorts')) {
      const container = containerOf(workload, refusal);
      const port = itemsOf(at(container?.node, 'ports')).find((item) => {
        const host = at(item, 'hostPort');
        return host !== undefined && isSameSite(siteOf(host), refusal.at);
      });
      const map = asMap(port);
      const entry = entryOf(map, 'hostPort');
      const edit = map && entry && removeEntry(map, entry);
      yield {
        at: refusal.at,
        message: `${container ? nameOf(container) : 'the pod'} takes the port of its node: ${refusal.what}`,
        aliases: [...idsOf(refusal), 'KSV-0024', 'polaris/hostPortSet'],
        ...fixWith('take hostPort out', edit && [edit], ['run.ports']),
      };
    }
  },
});
