import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { chainOf } from '../images.ts';

/** The folders that commands of a target's chain plainly give to somebody: absolute paths, without variables or wildcards. */
export function givenFolders(build: Build, stage: Stage): string[] {
  const chain = new Set(chainOf(stage));
  const paths = build.commands('chown', 'install').flatMap(({ name, words, stage: where }) => {
    if (!chain.has(where)) return [];
    const values = words.slice(1).map(({ value }) => value);
    if (name === 'install' && !values.some((value) => /^-[a-z]*d[a-z]*$|^--directory$/.test(value)))
      return [];
    return values.filter((value) => /^\/[\w./@+-]+$/.test(value));
  });
  return [...new Set(paths.map((path) => path.replace(/(?<=.)\/+$/, '')))].filter((path) => !OPEN.test(path));
}

/** Folders of the system, and those that everyone may write anyway. */
const OPEN = /^\/(?:$|etc(?:\/|$)|home\/[^/]+$|root$|tmp(?:\/|$)|var\/tmp(?:\/|$)|dev(?:\/|$))/;
