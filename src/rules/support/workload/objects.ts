import type { Delivery, KubernetesObject, Workload } from '../../../workload/types.ts';
import { at, entriesOf, textOf } from '../../../yaml/look.ts';

/** The objects of a delivery by kind and namespace, and its Services by what they select: made once for all rules. */
interface Index {
  readonly byKind: Map<string, KubernetesObject[]>;
  readonly services: Map<string, KubernetesObject[]>;
}

const indexes = new WeakMap<Delivery, Index>();

/** The objects of a kind in the namespace of a workload or object. */
export const objectsBeside = (
  delivery: Delivery,
  kind: string,
  { namespace }: Pick<Workload, 'namespace'>,
): readonly KubernetesObject[] => indexOf(delivery).byKind.get(`${kind}\0${namespace?.value ?? ''}`) ?? [];

/** The Services that lead to the pods of a workload, by their labels. */
export function servicesTo({ namespace, labels }: Workload, delivery: Delivery): KubernetesObject[] {
  const { services } = indexOf(delivery);
  const found = [...labels].flatMap(
    ([key, { value }]) => services.get(`${namespace?.value ?? ''}\0${key}\0${value}`) ?? [],
  );
  return found.filter(({ node }) =>
    entriesOf(at(node, 'spec', 'selector')).every(
      ({ key, value }) => labels.get(key)?.value === textOf(value),
    ),
  );
}

function indexOf(delivery: Delivery): Index {
  const known = indexes.get(delivery);
  if (known) return known;
  const made: Index = { byKind: new Map(), services: new Map() };
  for (const object of delivery.objects) {
    const namespace = object.namespace?.value ?? '';
    push(made.byKind, `${object.kind}\0${namespace}`, object);
    if (object.kind !== 'Service' || object.apiVersion !== 'v1') continue;
    // One label of the selector is enough to find it by; one without a selector leads nowhere here.
    const [first] = entriesOf(at(object.node, 'spec', 'selector'));
    if (first) push(made.services, `${namespace}\0${first.key}\0${textOf(first.value) ?? ''}`, object);
  }
  indexes.set(delivery, made);
  return made;
}

function push(map: Map<string, KubernetesObject[]>, key: string, object: KubernetesObject): void {
  const list = map.get(key);
  if (list) list.push(object);
  else map.set(key, [object]);
}
