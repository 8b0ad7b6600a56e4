import * as v from 'valibot';

/** Options of `pin-action`. */
export const pinActionOptions = v.object({
  /** Owners, or `owner/repository`, whose tags and branches are trusted: one's own organization, for example. */
  trusted: v.optional(v.array(v.string()), []),
});
