import * as v from 'valibot';

/** Options of `duplicate-files`. */
export const duplicateFilesOptions = v.object({
  /** Less than so many megabytes that one content takes too much are not told. */
  least: v.optional(v.pipe(v.number(), v.minValue(0)), 5),
});
