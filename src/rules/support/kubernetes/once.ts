import type { ComposeProject, Delivery } from '../../../workload/types.ts';

/** What several rules ask of a delivery, made once for each. */
export const perDelivery: <T>(make: (delivery: Delivery) => T) => (delivery: Delivery) => T = per;

/** What several rules ask of a Compose project, made once for each. */
export const perProject: <T>(make: (project: ComposeProject) => T) => (project: ComposeProject) => T = per;

function per<Key extends object, T>(make: (key: Key) => T): (key: Key) => T {
  const known = new WeakMap<Key, { readonly made: T }>();
  return (key) => {
    const before = known.get(key);
    if (before) return before.made;
    const made = make(key);
    known.set(key, { made });
    return made;
  };
}
