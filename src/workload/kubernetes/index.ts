export { type ObjectsRead, type PodTemplateKind, readObjects } from './objects.ts';
export { looksLikeKubernetes } from './recognize.ts';
