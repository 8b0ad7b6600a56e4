import * as v from 'valibot';

/** Options of `system-end-of-life`. */
export const systemEndOfLifeOptions = v.object({
  /** The day to judge by. */
  today: v.optional(v.union([v.literal('now'), v.pipe(v.string(), v.isoDate())]), 'now'),
  /** How many days before the end to speak. */
  'warn-days': v.optional(v.pipe(v.number(), v.minValue(0)), 90),
});
