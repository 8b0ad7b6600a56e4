export { Origins } from './origin.ts';
export { isRemote, kustomizationNames, kustomizationOf, openTree, type Tree, takenIn } from './tree.ts';
