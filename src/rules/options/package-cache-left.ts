import * as v from 'valibot';

/** Options of `package-cache-left`. */
export const packageCacheLeftOptions = v.object({
  /** Less than so many kilobytes are not told. */
  least: v.optional(v.pipe(v.number(), v.minValue(0)), 100),
});
