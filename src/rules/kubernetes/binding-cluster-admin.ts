import { kubernetesRule } from '../rule.ts';
import { nameSubject } from '../support/kubernetes/reach.ts';
import { bindingOf } from '../support/kubernetes/roles.ts';

/** Nothing is left to forbid. */
export const bindingClusterAdmin = kubernetesRule({
  name: 'binding-cluster-admin',
  title: 'Bind cluster-admin to nobody',
  severity: 'high',
  set: 'recommended',
  aliases: [
    'KSV-0111',
    'kube-linter/cluster-admin-role-binding',
    'polaris/clusterrolebindingClusterAdmin',
    'polaris/rolebindingClusterAdminClusterRole',
  ],
  tags: ['NSA-CISA: authorization'],
  help: 'write a role with what is needed, and bind that',
  fixable: false,

  *check({ object }) {
    const binding = bindingOf(object);
    if (binding?.role.kind !== 'ClusterRole') return;
    const role = binding.role.name.value;
    const isEverywhere = object.kind === 'ClusterRoleBinding';
    // `admin` and `edit` are made to be given in a namespace.
    if (role !== 'cluster-admin' && !(isEverywhere && (role === 'admin' || role === 'edit'))) return;
    const [first, ...more] = binding.subjects;
    if (!first) return;
    const who = `${nameSubject(first)}${more.length > 0 ? ` and ${more.length} more` : ''}`;
    const isProgram = binding.subjects.some(
      ({ kind, name }) => kind === 'ServiceAccount' || name.value.startsWith('system:serviceaccount'),
    );
    const where = object.namespace ? `namespace ${object.namespace.value}` : 'its namespace';
    const what =
      role !== 'cluster-admin'
        ? 'reads every secret and changes every workload of the cluster'
        : isEverywhere
          ? 'may do everything in the whole cluster'
          : `may do everything in ${where}, change its roles and quotas too`;
    yield {
      at: binding.role.name.at,
      aliases: [
        'KSV-0111',
        ...(role === 'cluster-admin' ? ['kube-linter/cluster-admin-role-binding'] : []),
        ...(role === 'cluster-admin' && isEverywhere ? ['polaris/clusterrolebindingClusterAdmin'] : []),
        ...(isEverywhere ? [] : ['polaris/rolebindingClusterAdminClusterRole']),
      ],
      message: `${who} ${what}`,
      severity: role === 'cluster-admin' && isEverywhere && isProgram ? 'high' : 'medium',
      ...(isEverywhere || role !== 'cluster-admin'
        ? {}
        : { help: 'bind admin or edit, which are made for a namespace, or a role of its own' }),
    };
  },
});
