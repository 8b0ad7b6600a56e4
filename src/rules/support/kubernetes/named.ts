import type { Field } from '../../../core/site.ts';
import type { Delivery, KubernetesObject } from '../../../workload/types.ts';
import { perDelivery } from './once.ts';
import { mayBeOne } from './selectors.ts';

/** Objects by kind and name. */
const byName = perDelivery(({ objects }) => Map.groupBy(objects, ({ kind, name }) => `${kind}\0${name}`));

/** The objects of a kind and name that may be in a namespace. */
export const objectsNamed = (
  delivery: Delivery,
  kind: string,
  name: string,
  namespace: Field<string> | undefined,
): KubernetesObject[] =>
  (byName(delivery).get(`${kind}\0${name}`) ?? []).filter((object) => mayBeOne(object.namespace, namespace));
