import type { KubernetesObject } from '../../workload/types.ts';
import { kubernetesRule } from '../rule.ts';
import { givenBy, type Power, resourcesOf } from '../support/kubernetes/powers.ts';
import { lessened, mayDo, type Reach, reachOf } from '../support/kubernetes/reach.ts';
import { grantsOf } from '../support/kubernetes/roles.ts';

/** A shell in a pod has what the pod has: its secrets, its token, its network. */
export const rolePodShell = kubernetesRule({
  name: 'role-pod-shell',
  title: 'Let no role run commands in the pods of others',
  severity: 'high',
  set: 'recommended',
  aliases: [
    'KSV-0053',
    'KSV-0054',
    'polaris/clusterrolePodExecAttach',
    'polaris/rolePodExecAttach',
    'polaris/clusterrolebindingPodExecAttach',
    'polaris/rolebindingClusterRolePodExecAttach',
    'polaris/rolebindingRolePodExecAttach',
  ],
  tags: ['NSA-CISA: authorization'],
  help: 'take the resource out; a person who looks after it gets the right for the time that it takes',
  fixable: false,

  *check({ object, delivery }) {
    for (const grant of grantsOf(object)) {
      for (const power of POWERS) {
        const given = givenBy(grant, power);
        if (!given) continue;
        const reach = reachOf(object, delivery);
        yield {
          at: given.at,
          also: reach.at,
          message: `${mayDo(object, reach, given.words)}: ${power.means}`,
          severity: lessened(reach, 'high'),
          aliases: power.aliases.length > 0 ? [...power.aliases, ...polarisIds(object, reach)] : [],
          key: given.words,
          ...(power.help ? { help: power.help } : {}),
        };
      }
    }
  },
});

/** Polaris says it of the role, and once more of what binds it. */
function polarisIds({ kind }: KubernetesObject, { scope, at }: Reach): string[] {
  const isCluster = kind === 'ClusterRole';
  const role = isCluster ? 'polaris/clusterrolePodExecAttach' : 'polaris/rolePodExecAttach';
  if (at.length === 0) return [role];
  if (!isCluster) return [role, 'polaris/rolebindingRolePodExecAttach'];
  const binding = scope === 'cluster' ? 'clusterrolebinding' : 'rolebindingClusterRole';
  return [role, `polaris/${binding}PodExecAttach`];
}

const POWERS: readonly (Omit<Power, 'help'> & { readonly help?: string })[] = [
  {
    resources: resourcesOf('', 'pods/exec'),
    // A websocket starts with a GET.
    verbs: ['create', 'get'],
    means: 'that is a shell in any pod, with its secrets and its service account',
    aliases: ['KSV-0053'],
  },
  {
    resources: resourcesOf('', 'pods/attach'),
    verbs: ['create', 'get'],
    means: 'they read and write what any running program reads and writes',
    aliases: ['KSV-0054'],
  },
  {
    resources: resourcesOf('', 'pods/ephemeralcontainers'),
    verbs: ['update', 'patch'],
    means: 'they can put a container of their own into any running pod',
    aliases: [],
    help: 'take the resource out; kubectl debug can make a copy of the pod without it',
  },
];
