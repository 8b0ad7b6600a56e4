import { findBase } from '../../bases/find.ts';
import { parseReference, type Reference } from '../../bases/reference.ts';
import type { BaseFacts } from '../../bases/types.ts';
import type { Build, Instruction, Stage, Word } from '../../dockerfile/build-types.ts';

/** An external image that the build uses: by FROM, by `COPY --from`, or by `--mount=from=`. */
export interface ImageUse {
  readonly how: 'base' | 'copy' | 'mount';
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** The word that names it, as written. */
  readonly word: Word;
  /** The reference, variables expanded. */
  readonly text: string;
  readonly reference: Reference;
  readonly base?: BaseFacts;
}

/**
 * Every external image of a build, in order of place. Left out are `scratch`, what is no valid reference or has a
 * variable without value, and names behind `--from` that may as well be a misspelt stage or a context given to the
 * builder by name.
 */
export const imagesOf = (build: Build): readonly ImageUse[] => build.once(findImages);

function findImages(build: Build): readonly ImageUse[] {
  const uses: ImageUse[] = [];
  for (const stage of build.stages) {
    const { from, image, base, parent } = stage;
    if (!from?.image || parent || image === undefined || image === 'scratch') continue;
    const reference = parseReference(image);
    if (!reference) continue;
    const use = { how: 'base', instruction: from, stage, word: from.image, text: image, reference } as const;
    uses.push({ ...use, ...(base ? { base } : {}) });
  }
  for (const { to, word, instruction, stage } of build.references) {
    if (to.kind !== 'image') continue;
    const reference = parseReference(to.reference);
    if (!reference || !isPlainlyImage(to.reference, reference)) continue;
    const how = instruction.keyword === 'RUN' ? 'mount' : 'copy';
    const use = { how, instruction, stage, word, text: to.reference, reference } as const;
    uses.push({ ...use, ...(to.base ? { base: to.base } : {}) });
  }
  return uses.sort((a, b) => a.word.span.start - b.word.span.start);
}

const isPlainlyImage = (text: string, { tag, digest }: Reference): boolean =>
  tag !== undefined || digest !== undefined || text.includes('/') || findBase(text) !== undefined;

/** The repository as people write it: without `docker.io/library/`. */
export const shortName = ({ name }: Reference): string => name.replace(/^docker\.io\/(?:library\/)?/, '');

/** Repository and tag as people write them, without the digest. */
export const familiar = (reference: Reference): string =>
  reference.tag === undefined ? shortName(reference) : `${shortName(reference)}:${reference.tag}`;

/** A stage with those that it is built on, itself first; of a longer chain than people write its end. */
export function chainOf(stage: Stage): Stage[] {
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at && chain.length < LONGEST; at = at.parent) chain.push(at);
  return chain;
}

const LONGEST = 64;

/** The FROM that the stage's chain of stages begins with. */
export function rootOf(stage: Stage): Stage {
  let root = stage;
  while (root.parent) root = root.parent;
  return root;
}
