import { type Fact, howKnown } from '../../../core/facts.ts';
import type { Site } from '../../../core/site.ts';
import type { Fit } from '../../rule.ts';

/**
 * Where a fact of the image is written: when its Dockerfile is at hand, the instruction, else the FROM that it comes by;
 * of an image that is known by its name, where the manifest names it. It says how the fact is known.
 */
export function imageSite({ recipe, facts, container }: Fit, known: Fact<unknown>): Site | undefined {
  if (!recipe) {
    const { image } = container;
    if (!image) return undefined;
    const from = `what is known of ${image.value}`;
    return { ...image.at, fact: known.known === 'unknown' ? howKnown(known) : { known: known.known, from } };
  }
  const fact = howKnown(known);
  const own =
    known.from.find(({ at, inherited }) => at && inherited === undefined) ?? known.from.find(({ at }) => at);
  return { source: recipe.source, span: own?.at ?? facts.place, fact };
}

/** The image's side for a problem's `also`. */
export const besides = (fit: Fit, fact: Fact<unknown>): Site[] => {
  const site = imageSite(fit, fact);
  return site ? [site] : [];
};

/** `api/Dockerfile → runtime`, or the reference; with the reason where it is a guess. */
export function imageName({ recipe, link, container }: Fit): string {
  if (!recipe) return container.image?.value ?? 'the image';
  const { build, stage, source } = recipe;
  const name = build.stages.length > 1 && stage.name ? `${source.path} → ${stage.name}` : source.path;
  return link.how === 'guessed' ? `${name} (a guess: ${link.why})` : name;
}
