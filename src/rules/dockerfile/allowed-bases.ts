import * as v from 'valibot';
import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf, shortName } from '../support/images.ts';
import { wildcards } from '../support/wildcards.ts';

/** An organisation that maintains its own list of bases has it held here. */
export const allowedBases = dockerfileRule({
  name: 'allowed-bases',
  title: 'Build on the bases that are agreed on',
  severity: 'high',
  set: 'recommended',
  aliases: ['CIS-DI-0002', 'CIS-4.2'],
  help: 'build on one of the images in the option bases, or have this one added',
  fixable: false,
  options: v.object({ bases: v.optional(v.array(v.string()), []) }),

  *check(build, { bases }) {
    if (bases.length === 0) return;
    const allowed = wildcards(bases);
    for (const { reference, word, text, how } of imagesOf(build)) {
      if (how === 'mount') continue;
      const { name, tag } = reference;
      const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
      const bare = [name, shortName(reference)];
      const tagged = bare.map((each) => `${each}:${tag ?? 'latest'}`);
      if ([text, ...bare, ...tagged, ...tagged.map((each) => each + digest)].some(allowed)) continue;
      yield { at: word.span, message: `${familiar(reference)} is none of the bases that are agreed on` };
    }
  },
});
