import { part } from '../../support/parts.ts';

/** `scratch` and `context` mean something to the builder. */
export const reservedStageName = part({
  severity: 'medium',
  aliases: ['ReservedStageName', 'DL3063'],
  help: 'give the stage another name',

  *check(build) {
    for (const { name, from } of build.stages) {
      if (name !== 'scratch' && name !== 'context') continue;
      yield { at: from!.as!.name.span, message: `“${name}” is ${meanings[name]}, and no name for a stage` };
    }
  },
});

const meanings = { scratch: 'the empty image', context: 'the folder that is sent to the builder' };
