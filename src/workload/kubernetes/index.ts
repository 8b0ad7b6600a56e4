export { type ObjectsHow, type ObjectsRead, readObjects } from './objects.ts';
export { looksLikeKubernetes } from './recognize.ts';
export type { PodTemplateKind } from './templates.ts';
export type { ObjectProblem } from './typed.ts';
