import { part } from '../../support/parts.ts';
import { repeated } from '../../support/repeated.ts';

/** A stage has one CMD: the last. */
export const singleCmd = part({
  severity: 'medium',
  aliases: ['DL4003', 'DS-0016', 'MultipleInstructionsDisallowed'],
  help: 'keep the CMD that is meant, and remove the others',

  *check(build) {
    yield* repeated(build, 'CMD');
  },
});
