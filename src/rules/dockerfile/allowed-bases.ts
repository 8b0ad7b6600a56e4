import * as v from 'valibot';
import type { Problem } from '../../core/finding.ts';
import type { Build } from '../../dockerfile/build-types.ts';
import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf, shortName } from '../support/images.ts';
import { inRegistries, registryOf } from '../support/registries.ts';
import { wildcards } from '../support/wildcards.ts';

/** What is built upon is trusted with everything: an organisation decides what that is, and where it comes from. */
export const allowedBases = dockerfileRule({
  name: 'allowed-bases',
  title: 'Build on the images and registries that are agreed on',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3026', 'CIS-DI-0002', 'CIS-4.2'],
  help: 'build on one of the images in the option bases, or have this one added',
  fixable: false,
  options: v.object({
    bases: v.optional(v.array(v.string()), []),
    registries: v.optional(v.array(v.string()), []),
  }),

  *check(build, { bases, registries }) {
    if (registries.length > 0) yield* elsewhere(build, registries);
    if (bases.length > 0) yield* notAgreedOn(build, bases);
  },
});

function* elsewhere(build: Build, registries: readonly string[]): Generator<Problem> {
  const isTrusted = inRegistries(registries);
  for (const { reference, word } of imagesOf(build)) {
    if (isTrusted(reference)) continue;
    yield {
      at: word.span,
      message: `${registryOf(reference)} is none of the trusted registries (${registries.join(', ')})`,
      help: 'use a mirror in a trusted registry, or add this one to the option registries',
    };
  }
}

function* notAgreedOn(build: Build, bases: readonly string[]): Generator<Problem> {
  const allowed = wildcards(bases);
  for (const { reference, word, text, how } of imagesOf(build)) {
    if (how === 'mount') continue;
    const { name, tag } = reference;
    const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
    const bare = [name, shortName(reference)];
    const tagged = bare.map((each) => `${each}:${tag ?? 'latest'}`);
    if ([text, ...bare, ...tagged, ...tagged.map((each) => each + digest)].some(allowed)) continue;
    yield {
      at: word.span,
      message: `${familiar(reference)} is none of the bases that are agreed on`,
      aliases: ['CIS-DI-0002', 'CIS-4.2'],
    };
  }
}
