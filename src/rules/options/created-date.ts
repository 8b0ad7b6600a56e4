import * as v from 'valibot';

/** Options of `created-date`. */
export const createdDateOptions = v.object({
  /** The day to judge by. */
  today: v.optional(v.union([v.literal('now'), v.pipe(v.string(), v.isoDate())]), 'now'),
  /** How many days old an image may be; absent: as old as it is. */
  'max-age': v.optional(v.pipe(v.number(), v.minValue(1))),
});
