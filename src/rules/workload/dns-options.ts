import { at, itemsOf, textField, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isController } from '../support/workload/controllers.ts';

/** With `ndots: 5` a name of the outside is first asked for under every search domain of the cluster. */
export const dnsOptions = workloadRule({
  name: 'dns-options',
  title: 'Say how pods look names up',
  severity: 'info',
  set: 'strict',
  aliases: ['kube-linter/dnsconfig-options'],
  help: 'set dnsConfig.options to ndots: "2", where the pods ask for no service of the cluster by more than two parts of its name',
  fixable: false,

  *check({ workload }) {
    if (!isController(workload)) return;
    const { spec, hostNetwork } = workload.pod;
    const policy = textField(at(spec, 'dnsPolicy'))?.value;
    // They look names up as the node does, or as the pod says in full.
    if (policy === 'Default' || policy === 'None') return;
    if (hostNetwork.value && policy !== 'ClusterFirstWithHostNet') return;
    if (itemsOf(at(spec, 'dnsConfig', 'options')).some((option) => textOf(at(option, 'name')) === 'ndots'))
      return;
    yield {
      at: workload.at,
      message: `the pods of ${workload.kind} ${workload.name} look up a name of the outside under each search domain of the cluster first (ndots: 5)`,
    };
  },
});
