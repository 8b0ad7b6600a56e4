import { parseReference } from '../../../bases/reference.ts';
import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, From, Word } from '../../../dockerfile/build-types.ts';
import { platformArguments } from '../../../dockerfile/scopes.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';
import { globalNames } from '../../support/variables.ts';

/** Without the right --build-arg, or in any case, there is no such image. */
export const invalidDefaultArgInFrom = part({
  severity: 'high',
  aliases: ['InvalidDefaultArgInFrom'],
  help: 'give the ARG a default with which the name is valid',

  *check(build) {
    const known = globalNames(build);
    for (const from of build.all('FROM')) {
      const { image } = from;
      if (!image || from.onbuild) continue;
      const { value, used, unset, error, complete } = build.expand(image, from);
      // What the caller or the platform decides, and what is not declared at all, is not judged here.
      if (error !== undefined || used.some((name) => !known.has(name) || platformArguments.has(name)))
        continue;
      if (!complete && unset.length === 0) continue;
      if (parseReference(value)) continue;
      if (used.length === 0) yield forConstant(image, from, build);
      else {
        yield {
          at: image.span,
          severity: 'low',
          message: `without --build-arg for ${[...new Set(used)].join(', ')} ${value === '' ? 'there is no image' : `the image is ${show(value)}, which is no valid name`}`,
        };
      }
    }
  },
});

function forConstant(image: Word, from: From, build: Build): Problem {
  const { text, span } = image;
  const lower = lowerName(text);
  const isStage = build.stages.some(
    ({ name, index }) => name === text.toLowerCase() && index < build.stageOf(from).index,
  );
  const repaired = lower !== text && parseReference(lower) !== undefined;
  return {
    at: span,
    message: isStage
      ? `the stage is called “${text.toLowerCase()}”: in other letters FROM looks for an image`
      : `${show(text)} is no valid image name${repaired ? ': it must be in lower case' : ''}`,
    help: repaired ? `write ${lower}` : 'write registry/name:tag, name@sha256:… or the name of a stage',
    ...(repaired
      ? {
          fix: {
            title: `write ${lower}`,
            safe: false,
            edits: [{ span, text: lower }],
            changes: factNames,
          },
        }
      : {}),
  };
}

/** Tag and digest may have capitals; the name may not. */
function lowerName(text: string): string {
  const at = text.search(/:[^/]*$|@/);
  return at === -1 ? text.toLowerCase() : text.slice(0, at).toLowerCase() + text.slice(at);
}
