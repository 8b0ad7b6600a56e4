import type { SitedProblem } from '../../core/finding.ts';
import type { Field } from '../../core/site.ts';
import { kubernetesRule } from '../rule.ts';
import { givenBy, type Power, resourcesOf } from '../support/kubernetes/powers.ts';
import { lessened, mayDo, type Reach, reachOf } from '../support/kubernetes/reach.ts';
import { type Grant, grantsOf, namedBy, openVerbs, verbsOn } from '../support/kubernetes/roles.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** Who may give himself rights, or act as another, has all of them. */
export const roleEscalation = kubernetesRule({
  name: 'role-escalation',
  title: 'Let no role give its holders more rights than it has',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0043', 'KSV-0047', 'KSV-0050', 'KSV-0051', 'KSV-0052', 'KSV-0115'],
  tags: ['NSA-CISA: authorization'],
  help: 'take the verb out, or limit it with resourceNames to what it is for',
  fixable: false,

  *check({ object, delivery }) {
    const grants = grantsOf(object);
    if (grants.length === 0) return;
    const reach = reachOf(object, delivery);
    const tell = (
      at: Field<string>['at'],
      what: string,
      means: string,
      power: Pick<Power, 'aliases' | 'help' | 'clusterWide'>,
    ) => ({
      at,
      also: reach.at,
      message: `${mayDo(object, reach, what, power.clusterWide)}: ${means}`,
      severity: lessened(reach, 'high'),
      aliases: power.aliases,
      help: power.help,
      key: what,
    });
    const ofBindings = idsOfBindings(grants);
    for (const grant of grants) {
      for (const power of POWERS) {
        if (power.clusterWide && !mayBeClusterWide(object.kind, reach)) continue;
        const given = givenBy(grant, power);
        if (!given) continue;
        const aliases =
          power === RIGHTS && mayBind(grant) ? [...power.aliases, ...ofBindings] : power.aliases;
        yield tell(given.at, given.words, power.means, { ...power, aliases });
      }
      yield* named(grant, tell);
    }
  },
});

/** What a namespace limits reaches nothing that has none. */
const mayBeClusterWide = (kind: string, { scope }: Reach): boolean =>
  kind === 'ClusterRole' && scope !== 'namespace';

/** Writing roles with any right, and binding any role. */
const RIGHTS: Power = {
  resources: resourcesOf(RBAC, 'roles', 'clusterroles'),
  verbs: ['escalate', 'bind'],
  means: 'they can give themselves every right, cluster-admin too',
  aliases: ['KSV-0050'],
  help: 'take escalate and bind out: without them, roles and bindings can still be written, with the rights that the writer has; or name the roles that may be bound under resourceNames',
};

const POWERS: readonly Power[] = [
  RIGHTS,
  {
    resources: resourcesOf('', 'users', 'groups'),
    verbs: ['impersonate'],
    clusterWide: true,
    means: 'they can act as any of them, and as system:masters',
    aliases: ['KSV-0043'],
    help: 'name whom they may act as, under resourceNames',
  },
  {
    resources: resourcesOf('', 'serviceaccounts'),
    verbs: ['impersonate'],
    means: 'they can act as any of them, whatever its rights',
    aliases: [],
    help: 'name the verbs without impersonate, or name the service accounts under resourceNames',
  },
  {
    resources: resourcesOf('', 'serviceaccounts/token'),
    verbs: ['create'],
    means: 'they can make a token for any of them, whatever its rights',
    aliases: [],
    help: 'name the service accounts that they may have tokens of, under resourceNames',
  },
  {
    resources: resourcesOf('', 'nodes/proxy'),
    verbs: ['get', 'create'],
    clusterWide: true,
    means:
      'the kubelet runs commands in every pod of the node for them, and no audit log of the API server has it',
    aliases: ['KSV-0047'],
    help: 'what scrapes or reads logs needs nodes/metrics, nodes/stats or nodes/log',
  },
];

const mayBind = (grant: Grant): boolean => openVerbs(grant, ['bind']).length > 0;

/** Binding is only half of it without the right to write bindings. */
function idsOfBindings(grants: readonly Grant[]): string[] {
  const creates = (name: string) =>
    grants.some((grant) => givenBy(grant, { resources: resourcesOf(RBAC, name), verbs: ['create'] }));
  return [
    ...(creates('rolebindings') ? ['KSV-0051'] : []),
    ...(creates('clusterrolebindings') ? ['KSV-0052'] : []),
  ];
}

/** What is dangerous under one name alone. */
function* named(
  grant: Grant,
  tell: (
    at: Field<string>['at'],
    what: string,
    means: string,
    power: Pick<Power, 'aliases' | 'help'>,
  ) => SitedProblem,
): Generator<SitedProblem> {
  for (const { resource, name, verbs, means, aliases, help } of NAMED) {
    const at = grant.names.find(({ value }) => value === name);
    const isNamed = at && namedBy(grant, resource);
    if (!isNamed) continue;
    const allowed = verbsOn(grant, name, verbs);
    if (allowed.length === 0) continue;
    const doing = allowed[0] === '*' ? 'do everything with' : allowed.join(', ');
    yield tell(at.at, `${doing} ${isNamed.value} ${name}`, means, { aliases, help });
  }
}

const NAMED = [
  {
    resource: { group: '', name: 'configmaps' },
    name: 'aws-auth',
    verbs: ['update', 'patch', 'delete'],
    means: 'on EKS it says which IAM role is which user of the cluster, an administrator too',
    aliases: ['KSV-0115'],
    help: 'let them read it only, or use EKS access entries, which IAM guards',
  },
  {
    resource: { group: '', name: 'groups' },
    name: 'system:masters',
    verbs: ['impersonate'],
    means: 'that group is past all authorization',
    aliases: ['KSV-0043'],
    help: 'name another group',
  },
  {
    resource: { group: RBAC, name: 'clusterroles' },
    name: 'cluster-admin',
    verbs: ['bind', 'escalate'],
    means: 'that role has every right',
    aliases: ['KSV-0050'],
    help: 'name another role',
  },
] as const;
