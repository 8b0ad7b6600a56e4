import type { Severity } from '../../core/severity.ts';
import { kubernetesRule } from '../rule.ts';
import { givenBy, type Power, resourcesOf } from '../support/kubernetes/powers.ts';
import { lessened, mayDo, reachOf } from '../support/kubernetes/reach.ts';
import { type Grant, grantsOf } from '../support/kubernetes/roles.ts';

const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** What others rely on can be changed under them. */
export const roleWrites = kubernetesRule({
  name: 'role-writes',
  title: 'Let a role write only what is its own',
  severity: 'medium',
  set: 'strict',
  aliases: [
    'KSV-0042',
    'KSV-0048',
    'KSV-0049',
    'KSV-0055',
    'KSV-0056',
    'KSV-0114',
    'kube-linter/access-to-create-pods',
  ],
  tags: ['NSA-CISA: authorization'],
  help: 'leave get, list and watch; or name the objects under resourceNames',
  fixable: false,

  *check({ object, delivery }) {
    for (const grant of grantsOf(object)) {
      for (const power of POWERS) {
        const given = givenBy(grant, power);
        if (!given || (power.and && !power.and(grant))) continue;
        const reach = reachOf(object, delivery);
        if (power.clusterWide && (object.kind === 'Role' || reach.scope === 'namespace')) continue;
        yield {
          at: given.at,
          also: reach.at,
          message: `${mayDo(object, reach, given.words, power.clusterWide)}: ${power.means}`,
          severity: power.severity === 'low' ? 'low' : lessened(reach, power.severity),
          aliases: power.aliases,
          help: power.help,
          key: given.words,
        };
      }
    }
  },
});

interface WritePower extends Power {
  readonly severity: Exclude<Severity, 'info'>;
  /** What else has to hold. */
  readonly and?: (grant: Grant) => boolean;
}

const POWERS: readonly WritePower[] = [
  {
    resources: [
      ...resourcesOf('', 'pods', 'replicationcontrollers'),
      ...resourcesOf('apps', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'),
      ...resourcesOf('batch', 'jobs', 'cronjobs'),
    ],
    verbs: ['create', 'update', 'patch'],
    means: 'a pod of their making has any secret and service account of its namespace',
    aliases: ['KSV-0048', 'kube-linter/access-to-create-pods'],
    help: 'let it change what is its own, under resourceNames; hold its pods to a Pod Security level by labels of the namespace',
    severity: 'high',
  },
  {
    resources: resourcesOf('', 'configmaps'),
    verbs: WRITE,
    means: 'they can change how any other program there runs',
    aliases: ['KSV-0049'],
    help: 'name the config maps under resourceNames; leader election needs leases of coordination.k8s.io only',
    severity: 'low',
  },
  {
    resources: [
      ...resourcesOf('', 'services', 'endpoints'),
      ...resourcesOf('discovery.k8s.io', 'endpointslices'),
      ...resourcesOf('networking.k8s.io', 'networkpolicies', 'ingresses'),
      ...resourcesOf('extensions', 'networkpolicies', 'ingresses'),
    ],
    verbs: WRITE,
    means: 'they can lead the traffic of others to themselves, and lift what keeps pods apart',
    aliases: ['KSV-0056'],
    help: 'leave get, list and watch; or name the objects under resourceNames',
    severity: 'medium',
  },
  {
    resources: resourcesOf(
      'admissionregistration.k8s.io',
      'mutatingwebhookconfigurations',
      'validatingwebhookconfigurations',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
    ),
    verbs: WRITE,
    clusterWide: true,
    means:
      'they can read and change every object that is sent to the cluster, secrets too, and switch admission control off',
    aliases: ['KSV-0114'],
    help: 'name its own configuration under resourceNames, with get, update and patch',
    severity: 'high',
  },
  {
    resources: resourcesOf('rbac.authorization.k8s.io', 'rolebindings'),
    verbs: ['update', 'patch'],
    and: (grant) =>
      givenBy(grant, {
        resources: resourcesOf('rbac.authorization.k8s.io', 'rolebindings'),
        verbs: ['get'],
      }) !== undefined,
    means: 'they can give the rights that they have to others',
    aliases: ['KSV-0055'],
    help: 'name the bindings under resourceNames, or leave get, list and watch',
    severity: 'low',
  },
  {
    resources: resourcesOf('', 'pods/log'),
    verbs: ['delete', 'deletecollection', 'create', 'update', 'patch'],
    means: 'logs can only be read, so that this grants nothing',
    aliases: ['KSV-0042'],
    help: 'leave get',
    severity: 'low',
  },
];
