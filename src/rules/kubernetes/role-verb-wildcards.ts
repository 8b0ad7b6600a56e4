import type { SitedProblem } from '../../core/finding.ts';
import { listed } from '../../core/words.ts';
import { kubernetesRule } from '../rule.ts';
import { mayDo, reachOf } from '../support/kubernetes/reach.ts';
import { grantsOf, hasCore } from '../support/kubernetes/roles.ts';
import { idsOfWildcards, wildcardsOf } from '../support/kubernetes/wildcards.ts';

/** `*` is also what later releases add. */
export const roleVerbWildcards = kubernetesRule({
  name: 'role-verb-wildcards',
  title: 'Name the verbs and resources of a role',
  severity: 'low',
  set: 'strict',
  aliases: ['KSV-0044', 'KSV-0045', 'KSV-0046', 'KSV-0112', 'kube-linter/wildcard-in-rules'],
  tags: ['NSA-CISA: authorization'],
  help: 'list the verbs and resources that are needed in place of *',
  fixable: false,

  *check({ object, delivery }) {
    for (const grant of grantsOf(object)) {
      const { resource, verb } = wildcardsOf(grant);
      const url = grant.urls.find(({ value }) => value === '*');
      const at = resource ?? verb ?? url;
      // `*` of everything is told by role-wildcards.
      const isTold = resource && hasCore(grant) && grant.names.length === 0;
      if (!at || isTold) continue;
      const reach = reachOf(object, delivery);
      const what = url
        ? `${verb ? 'use' : verbsOf(grant)} every path of the API server that is no resource`
        : `${verb ? 'do everything with' : verbsOf(grant)} ${resourcesOf(grant)}`;
      yield {
        at: at.at,
        also: reach.at,
        message: `${mayDo(object, reach, what)}, and whatever later releases add to *`,
        aliases: idsOfWildcards(object, grant),
      } satisfies SitedProblem;
    }
  },
});

type Grant = ReturnType<typeof grantsOf>[number];

const verbsOf = ({ verbs }: Grant): string =>
  listed(
    verbs.map(({ value }) => value),
    5,
  );

const resourcesOf = ({ resources, groups }: Grant): string => {
  const of = listed(
    groups.map(({ value }) => value || 'the core'),
    5,
  );
  return resources.some(({ value }) => value === '*')
    ? `every resource of ${of}`
    : listed(
        resources.map(({ value }) => value),
        5,
      );
};
