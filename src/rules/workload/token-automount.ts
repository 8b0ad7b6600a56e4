import { setAt } from '../../yaml/edit.ts';
import { asMap, at, booleanField } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { objectsBeside } from '../support/workload/objects.ts';

/** Every pod gets a key to the API of its cluster, unless somebody says no. */
export const tokenAutomount = workloadRule({
  name: 'token-automount',
  title: 'Give a token of the cluster only to who asks the cluster',
  severity: 'low',
  set: 'recommended',
  aliases: ['KSV-0036', 'kube-linter/default-service-account', 'polaris/automountServiceAccountToken'],
  tags: ['NSA-CISA: service account tokens'],
  help: 'set automountServiceAccountToken: false, or give the pod a service account of its own',
  fixable: true,

  *check({ workload, delivery }) {
    const { pod } = workload;
    if (workload.format !== 'kubernetes' || !pod.automountToken.value) return;
    const account = pod.serviceAccount?.value;
    // An account of its own was made because the pod asks the cluster for something.
    if (pod.automountToken.from === 'default' && account !== undefined && account !== 'default') return;
    const isOff = objectsBeside(delivery, 'ServiceAccount', workload).some(
      ({ name, node }) =>
        name === (account ?? 'default') &&
        booleanField(at(node, 'automountServiceAccountToken'))?.value === false,
    );
    if (pod.automountToken.from === 'default' && isOff) return;
    const spec = asMap(pod.spec);
    const edit = spec && setAt(spec, ['automountServiceAccountToken'], false);
    yield {
      at: pod.automountToken.from === 'default' ? workload.at : pod.automountToken.at,
      message: `the pods of ${workload.name} get a token for the API of the cluster, of the ${account ?? 'default'} service account`,
      aliases: [
        'KSV-0036',
        'polaris/automountServiceAccountToken',
        ...(account === undefined || account === 'default' ? ['kube-linter/default-service-account'] : []),
      ],
      ...fixWith('set automountServiceAccountToken: false', edit && [edit], ['run.token']),
    };
  },
});
