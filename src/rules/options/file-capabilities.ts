import * as v from 'valibot';

/** Options of `file-capabilities`. */
export const fileCapabilitiesOptions = v.object({
  /** Files that may have capabilities, by their path in the image. */
  allow: v.optional(v.array(v.string()), []),
});
