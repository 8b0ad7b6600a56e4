import * as v from 'valibot';
import { dockerfileRule } from '../rule.ts';
import { familiar, imagesOf, rootOf } from '../support/images.ts';
import { isSmaller, siblingOf, sizeClasses, sizeInWords, sizeRank } from '../support/siblings.ts';

/** What the base brings is pulled on every machine, and scanned, patched and explained for ever. */
export const baseSize = dockerfileRule({
  name: 'base-size',
  title: 'Build targets on a base of moderate size',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-DI-0003', 'CIS-4.3'],
  help: 'take the slim, minimal or distroless image of the same publisher',
  fixable: false,
  options: v.object({ max: v.optional(v.picklist(sizeClasses), 'medium') }),

  *check(build, { max }) {
    const roots = new Set(build.targets.map(rootOf));
    for (const { stage, base, reference, word, how } of imagesOf(build)) {
      if (how !== 'base' || !roots.has(stage) || !base?.sizeClass) continue;
      if (sizeRank(base.sizeClass) <= sizeRank(max)) continue;
      const sibling = siblingOf(reference, base, isSmaller(base));
      const size = `${familiar(reference)} is a ${base.sizeClass} image (${sizeInWords[base.sizeClass]})`;
      yield {
        at: word.span,
        message: sibling ? `${size}; ${sibling.text} is ${sibling.base.sizeClass}` : size,
        ...(sibling
          ? { help: `take ${sibling.text}` }
          : base.development
            ? { help: 'build in a stage of its own, and copy the result onto a small base' }
            : {}),
      };
    }
  },
});
