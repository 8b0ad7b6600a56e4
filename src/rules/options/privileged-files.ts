import * as v from 'valibot';

/** Options of `privileged-files`. */
export const privilegedFilesOptions = v.object({
  /** Files that may have capabilities, by their path in the image. */
  allow: v.optional(v.array(v.string()), []),
});
