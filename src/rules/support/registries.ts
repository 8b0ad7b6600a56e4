import type { Reference } from '../../bases/reference.ts';
import { wildcards } from './wildcards.ts';

/**
 * Whether an image is in one of the registries that are trusted. An entry is a host, a host with folders, or a pattern of
 * either: `ghcr.io/acme` holds what is below it.
 */
export function inRegistries(registries: readonly string[]): (reference: Reference) => boolean {
  const trusted = wildcards(registries.map((entry) => entry.replace(/\/$/, '')));
  return ({ name }) => trusted(registryOf({ name })) || trusted(name) || foldersOf(name).some(trusted);
}

/** The registry's host; `docker.io` where none is written, and for its other name. */
export const registryOf = ({ name }: Pick<Reference, 'name'>): string => name.slice(0, name.indexOf('/'));

/** `ghcr.io/acme/tools/lint` stands in `ghcr.io/acme` and `ghcr.io/acme/tools`. */
function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1))
    folders.push(name.slice(0, at));
  return folders;
}
