import * as v from 'valibot';
import { dockerfileRule } from '../rule.ts';
import { imagesOf } from '../support/images.ts';
import { wildcards } from '../support/wildcards.ts';

/** What is built upon is trusted with everything: an organisation decides where it comes from. */
export const trustedRegistry = dockerfileRule({
  name: 'trusted-registry',
  title: 'Take images from trusted registries only',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3026', 'CIS-DI-0002', 'CIS-4.2'],
  help: 'use a mirror in a trusted registry, or add this one to the option registries',
  fixable: false,
  options: v.object({ registries: v.optional(v.array(v.string()), []) }),

  *check(build, { registries }) {
    if (registries.length === 0) return;
    const trusted = wildcards(registries.map((entry) => entry.replace(/\/$/, '')));
    for (const { reference, word } of imagesOf(build)) {
      const host = hostOf(reference.name);
      if (trusted(host) || trusted(reference.name) || foldersOf(reference.name).some(trusted)) continue;
      yield {
        at: word.span,
        message: `${host} is none of the trusted registries (${registries.join(', ')})`,
      };
    }
  },
});

/** The registry; `docker.io` where none is written, and for its other name. */
const hostOf = (name: string): string => name.slice(0, name.indexOf('/'));

/** `ghcr.io/acme/tools/lint` stands in `ghcr.io/acme` and `ghcr.io/acme/tools`. */
function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let at = name.lastIndexOf('/'); at > 0; at = name.lastIndexOf('/', at - 1))
    folders.push(name.slice(0, at));
  return folders;
}
