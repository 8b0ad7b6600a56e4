import * as v from 'valibot';

/** Options of `allowed-images`. */
export const allowedImagesOptions = v.object({
  /** Registries, or folders of them, whose images may run; absent: those of `allowed-bases`. */
  registries: v.optional(v.array(v.string()), []),
});
