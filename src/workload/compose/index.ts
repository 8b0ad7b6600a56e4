/** Compose projects, as the Compose Specification has them. */
export { filesIn, overridesOf, standsAlone } from './names.ts';
export { readProject } from './project.ts';
export { isComposeName, looksLikeCompose } from './recognize.ts';
export type * from './types.ts';
