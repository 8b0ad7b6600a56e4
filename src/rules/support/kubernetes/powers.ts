import type { Field } from '../../../core/site.ts';
import { listed } from '../../../core/words.ts';
import { type Grant, namedBy, openVerbs, type Resource } from './roles.ts';

/** Something that a role should not lightly let do. */
export interface Power {
  readonly resources: readonly Resource[];
  readonly verbs: readonly string[];
  /** Its resources have no namespace: a Role, or a ClusterRole that only RoleBindings bind, does not grant it. */
  readonly clusterWide?: true;
  /** What one is let do by it, behind the verbs and resources. */
  readonly means: string;
  /** The peers' ids. */
  readonly aliases: readonly string[];
  readonly help: string;
}

/** Resources of one API group. */
export const resourcesOf = (group: string, ...names: readonly string[]): Resource[] =>
  names.map((name) => ({ group, name }));

/** What of a power a grant gives, on whatever object; undefined: nothing, or what is told of its `*`. */
export function givenBy(
  grant: Grant,
  { resources, verbs }: Pick<Power, 'resources' | 'verbs'>,
): { readonly at: Field<string>['at']; readonly words: string } | undefined {
  const allowed = openVerbs(grant, verbs);
  const named = resources.flatMap((resource) => namedBy(grant, resource) ?? []);
  const [first] = named;
  if (!first || allowed.length === 0) return undefined;
  const names = [
    ...new Set(named.map(({ value }) => (value === '*' ? `every resource of ${groupsOf(grant)}` : value))),
  ];
  const doing = allowed[0] === '*' ? 'do everything with' : allowed.join(', ');
  return { at: first.at, words: `${doing} ${listed(names, 5)}` };
}

const groupsOf = ({ groups }: Grant): string => listed(groups.map(({ value }) => value));
