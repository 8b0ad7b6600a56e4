import * as v from 'valibot';

/** Options of `wasted-space`. */
export const wastedSpaceOptions = v.object({
  /** From so many megabytes on, of one layer, it is told. */
  least: v.optional(v.pipe(v.number(), v.minValue(0)), 20),
  /** Or from so much of the image on, in per cent. */
  share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 10),
});
