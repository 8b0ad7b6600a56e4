import * as v from 'valibot';

/** Options of `unowned-executables`. */
export const unownedExecutablesOptions = v.object({
  /** So many there may be; absent: they are not counted. */
  'max-unowned-executables': v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});
