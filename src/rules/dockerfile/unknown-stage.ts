import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { copyFromItself } from './unknown-stage/copy-from-itself.ts';
import { copyFromUnknownStage } from './unknown-stage/copy-from-unknown-stage.ts';
import { fromUnknownStage } from './unknown-stage/from-unknown-stage.ts';

/** What FROM and --from name has to be there. */
export const unknownStage = dockerfileRule({
  name: 'unknown-stage',
  title: 'Name stages that stand above',
  severity: 'high',
  set: 'recommended',
  aliases: ['DL3022', 'DL3023', 'DS-0006'],
  help: 'correct the name, or put the stage above',
  fixable: true,

  check: (build, options) =>
    together([fromUnknownStage, copyFromUnknownStage, copyFromItself], build, options),
});
