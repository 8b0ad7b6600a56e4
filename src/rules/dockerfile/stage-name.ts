import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { reservedStageName } from './stage-name/reserved-stage-name.ts';
import { stageNameUnique } from './stage-name/stage-name-unique.ts';

/** Names of stages are unique, and not reserved. */
export const stageName = dockerfileRule({
  name: 'stage-name',
  title: 'Give stages names of their own',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3024', 'DS-0012', 'DuplicateStageName', 'ReservedStageName', 'DL3063'],
  help: 'give the stage another name',
  fixable: false,

  check: (build, options) => together([stageNameUnique, reservedStageName], build, options),
});
