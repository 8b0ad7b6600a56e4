import { listed } from '../../core/words.ts';
import { kubernetesRule } from '../rule.ts';
import { lessened, mayDo, reachOf } from '../support/kubernetes/reach.ts';
import { grantsOf, hasCore } from '../support/kubernetes/roles.ts';
import { idsOfWildcards, wildcardsOf } from '../support/kubernetes/wildcards.ts';

/** Every resource is every secret, and a shell in every pod. */
export const roleWildcards = kubernetesRule({
  name: 'role-wildcards',
  title: 'Let no role have every resource',
  severity: 'critical',
  set: 'recommended',
  aliases: [
    'KSV-0044',
    'KSV-0045',
    'KSV-0046',
    'KSV-0112',
    'kube-linter/wildcard-in-rules',
    'polaris/rolebindingClusterAdminRole',
  ],
  tags: ['NSA-CISA: authorization'],
  help: 'list the resources and verbs that are needed, by API group',
  fixable: false,

  *check({ object, delivery }) {
    for (const grant of grantsOf(object)) {
      const { resource, verb } = wildcardsOf(grant);
      if (!resource || !hasCore(grant) || grant.verbs.length === 0) continue;
      // What is limited to names is so for every resource.
      if (grant.names.length > 0) continue;
      const reach = reachOf(object, delivery);
      const doing = verb
        ? 'do everything with'
        : listed(
            grant.verbs.map(({ value }) => value),
            5,
          );
      yield {
        at: resource.at,
        also: reach.at,
        message: `${mayDo(object, reach, `${doing} every resource`)}, secrets included`,
        severity: lessened(reach, verb ? 'critical' : 'high'),
        aliases: [
          ...idsOfWildcards(object, grant),
          ...(verb && object.kind === 'Role' && reach.at.length > 0
            ? ['polaris/rolebindingClusterAdminRole']
            : []),
        ],
      };
    }
  },
});
