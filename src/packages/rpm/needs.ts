import type { RpmHeader } from './header.ts';

/**
 * Which packages of a database each of them needs: what one asks for is the name of a package, something that a package
 * provides, or a file (rpm, “Dependencies Basics”). What none of them has is left out, as are conditions (`(a if b)`).
 * @returns for each header names in the order of asking, its own left out
 */
export function resolveNeeds(headers: readonly RpmHeader[]): readonly (readonly string[])[] {
  const wanted = new Set(headers.flatMap(({ requires }) => requires));
  const providers = new Map<string, string>();
  const add = (capability: string, name: string): void => {
    if (wanted.has(capability) && !providers.has(capability)) providers.set(capability, name);
  };
  // A package's own name goes before what others say that they are.
  for (const { name } of headers) add(name, name);
  for (const { name, provides } of headers) for (const one of provides) add(one, name);
  for (const { name, files } of headers) for (const file of files) add(file, name);
  return headers.map(({ name, requires }) => {
    const needs = new Set(requires.flatMap((one) => providers.get(one) ?? []));
    needs.delete(name);
    return [...needs];
  });
}
