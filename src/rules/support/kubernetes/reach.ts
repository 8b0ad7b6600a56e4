import type { Severity } from '../../../core/severity.ts';
import type { Site } from '../../../core/site.ts';
import type { Delivery, KubernetesObject } from '../../../workload/types.ts';
import { perDelivery } from './once.ts';
import { aggregatesTo, type Binding, bindingOf } from './roles.ts';

/** How far what a role grants goes. */
export interface Reach {
  /** `unbound`: nothing of the delivery binds it. */
  readonly scope: 'cluster' | 'namespace' | 'unbound';
  /** For the end of a sentence: “in every namespace”. */
  readonly words: string;
  /** Who has it, where a binding says so: “ServiceAccount shop/web”. */
  readonly holders: readonly string[];
  /** The bindings. */
  readonly at: readonly Site[];
}

/** What the bindings of a role say together. */
interface Bound extends Pick<Reach, 'holders' | 'at'> {
  readonly isEverywhere: boolean;
}

/** The bindings of a delivery by the role that they give. */
const boundByRole = perDelivery(({ objects }): ReadonlyMap<string, Bound> => {
  const byRole = Map.groupBy(
    objects.flatMap((object) => bindingOf(object) ?? []),
    ({ role: { kind, name }, object }) => keyOf(kind, name.value, object),
  );
  return new Map([...byRole].map(([key, bindings]) => [key, together(bindings)]));
});

const together = (bindings: readonly Binding[]): Bound => ({
  holders: bindings.flatMap(({ subjects }) => subjects.map(nameSubject)),
  at: bindings.slice(0, MOST).map(({ role: { name } }) => name.at),
  isEverywhere: bindings.some(({ object }) => object.kind === 'ClusterRoleBinding'),
});

const keyOf = (kind: string, name: string, { namespace }: KubernetesObject): string =>
  `${kind}\0${kind === 'Role' ? (namespace?.value ?? '') : ''}\0${name}`;

const reaches = perDelivery(() => new Map<KubernetesObject, Reach>());

/** How far a role goes, by what binds it. */
export function reachOf(role: KubernetesObject, delivery: Delivery): Reach {
  const known = reaches(delivery).get(role);
  if (known) return known;
  const made = readReach(role, delivery);
  reaches(delivery).set(role, made);
  return made;
}

/** So many bindings of a role are pointed at. */
const MOST = 5;

function readReach(role: KubernetesObject, delivery: Delivery): Reach {
  const isNamespaced = role.kind === 'Role';
  const bound = boundByRole(delivery).get(keyOf(role.kind, role.name, role));
  const made = { holders: bound?.holders ?? [], at: bound?.at ?? [] };
  const parents = isNamespaced ? [] : aggregatesTo(role);
  if (parents.length > 0)
    return { ...made, scope: 'cluster', words: `for whoever has the ClusterRole ${parents.join(' or ')}` };
  if (bound?.isEverywhere) return { ...made, scope: 'cluster', words: 'in every namespace' };
  if (isNamespaced)
    return {
      ...made,
      scope: bound ? 'namespace' : 'unbound',
      words: `in ${role.namespace ? `namespace ${role.namespace.value}` : 'its namespace'}`,
    };
  return bound
    ? { ...made, scope: 'namespace', words: 'in the namespaces that it is bound in' }
    : { ...made, scope: 'unbound', words: 'wherever it is bound' };
}

/** `ServiceAccount shop/web`. */
export const nameSubject = ({ kind, name, namespace }: Binding['subjects'][number]): string =>
  `${kind} ${kind === 'ServiceAccount' && namespace ? `${namespace}/` : ''}${name.value}`;

/**
 * Who may do something and where: “ServiceAccount shop/web may read every secret in every namespace”.
 * @param isClusterWide it is about what has no namespace
 */
export function mayDo(
  role: KubernetesObject,
  { holders, words, scope }: Reach,
  what: string,
  isClusterWide = false,
): string {
  const [first] = holders;
  const who =
    first === undefined
      ? `whoever gets ${role.name ? `${role.kind} ${role.name}` : `this ${role.kind}`}`
      : holders.length === 1
        ? first
        : `${first} and ${holders.length - 1} more`;
  const where = isClusterWide && scope === 'cluster' ? '' : ` ${words}`;
  return `${who} may ${what}${where}`;
}

/** The severity of what reaches the whole cluster, one less for what does not. */
export const lessened = (
  { scope }: Reach,
  whole: Exclude<Severity, 'info' | 'low'>,
): Exclude<Severity, 'info'> => (scope === 'cluster' ? whole : LESS[whole]);

const LESS = { critical: 'high', high: 'medium', medium: 'low' } as const;
