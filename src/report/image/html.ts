import type { ImageView } from './types.ts';
export const imageHtml = (_: readonly ImageView[], __: object): string => '';
