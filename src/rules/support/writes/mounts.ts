import type { Build, Instruction } from '../../../dockerfile/build-types.ts';
import { mountFields } from '../../../dockerfile/stages.ts';
import { resolveDirectory } from '../../../dockerfile/states.ts';
import type { Flag } from '../../../dockerfile/tree.ts';

/** What RUN mounts over the image's own files. */
export interface MountUse {
  readonly flag: Flag;
  /** Absolute. */
  readonly target: string;
  /** A cache that begins empty and belongs to root, as nothing says otherwise. */
  readonly isRoots: boolean;
}

/** The mounts of a RUN whose place is known. */
export function mountsIn(build: Build, run: Instruction, folder: string | undefined): MountUse[] {
  return run.flags.flatMap((flag) => {
    if (flag.name !== 'mount') return [];
    const fields = mountFields(flag);
    const field = (...names: string[]) => fields.find(({ name }) => names.includes(name))?.value.text;
    const text = field('target', 'dst', 'destination');
    const target = text === undefined ? undefined : resolveDirectory(folder, build.expand(text, run).value);
    if (target === undefined || target === '/') return [];
    const isPlain =
      field('type') === 'cache' &&
      !fields.some(({ name }) => /^(?:uid|gid|mode|from|source|src)$/.test(name));
    return [{ flag, target, isRoots: isPlain && !build.once(ownedCaches).has(field('id') ?? target) }];
  });
}

/** Caches that some RUN asks an owner for: whoever makes them first, decides. */
function ownedCaches(build: Build): ReadonlySet<string> {
  const owned = new Set<string>();
  for (const run of build.all('RUN')) {
    for (const flag of run.flags) {
      if (flag.name !== 'mount') continue;
      const fields = mountFields(flag);
      if (!fields.some(({ name }) => /^(?:uid|gid|mode|from)$/.test(name))) continue;
      const id =
        fields.find(({ name }) => name === 'id') ??
        fields.find(({ name }) => /^(?:target|dst|destination)$/.test(name));
      if (id) owned.add(build.expand(id.value.text, run).value.replace(/(?<=.)\/$/, ''));
    }
  }
  return owned;
}
