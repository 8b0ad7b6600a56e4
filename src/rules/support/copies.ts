import type { Build, Copy, Stage, StageReference, Word } from '../../dockerfile/build-types.ts';
import { resolveDirectory } from '../../dockerfile/states.ts';

/** A COPY or ADD with its variables expanded and its destination made absolute. */
export interface CopyUse {
  readonly instruction: Copy;
  readonly stage: Stage;
  /** The sources that are paths with known variables: no heredocs, no URLs. */
  readonly sources: readonly { readonly word: Word; readonly text: string }[];
  /** Absolute, with `/` behind it when it is certainly a directory; undefined when unknown. */
  readonly destination: string | undefined;
  /** What `--from` refers to. */
  readonly from?: StageReference['to'];
}

/** Every COPY and ADD of a build, triggers of ONBUILD included. */
export const copiesOf = (build: Build): readonly CopyUse[] => build.once(readCopies);

/** Those of one stage, without triggers. */
export const copiesIn = (build: Build, stage: Stage): readonly CopyUse[] =>
  build.once(copiesByStage).get(stage) ?? [];

const copiesByStage = (build: Build): ReadonlyMap<Stage, readonly CopyUse[]> =>
  Map.groupBy(
    copiesOf(build).filter(({ instruction }) => !instruction.onbuild),
    ({ stage }) => stage,
  );

function readCopies(build: Build): readonly CopyUse[] {
  const references = new Map(build.references.map((reference) => [reference.instruction, reference.to]));
  return build.all('COPY', 'ADD').map((instruction) => {
    const from = instruction.from && (references.get(instruction) ?? ({ kind: 'unknown' } as const));
    const inline = new Set(instruction.heredocs.map(({ opener }) => opener.start));
    const sources = instruction.sources.flatMap((word) => {
      if (inline.has(word.span.start)) return [];
      const text = textOf(build, instruction, word);
      return text === undefined || isAddress(instruction, text) ? [] : [{ word, text }];
    });
    return {
      instruction,
      stage: build.stageOf(instruction),
      sources,
      destination: destinationOf(build, instruction),
      ...(from ? { from } : {}),
    };
  });
}

/** Whether a source is the whole build context. */
export const isWholeContext = (text: string): boolean => /^(?:\.?\/)*(?:\.|\*)?$/.test(text);

function textOf(build: Build, copy: Copy, word: Copy['sources'][number]): string | undefined {
  const { value, complete } = build.expand('value' in word ? word.value : word, copy);
  return complete ? value : undefined;
}

const isAddress = ({ keyword }: Copy, text: string): boolean =>
  keyword === 'ADD' && /^(?:[a-z][a-z0-9+.-]*:\/\/|git@)/i.test(text);

function destinationOf(build: Build, copy: Copy): string | undefined {
  const text = copy.destination && textOf(build, copy, copy.destination);
  if (text === undefined) return undefined;
  const path = resolveDirectory(build.workdirAt(copy), text);
  if (path === undefined || path.endsWith('/')) return path;
  return copy.sources.length > 1 || /(?:^|[/\\])\.{0,2}$/.test(text) ? `${path}/` : path;
}
