import * as v from 'valibot';

/** Options of `docs-left`. */
export const docsLeftOptions = v.object({
  /** Less than so many megabytes below one folder are not told. */
  least: v.optional(v.pipe(v.number(), v.minValue(0)), 5),
});
