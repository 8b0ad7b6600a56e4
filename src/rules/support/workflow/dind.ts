import type { ImageUse } from '../../../workflow/types.ts';

/** Docker's own image with an engine in it. */
export const isDind = ({ image }: ImageUse): boolean =>
  /(?:^|\/)docker:[^/]*dind|(?:^|\/)dind(?::|$)/.test(image.value);
