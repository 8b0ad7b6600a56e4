import * as v from 'valibot';

/** Options of `restart-policy`. */
export const restartPolicyOptions = v.object({
  /** Ask it of every service, also in a project in which no service is restarted. */
  everywhere: v.optional(v.boolean(), false),
});
