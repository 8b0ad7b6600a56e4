import type { Delivery } from '../../../workload/types.ts';

/** What several rules ask of a delivery, made once for each. */
export function perDelivery<T>(make: (delivery: Delivery) => T): (delivery: Delivery) => T {
  const known = new WeakMap<Delivery, { readonly made: T }>();
  return (delivery) => {
    const before = known.get(delivery);
    if (before) return before.made;
    const made = make(delivery);
    known.set(delivery, { made });
    return made;
  };
}
