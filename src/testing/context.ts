import type { BuildContext } from '../dockerfile/build-types.ts';
import { readIgnoreFile } from '../scan/dockerignore.ts';

/** A build context in memory: path → text. Its `.dockerignore` counts; more `ignored` paths by exact name or folder. */
export function memoryContext(
  files: Readonly<Record<string, string>>,
  ignored: readonly string[] = [],
): BuildContext {
  const paths = Object.keys(files);
  const clean = (path: string) => path.replace(/^\.?\//, '').replace(/\/$/, '');
  const ignore = files['.dockerignore'];
  const rules = ignore === undefined ? undefined : readIgnoreFile(ignore);
  return {
    path: '.',
    certainty: 'given',
    exists(path) {
      const wanted = clean(path);
      if (wanted === '' || wanted === '.') return 'directory';
      if (paths.includes(wanted)) return 'file';
      return paths.some((known) => known.startsWith(`${wanted}/`)) ? 'directory' : undefined;
    },
    read: (path) => files[clean(path)],
    list(path) {
      const folder = clean(path) === '.' ? '' : clean(path);
      const prefix = folder === '' ? '' : `${folder}/`;
      return [
        ...new Set(
          paths.filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length).split('/')[0]!),
        ),
      ];
    },
    ...(ignore === undefined ? {} : { ignore: { path: '.dockerignore', text: ignore } }),
    ignored: (path) =>
      rules?.ignored(path) === true ||
      ignored.some((entry) => clean(path) === entry || clean(path).startsWith(`${entry}/`)),
  };
}
