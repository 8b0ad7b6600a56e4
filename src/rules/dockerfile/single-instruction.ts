import { dockerfileRule } from '../rule.ts';
import { together } from '../support/parts.ts';
import { singleCmd } from './single-instruction/single-cmd.ts';
import { singleEntrypoint } from './single-instruction/single-entrypoint.ts';
import { singleHealthcheck } from './single-instruction/single-healthcheck.ts';

/** Only the last CMD, ENTRYPOINT and HEALTHCHECK of a stage count. */
export const singleInstruction = dockerfileRule({
  name: 'single-instruction',
  title: 'Write once what counts once',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL4003', 'DS-0016', 'MultipleInstructionsDisallowed', 'DL4004', 'DS-0007', 'DL3012', 'DS-0023'],
  help: 'keep the one that is meant, and remove the others',
  fixable: true,

  check: (build, options) => together([singleCmd, singleEntrypoint, singleHealthcheck], build, options),
});
