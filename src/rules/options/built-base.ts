import * as v from 'valibot';

/** Options of `built-base`. */
export const builtBaseOptions = v.object({
  /** Images that may be built upon; absent: those of `allowed-bases`. */
  bases: v.optional(v.array(v.string()), []),
  /** Registries, or folders of them, whose images may be built upon; absent: those of `allowed-bases`. */
  registries: v.optional(v.array(v.string()), []),
});
