/** Compose projects, as the Compose Specification has them. */
export { isComposeName, looksLikeCompose, overridesOf, standsAlone } from './names.ts';
export { readProject } from './project.ts';
export type * from './types.ts';
