import { dirname, join, relative, resolve } from 'node:path';
import { Disk } from './disk.ts';
import { type FindRequest, isWithin } from './find.ts';
import { isGlob, readGlobs } from './glob.ts';

/**
 * Tells where a file really is, if symbolic links lead from where it was found out of everything that was asked for. What a
 * manifest names elsewhere (`../base`) is outside as well, and no link leads there.
 */
export function linksOutOf({ cwd, paths }: Pick<FindRequest, 'cwd' | 'paths'>) {
  const disk = new Disk();
  const real = (path: string): string => disk.real(path) ?? path;
  const roots = (paths.length > 0 ? paths : ['.'])
    .filter((path) => path !== '-')
    .flatMap((path) => {
      const absolute = resolve(cwd, path);
      if (disk.stat(absolute) || !isGlob(path)) return [absolute];
      return readGlobs(path).map(({ root }) => resolve(cwd, root));
    });
  return (absolute: string): string | undefined => {
    const found = real(absolute);
    if (roots.some((root) => isWithin(found, real(root)))) return undefined;
    const isPlain = roots.some((root) => {
      let above = root;
      while (!isWithin(absolute, above)) above = dirname(above);
      return found === join(real(above), relative(above, absolute));
    });
    return isPlain ? undefined : found;
  };
}
