import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, StageReference } from '../../../dockerfile/build-types.ts';
import { namesAbove, nearestStage } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';
import { show } from '../../support/show.ts';

/** What --from names must be a stage above, or an image. */
export const copyFromUnknownStage = part({
  severity: 'high',
  aliases: ['DL3022'],
  help: 'name a stage above, or an image with its tag',

  *check(build) {
    for (const reference of build.references) {
      if (reference.instruction.onbuild) continue;
      const found = judge(reference, build);
      if (!found) continue;
      const aliases = reference.instruction.keyword === 'RUN' ? [] : ['DL3022'];
      yield { at: reference.word.span, aliases, ...found };
    }
  },
});

function judge(reference: StageReference, build: Build): Omit<Problem, 'at'> | undefined {
  const { to, word, text, stage } = reference;
  if (word.text.includes('$')) {
    return {
      message: 'the builder replaces no variables in --from',
      help: `write FROM ${word.text} AS name before the first stage that needs it, and copy from that name`,
    };
  }
  if (to.kind === 'stage' && to.stage.index > stage.index) {
    const line = build.source.lineOf(to.stage.place.start);
    return {
      message: `the stage ${show(text)} begins at line ${line}, below: a stage sees only those above it`,
    };
  }
  if (to.kind === 'unknown' && /^\d+$/.test(text)) {
    if (reference.instruction.keyword === 'RUN') return forNumber(reference, build);
    return { message: `there is no stage ${text}: the file has ${build.stages.length}, counted from 0` };
  }
  return to.kind === 'image' && !to.base && /^[\w-]+$/.test(text) ? forBareName(reference, build) : undefined;
}

/** A mount takes names only; COPY takes numbers as well. */
function forNumber({ text, word, stage }: StageReference, build: Build): Omit<Problem, 'at'> {
  const meant = build.stages[Number(text)];
  const name = meant && meant.index < stage.index ? meant.name : undefined;
  return {
    message: `a mount knows stages by their names, and takes ${text} for an image`,
    help: 'give the stage a name by FROM … AS, and write that',
    ...(name === undefined ? {} : { fix: writeName(word, name) }),
  };
}

const writeName = ({ span }: StageReference['word'], name: string): NonNullable<Problem['fix']> => ({
  title: `write ${name}`,
  safe: false,
  edits: [{ span, text: name }],
  changes: factNames,
});

/** A word without registry or tag: a slip, or an image that is not known, or a context of the caller's. */
function forBareName({ text, word, stage }: StageReference, build: Build): Omit<Problem, 'at'> {
  const above = namesAbove(build, stage);
  const near = nearestStage(text, above);
  if (near === undefined) {
    return {
      message: `no stage above is called ${show(text)}, so this is the image ${text}:latest, or a context that --build-context names`,
      severity: 'low',
    };
  }
  return {
    message: `no stage is called ${show(text)}; did you mean ${near}?`,
    fix: writeName(word, near),
  };
}
