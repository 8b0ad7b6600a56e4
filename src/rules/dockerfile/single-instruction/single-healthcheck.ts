import { part } from '../../support/parts.ts';
import { repeated } from '../../support/repeated.ts';

/** A stage has one HEALTHCHECK: the last. */
export const singleHealthcheck = part({
  severity: 'medium',
  aliases: ['DL3012', 'DS-0023', 'MultipleInstructionsDisallowed'],
  help: 'keep the HEALTHCHECK that is meant, and remove the others',

  *check(build) {
    yield* repeated(build, 'HEALTHCHECK');
  },
});
