import { posix } from 'node:path';
import { type FileFact, valueOf } from '../../../core/facts.ts';
import type { BuildContext } from '../../../dockerfile/build-types.ts';
import { at, itemsOf, textOf } from '../../../yaml/look.ts';
import type { YamlNode, YamlScalar } from '../../../yaml/types.ts';
import type { Fit } from '../../rule.ts';

/** One item of a service's `develop.watch`. */
export interface Watch {
  readonly node: YamlNode;
  readonly action: string;
  readonly path: YamlScalar;
  readonly target?: YamlScalar;
  /** What is not watched below the path. */
  readonly ignore: readonly string[];
  /** What alone is watched; empty: everything. */
  readonly include: readonly string[];
}

/**
 * What a service watches while it is developed (Compose Develop Specification); `x-develop` is what it was called before. What
 * hangs on a variable without value is left out.
 */
export function watchesOf({ container }: Fit): Watch[] {
  if (container.workload.format !== 'compose') return [];
  const { node } = container;
  const watch = at(node, 'develop', 'watch') ?? at(node, 'x-develop', 'watch');
  return itemsOf(watch).flatMap((item): Watch[] => {
    const action = textOf(at(item, 'action'));
    const [path, target] = [scalarAt(item, 'path'), scalarAt(item, 'target')];
    if (!action || !path || path.uncertain || target?.uncertain) return [];
    return [
      {
        node: item,
        action,
        path,
        ...(target ? { target } : {}),
        ignore: wordsOf(at(item, 'ignore')),
        include: wordsOf(at(item, 'include')),
      },
    ];
  });
}

/** `sync`, `sync+restart`, `sync+exec`. */
export const isSync = ({ action }: Watch): boolean => action.startsWith('sync');

/** The build context of a service as it is given, and a watched path in it; undefined: it lies elsewhere. */
export function inContext(
  { container: { build }, recipe }: Fit,
  { path }: Watch,
): { readonly context: BuildContext; readonly path: string } | undefined {
  const context = recipe?.build.context;
  if (!build || build.context.uncertain || context?.certainty !== 'given') return undefined;
  const text = String(path.value ?? '');
  if (posix.isAbsolute(text) || posix.isAbsolute(build.context.value)) return undefined;
  const below = posix.relative(posix.normalize(build.context.value), posix.normalize(text));
  return below.startsWith('..') ? undefined : { context, path: below };
}

/** Where the image has what is at a path of its build context: every place; undefined: not known. */
export function placesOf(
  { facts }: Fit,
  { context, path }: { readonly context: BuildContext; readonly path: string },
): readonly string[] | undefined {
  if (facts.files.known === 'unknown' || facts.files.incomplete !== undefined) return undefined;
  const places = new Set<string>();
  for (const file of valueOf(facts.files) ?? []) {
    if (file.from !== 'context') continue;
    if (file.doubt === 'may-be-elsewhere') return undefined;
    for (const source of file.sources) {
      if (/[*?[]/.test(source)) return undefined;
      const place = placeOf(
        file,
        posix
          .normalize(`/${source}`)
          .replace(/(?<=.)\/$/, '')
          .slice(1),
        context,
        path,
      );
      if (place !== undefined) places.add(place);
    }
  }
  return [...places];
}

function placeOf(
  { path: to }: FileFact,
  source: string,
  context: BuildContext,
  path: string,
): string | undefined {
  const isFolder = source === '' || context.exists(source) === 'directory';
  const copied = posix.normalize(isFolder || !to.endsWith('/') ? to : to + posix.basename(source));
  if (source === '' || path === source || path.startsWith(`${source}/`))
    return isFolder || path === source ? tidy(posix.join(copied, path.slice(source.length))) : undefined;
  // A part of what is watched is copied: the whole would stand where that part's place leads to.
  const rest =
    path === '' ? source : source.startsWith(`${path}/`) ? source.slice(path.length + 1) : undefined;
  return rest !== undefined && copied.endsWith(`/${rest}`) ? tidy(copied.slice(0, -rest.length)) : undefined;
}

/** Absolute, without a slash at its end; a path that is relative counts from the root, as the engine takes it. */
export const tidy = (path: string): string => posix.normalize(`/${path}`).replace(/(?<=.)\/+$/, '');

function scalarAt(node: YamlNode, key: string): YamlScalar | undefined {
  const value = at(node, key);
  return value?.kind === 'scalar' && value.value !== null && value.value !== '' ? value : undefined;
}

const wordsOf = (node: YamlNode | undefined): string[] =>
  (node?.kind === 'scalar' ? [node] : itemsOf(node)).flatMap((item) => textOf(item) ?? []);
