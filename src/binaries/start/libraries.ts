import type { Elf } from '../elf.ts';
import { baseOf, GlibcSearch, type LibraryCase, type Loaded, MuslSearch } from './search.ts';
import { proveVersions } from './symbol-versions.ts';
import { counted, type ProofLine, untold } from './types.ts';

const MOST_LIBRARIES = 5000;

/**
 * Proves that the loader finds all that a program needs, transitively, and in it every symbol version
 * (ld.so(8); musl, ldso/dynlink.c).
 * @throws Verdict
 */
export function* proveLibraries(
  given: LibraryCase,
  program: { readonly path: string; readonly elf: Elf },
  loader: { readonly path: string; readonly elf: Elf },
): Generator<ProofLine> {
  const search = isMusl(loader)
    ? new MuslSearch(given, loader.path)
    : new GlibcSearch(given, program.elf, loader.path);
  const main: Loaded = { ...program, names: new Set([program.path]) };
  const loaded: Loaded[] = [main, { ...loader, names: new Set(namesOf(loader)) }];
  const byName = new Map<string, Loaded>();
  for (const one of loaded) for (const name of one.names) byName.set(name, one);
  const byPath = new Map(loaded.map((one) => [one.path, one]));
  const queue: Loaded[] = [main];
  for (let index = 0; index < queue.length; index++) {
    const parent = queue[index]!;
    for (const name of parent.elf.needed) {
      if (byName.has(name) || search.isLoader(name)) continue;
      const { path, real, elf } = search.find(name, parent);
      const known = byPath.get(real);
      const one: Loaded = known ?? { path, elf, names: new Set(), parent };
      for (const alias of [name, ...namesOf({ path, elf })]) if (!byName.has(alias)) byName.set(alias, one);
      if (known) continue;
      if (queue.length >= MOST_LIBRARIES) throw untold(`it needs more than ${MOST_LIBRARIES} libraries`);
      byPath.set(real, one);
      loaded.push(one);
      queue.push(one);
    }
  }
  if (queue.length > 1)
    yield {
      path: program.path,
      says: `what it needs is there, ${counted(queue.length - 1, 'library', 'libraries')}: ${listed(queue)}`,
    };
  if (!isMusl(loader)) yield* proveVersions(loaded, byName);
}

const isMusl = ({ path, elf }: { path: string; elf: Elf }): boolean =>
  /ld-musl-|libc\.musl-/.test(path) ||
  (elf.soname ?? '').includes('musl') ||
  /\/musl\/.*libc\.so$/.test(path);

const namesOf = ({ path, elf }: { path: string; elf: Elf }): string[] =>
  elf.soname === undefined ? [baseOf(path)] : [elf.soname];

const SHOWN = 8;

function listed(queue: readonly Loaded[]): string {
  const paths = queue.slice(1).map(({ path }) => path);
  return paths.length > SHOWN ? `${paths.slice(0, SHOWN).join(', ')}, …` : paths.join(', ');
}
