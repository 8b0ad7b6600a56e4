import type { Field } from '../../../core/site.ts';
import type { KubernetesObject } from '../../../workload/types.ts';
import { at, entriesOf, itemsOf, textField, textFields, textOf } from '../../../yaml/look.ts';

/** One of the rules of a Role or ClusterRole: what it lets its subjects do. */
export interface Grant {
  readonly groups: readonly Field<string>[];
  readonly resources: readonly Field<string>[];
  readonly verbs: readonly Field<string>[];
  /** Empty: whatever the name. */
  readonly names: readonly Field<string>[];
  readonly urls: readonly Field<string>[];
}

const RBAC = 'rbac.authorization.k8s.io';

/** The API group of an object: '' for the core. */
export const groupOf = ({ apiVersion }: Pick<KubernetesObject, 'apiVersion'>): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

export const isRole = (object: KubernetesObject): boolean =>
  groupOf(object) === RBAC && (object.kind === 'Role' || object.kind === 'ClusterRole');

export const isBinding = (object: KubernetesObject): boolean =>
  groupOf(object) === RBAC && (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding');

/** What a role grants; [] for any other object, and where the cluster gathers the rules from other roles. */
export function grantsOf(object: KubernetesObject): Grant[] {
  if (!isRole(object) || entriesOf(at(object.node, 'aggregationRule')).length > 0) return [];
  return itemsOf(at(object.node, 'rules')).map((rule) => ({
    groups: textFields(at(rule, 'apiGroups')),
    resources: textFields(at(rule, 'resources')),
    verbs: textFields(at(rule, 'verbs')),
    names: textFields(at(rule, 'resourceNames')),
    urls: textFields(at(rule, 'nonResourceURLs')),
  }));
}

/** The roles of the cluster's own that a ClusterRole is made part of: `view`, `edit`, `admin`. */
export const aggregatesTo = ({ node }: KubernetesObject): string[] =>
  entriesOf(at(node, 'metadata', 'labels')).flatMap(({ key, value }) => {
    const prefix = `${RBAC}/aggregate-to-`;
    return key.startsWith(prefix) && textOf(value) === 'true' ? [key.slice(prefix.length)] : [];
  });

/** A resource of an API group: `pods/exec` of ''. */
export interface Resource {
  readonly group: string;
  readonly name: string;
}

/** Whether the API groups of a grant have the core's among them: `*` of its resources is then told by itself. */
export const hasCore = ({ groups }: Grant): boolean =>
  groups.some(({ value }) => value === '*' || value === '');

/**
 * Where a grant names a resource, or all those of its group; undefined: it does not, or only by a `*` that has the core
 * in it. As the RBAC authorizer compares: a subresource is named in full or as `*` and its name, and `pods/*` is a name
 * like any other.
 */
export function namedBy(grant: Grant, { group, name }: Resource): Field<string> | undefined {
  const { groups, resources } = grant;
  if (!groups.some(({ value }) => value === '*' || value === group)) return undefined;
  const slash = name.indexOf('/');
  const isAllTold = hasCore(grant);
  return resources.find(
    ({ value }) =>
      value === name || (slash !== -1 && value === `*${name.slice(slash)}`) || (value === '*' && !isAllTold),
  );
}

/** Those of some verbs that a grant has, as it writes them: `*` is all of them. */
export function verbsOf({ verbs }: Grant, wanted: readonly string[]): string[] {
  const all = verbs.find(({ value }) => value === '*');
  return all ? ['*'] : verbs.flatMap(({ value }) => (wanted.includes(value) ? [value] : []));
}

/** Requests that have no name of an object: a grant for objects by name does not allow them. */
const NAMELESS = new Set(['create', 'deletecollection']);

/** Those of some verbs that a grant allows on every object of a resource. */
export const openVerbs = (grant: Grant, wanted: readonly string[]): string[] =>
  grant.names.length > 0 ? [] : verbsOf(grant, wanted);

/** Those of some verbs that a grant allows on an object of a name. */
export function verbsOn(grant: Grant, name: string, wanted: readonly string[]): string[] {
  if (grant.names.length === 0) return verbsOf(grant, wanted);
  if (!grant.names.some(({ value }) => value === name)) return [];
  return verbsOf(
    grant,
    wanted.filter((verb) => !NAMELESS.has(verb)),
  );
}

/** Who a binding gives its role to. */
export interface Subject {
  readonly kind: string;
  readonly name: Field<string>;
  readonly namespace?: string;
}

export interface Binding {
  readonly object: KubernetesObject;
  /** `Role` or `ClusterRole`, and its name. */
  readonly role: { readonly kind: string; readonly name: Field<string> };
  readonly subjects: readonly Subject[];
}

/** A RoleBinding or ClusterRoleBinding; undefined for any other object, and for one without a role. */
export function bindingOf(object: KubernetesObject): Binding | undefined {
  if (!isBinding(object)) return undefined;
  const role = at(object.node, 'roleRef');
  const name = textField(at(role, 'name'));
  if (!name) return undefined;
  return {
    object,
    role: { kind: textOf(at(role, 'kind')) ?? '', name },
    subjects: itemsOf(at(object.node, 'subjects')).flatMap((node): Subject[] => {
      const subject = textField(at(node, 'name'));
      const namespace = textOf(at(node, 'namespace')) ?? object.namespace?.value;
      return subject
        ? [
            {
              kind: textOf(at(node, 'kind')) ?? '',
              name: subject,
              ...(namespace === undefined ? {} : { namespace }),
            },
          ]
        : [];
    }),
  };
}
