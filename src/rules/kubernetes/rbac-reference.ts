import type { SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import type { Delivery, KubernetesObject } from '../../workload/types.ts';
import { kubernetesRule } from '../rule.ts';
import { objectsNamed } from '../support/kubernetes/named.ts';
import { bindingOf, type Subject } from '../support/kubernetes/roles.ts';

/** A right that leads nowhere is missed when it is needed, and goes to whoever takes the name. */
export const rbacReference = kubernetesRule({
  name: 'rbac-reference',
  title: 'Deliver the service accounts and roles that are named',
  severity: 'low',
  set: 'strict',
  aliases: ['kube-linter/non-existent-service-account'],
  help: 'deliver it too, or use the name of one that is there',
  fixable: false,

  *check({ object, delivery }) {
    yield* accounts(object, delivery);
    const binding = bindingOf(object);
    if (!binding) return;
    const { role, subjects } = binding;
    const isThere =
      IS_BUILT_IN.test(role.name.value) ||
      objectsNamed(delivery, role.kind, role.name.value, namespaceOfRole(object, role.kind)).length > 0;
    if (!isThere)
      yield {
        at: role.name.at,
        aliases: [],
        message: `the ${object.kind} ${object.name} binds the ${role.kind} ${role.name.value}, which nothing here makes: until it is there it grants nothing`,
      };
    for (const subject of subjects) if (isMissing(subject, delivery)) yield missing(subject, object);
  },
});

/** Those that the cluster makes. */
const IS_BUILT_IN = /^(?:cluster-admin|admin|edit|view|system:.*|extension-apiserver-authentication-reader)$/;

const namespaceOfRole = ({ namespace }: KubernetesObject, kind: string): KubernetesObject['namespace'] =>
  kind === 'Role' ? namespace : undefined;

const isMissing = ({ kind, name, namespace }: Subject, delivery: Delivery): boolean =>
  kind === 'ServiceAccount' &&
  name.value !== 'default' &&
  // The cluster's own controllers have theirs there.
  namespace !== 'kube-system' &&
  objectsNamed(
    delivery,
    kind,
    name.value,
    namespace === undefined ? undefined : { value: namespace, at: name.at },
  ).length === 0;

const missing = ({ name, namespace }: Subject, { kind, name: binding }: KubernetesObject): SitedProblem => ({
  at: name.at,
  aliases: [],
  message: `the ${kind} ${binding} gives rights to the service account ${namespace ? `${namespace}/` : ''}${name.value}, which nothing here makes: whoever makes one of that name has them`,
});

/** The accounts that the pods of an object run as. */
function* accounts(object: KubernetesObject, delivery: Delivery): Generator<SitedProblem> {
  const told = new Set<string>();
  for (const workload of [object.workload, ...(object.otherWorkloads ?? [])]) {
    const account = workload?.pod.serviceAccount;
    if (!account?.value || account.value === 'default' || told.has(account.value)) continue;
    told.add(account.value);
    if (objectsNamed(delivery, 'ServiceAccount', account.value, object.namespace).length > 0) continue;
    yield pods(object, account.value, account.at);
  }
}

const pods = ({ kind, name }: KubernetesObject, account: string, at: Site): SitedProblem => ({
  at,
  message: `the pods of ${kind} ${name} run as the service account ${account}, which nothing here makes: without it none of them is made`,
  severity: 'medium',
});
