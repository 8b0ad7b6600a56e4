/** What a package may be asked for by. */
export interface Provider {
  readonly name: string;
  /** Names beside its own, without versions. */
  readonly provides?: readonly string[];
}

/** Who provides what: a package's own name goes before what others say that they are, the first before the next. */
export function providersOf(packages: readonly Provider[]): ReadonlyMap<string, string> {
  const found = new Map(packages.map(({ name }) => [name, name]));
  for (const { name, provides = [] } of packages) {
    for (const one of provides) if (!found.has(one)) found.set(one, name);
  }
  return found;
}

/**
 * Names of the packages that one needs, in the order of asking, each once and its own left out.
 * @param depends for each thing asked for the names that would do, best first; what nobody provides is left out
 */
export function needsOf(
  name: string,
  depends: readonly (readonly string[])[],
  providers: ReadonlyMap<string, string>,
): readonly string[] {
  const needs = new Set<string>();
  for (const choices of depends) {
    const one = choices.find((choice) => providers.has(choice));
    if (one !== undefined) needs.add(providers.get(one)!);
  }
  needs.delete(name);
  return [...needs];
}
