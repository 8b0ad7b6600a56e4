import { factNames } from '../../../core/facts.ts';
import type { Problem } from '../../../core/finding.ts';
import type { Build, Stage } from '../../../dockerfile/build-types.ts';
import { namesAbove, nearestStage } from '../../support/nearest.ts';
import { part } from '../../support/parts.ts';

/** A slip in a stage's name becomes an image of Docker Hub. */
export const fromUnknownStage = part({
  severity: 'high',
  aliases: [],
  help: 'name a stage above, or an image with its tag',

  *check(build) {
    for (const stage of build.stages) {
      const word = stage.from?.image;
      if (!word || stage.parent || stage.base || word.text !== stage.image) continue;
      if (!/^[\w-]+$/.test(word.text) || word.text === 'scratch') continue;
      const found = judge(stage, word.text, build);
      if (!found) continue;
      const { near, message } = found;
      const fix = { title: `write ${near}`, safe: false, changes: factNames };
      yield {
        at: word.span,
        message,
        ...(near ? { fix: { ...fix, edits: [{ span: word.span, text: near }] } } : {}),
      } satisfies Problem;
    }
  },
});

function judge(stage: Stage, text: string, build: Build): { message: string; near?: string } | undefined {
  const number = /^\d+$/.test(text) ? build.stages[Number(text)] : undefined;
  if (number && number.index < stage.index) {
    return {
      message: `FROM knows stages by name, and not by number: this is the image ${text}`,
      ...(number.name === undefined ? {} : { near: number.name }),
    };
  }
  const below = build.stages.find(({ name, index }) => index > stage.index && name === text.toLowerCase());
  if (below) {
    const line = build.source.lineOf(below.place.start);
    return { message: `the stage ${text} begins at line ${line}, below: here ${text} is an image` };
  }
  const near = nearestStage(text, namesAbove(build, stage));
  return near === undefined
    ? undefined
    : { message: `no stage is called ${text}; did you mean ${near}?`, near };
}
