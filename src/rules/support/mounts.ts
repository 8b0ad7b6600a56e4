import { mountField } from '../../dockerfile/stages.ts';
import type { Instruction } from '../../dockerfile/tree.ts';

/** Whether RUN mounts a cache or tmpfs at a path (or above it), so that what is written there stays out of the layer. */
export function mountsAway(instruction: Instruction, path: string): boolean {
  return instruction.flags.some((flag) => {
    if (flag.name !== 'mount') return false;
    const type = mountField(flag, 'type')?.text;
    const target = mountField(flag, 'target', 'dst', 'destination')?.text.replace(/\/+$/, '');
    if ((type !== 'cache' && type !== 'tmpfs') || target === undefined) return false;
    return path === target || path.startsWith(`${target}/`);
  });
}

/** The targets of the cache and tmpfs mounts of RUN. */
export const mountTargets = (instruction: Instruction): string[] =>
  instruction.flags.flatMap((flag) => {
    if (flag.name !== 'mount') return [];
    const type = mountField(flag, 'type')?.text;
    const target = mountField(flag, 'target', 'dst', 'destination')?.text;
    return (type === 'cache' || type === 'tmpfs') && target !== undefined ? [target.replace(/\/+$/, '')] : [];
  });
