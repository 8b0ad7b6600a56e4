import type { Field } from '../../../core/site.ts';
import type { KubernetesObject } from '../../../workload/types.ts';
import type { Grant } from './roles.ts';

/** Where a grant says `*`. */
export function wildcardsOf({ resources, verbs }: Grant): {
  readonly resource?: Field<string>;
  readonly verb?: Field<string>;
} {
  const resource = resources.find(isWild);
  const verb = verbs.find(isWild);
  return { ...(resource ? { resource } : {}), ...(verb ? { verb } : {}) };
}

const isWild = ({ value }: Field<string>): boolean => value === '*';

/** The peers' ids for what is wild in a grant of a role. */
export function idsOfWildcards({ kind }: KubernetesObject, grant: Grant): string[] {
  const { resource, verb } = wildcardsOf(grant);
  return [
    ...(resource && verb && grant.groups.some(isWild) ? ['KSV-0044'] : []),
    ...(verb ? ['KSV-0045'] : []),
    ...(resource ? [kind === 'ClusterRole' ? 'KSV-0046' : 'KSV-0112'] : []),
    ...(verb || resource ? ['kube-linter/wildcard-in-rules'] : []),
  ];
}
