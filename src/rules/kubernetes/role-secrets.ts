import { kubernetesRule } from '../rule.ts';
import { givenBy, resourcesOf } from '../support/kubernetes/powers.ts';
import { lessened, mayDo, reachOf } from '../support/kubernetes/reach.ts';
import { aggregatesTo, grantsOf } from '../support/kubernetes/roles.ts';

const SECRETS = resourcesOf('', 'secrets');
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Among the secrets of a namespace are the tokens and keys of everything else in it. */
export const roleSecrets = kubernetesRule({
  name: 'role-secrets',
  title: 'Let a role have the secrets that it needs by their names',
  severity: 'high',
  set: 'strict',
  aliases: ['KSV-0041', 'KSV-0113', 'kube-linter/access-to-secrets'],
  tags: ['NSA-CISA: authorization', 'NSA-CISA: secrets'],
  help: 'name the secrets under resourceNames, with get; or mount them, which needs no right',
  fixable: false,

  *check({ object, delivery }) {
    for (const grant of grantsOf(object)) {
      const read = givenBy(grant, { resources: SECRETS, verbs: READ });
      const given = read ?? givenBy(grant, { resources: SECRETS, verbs: WRITE });
      if (!given) continue;
      const reach = reachOf(object, delivery);
      const isInView = read && aggregatesTo(object).includes('view');
      const means = isInView
        ? ', which view leaves out on purpose'
        : read
          ? ', those of everything else that runs there included'
          : '';
      yield {
        at: given.at,
        also: reach.at,
        message: `${mayDo(object, reach, given.words)}${means}`,
        severity: read ? lessened(reach, 'high') : 'low',
        aliases: [object.kind === 'ClusterRole' ? 'KSV-0041' : 'KSV-0113', 'kube-linter/access-to-secrets'],
        ...(read ? {} : { help: 'name the secrets under resourceNames; create cannot be limited to a name' }),
      };
    }
  },
});
