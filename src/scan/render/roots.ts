import { posix } from 'node:path';
import type { Source } from '../../core/source.ts';
import { isRemote, kustomizationOf, takenIn } from '../../workload/kustomize/index.ts';

/**
 * The folders of charts that are installed by themselves: those that do not lie in another's `charts`.
 * @param files every Chart.yaml
 */
export function chartRoots(files: readonly Source[]): string[] {
  const folders = files.map(({ path }) => posix.dirname(path));
  const all = new Set(folders);
  return folders.filter((folder) => {
    const parts = folder.split('/');
    return !parts.some((part, index) => part === 'charts' && all.has(parts.slice(0, index).join('/') || '.'));
  });
}

/**
 * The folders of kustomizations that are built by themselves: those that no other takes in.
 * @param files every kustomization
 */
export function kustomizationRoots(files: readonly Source[]): string[] {
  const taken = new Set<string>();
  const folders: string[] = [];
  for (const source of files) {
    const root = kustomizationOf(source);
    if (root === 'other') continue;
    const folder = posix.dirname(source.path);
    folders.push(folder);
    if (!root) continue;
    for (const { value } of takenIn(root))
      if (!isRemote(value)) taken.add(posix.join(folder, value).replace(/\/$/, ''));
  }
  const roots = folders.filter((folder) => !taken.has(folder));
  // Those that take each other in have no root: they are all told of.
  return roots.length > 0 ? roots : folders;
}
