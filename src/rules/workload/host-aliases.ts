import { entryOf, itemsOf, keySite } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';

/** Names that only one pod knows. */
export const hostAliases = workloadRule({
  name: 'host-aliases',
  title: 'Leave names to DNS',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0007'],
  help: 'give the address a name in DNS: a Service without selector with an EndpointSlice, or one of type ExternalName',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    const entry = entryOf(workload.pod.spec, 'hostAliases');
    if (!entry || itemsOf(entry.value).length === 0) return;
    yield {
      at: keySite(entry),
      message: `the pods of ${workload.name} have addresses of their own for names, which nobody else sees and which stay when the address moves`,
    };
  },
});
