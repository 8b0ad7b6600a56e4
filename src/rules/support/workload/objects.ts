import type { Delivery, KubernetesObject, Workload } from '../../../workload/types.ts';
import { at, entriesOf, textOf } from '../../../yaml/look.ts';
import { perDelivery } from '../kubernetes/once.ts';

const byKind = perDelivery(({ objects }) =>
  Map.groupBy(objects, ({ kind, namespace }) => `${kind}\0${namespace?.value ?? ''}`),
);

/** The objects of a kind in the namespace of a workload or object. */
export const objectsBeside = (
  delivery: Delivery,
  kind: string,
  { namespace }: Pick<Workload, 'namespace'>,
): readonly KubernetesObject[] => byKind(delivery).get(`${kind}\0${namespace?.value ?? ''}`) ?? [];

/** A Service with the labels that it selects pods by: `key\0value`. */
interface Leading {
  readonly service: KubernetesObject;
  readonly wanted: readonly string[];
}

/** The Services of a delivery by namespace and the label that fewest of them select by; one without a selector leads nowhere here. */
const leading = perDelivery(({ objects }) => {
  const all: Leading[] = [];
  const counts = new Map<string, number>();
  for (const service of objects) {
    if (service.kind !== 'Service' || service.apiVersion !== 'v1') continue;
    const wanted = entriesOf(at(service.node, 'spec', 'selector')).map(
      ({ key, value }) => `${key}\0${textOf(value) ?? ''}`,
    );
    if (wanted.length > 0) all.push({ service, wanted });
    for (const label of wanted) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const rarest = (labels: readonly string[]): string =>
    labels.reduce((best, label) => (counts.get(label)! < counts.get(best)! ? label : best));
  return Map.groupBy(
    all,
    ({ service: { namespace }, wanted }) => `${namespace?.value ?? ''}\0${rarest(wanted)}`,
  );
});

const led = perDelivery(() => new Map<string, readonly KubernetesObject[]>());

/** Nobody has so many Services for one pod: no more are looked at, so that the time stays in proportion. */
const MOST = 200;

/** The Services that lead to the pods of a workload, by their labels; of very many the first. */
export function servicesTo({ namespace, labels }: Workload, delivery: Delivery): readonly KubernetesObject[] {
  const own = new Set([...labels].map(([key, { value }]) => `${key}\0${value}`));
  const key = [namespace?.value ?? '', ...own].join('\0\0');
  const known = led(delivery).get(key);
  if (known) return known;
  const index = leading(delivery);
  const found: KubernetesObject[] = [];
  for (const label of own) {
    for (const { service, wanted } of index.get(`${namespace?.value ?? ''}\0${label}`) ?? []) {
      if (found.length === MOST) break;
      if (wanted.every((one) => own.has(one))) found.push(service);
    }
  }
  led(delivery).set(key, found);
  return found;
}
