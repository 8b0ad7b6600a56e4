import { baseOf, type Loaded } from './search.ts';
import { cannot, counted, type ProofLine } from './types.ts';

/** Every version that an object needs is there, or the loader refuses to go on; what defines no versions at all is let pass. */
export function* proveVersions(
  loaded: readonly Loaded[],
  byName: ReadonlyMap<string, Loaded>,
): Generator<ProofLine> {
  let count = 0;
  for (const { path, elf } of loaded) {
    for (const { library, versions } of elf.requires) {
      const provider = byName.get(library);
      if (!provider || provider.elf.defines.length === 0) continue;
      const there = new Set(provider.elf.defines);
      const missing = versions.filter((version) => !there.has(version));
      if (missing.length > 0) throw cannot(missingVersions(path, provider, missing));
      count += versions.length;
    }
  }
  if (count > 0)
    yield { says: `so is what they require of them, ${counted(count, 'symbol version', 'symbol versions')}` };
}

function missingVersions(path: string, provider: Loaded, missing: readonly string[]): string {
  const newest = (names: readonly string[]): string | undefined =>
    names
      .filter((name) => /^GLIBC_\d/.test(name))
      .sort(byVersion)
      .at(-1);
  const wanted = newest(missing);
  const has = newest(provider.elf.defines);
  const because =
    wanted && has
      ? `: it was built on glibc ${wanted.slice(6)} or newer, and ${provider.path} is of glibc ${has.slice(6)}`
      : '';
  return `${path} needs ${missing.join(', ')} of ${baseOf(provider.path)}, which ${provider.path} does not have${because}`;
}

const byVersion = (a: string, b: string): number => {
  const [left, right] = [a, b].map((text) => text.slice(6).split('.').map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left![index] ?? 0) - (right![index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};
