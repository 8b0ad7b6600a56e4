import * as v from 'valibot';
import { labelKinds } from '../support/label-formats.ts';

/** Options of `image-labels`, which hold for `built-labels` as well. */
export const imageLabelsOptions = v.object({
  labels: v.optional(
    v.pipe(
      v.record(v.string(), v.picklist(labelKinds)),
      v.description('The labels that every target must have, each with the kind of its value.'),
    ),
    {},
  ),
  only: v.optional(
    v.pipe(v.boolean(), v.description('Whether other labels than these are findings.')),
    false,
  ),
});
