/** Options of `built-labels`: those of `image-labels`. */
export { imageLabelsOptions as builtLabelsOptions } from './image-labels.ts';
