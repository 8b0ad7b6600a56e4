import * as v from 'valibot';

/** Options of `setuid-files`. */
export const setuidFilesOptions = v.object({
  /** Files that may have these bits, by their path in the image. */
  allow: v.optional(v.array(v.string()), []),
});
