import { dockerfileRule } from '../rule.ts';
import { repeated } from '../support/repeated.ts';

/** A stage has one HEALTHCHECK: the last. */
export const singleHealthcheck = dockerfileRule({
  name: 'single-healthcheck',
  title: 'Write one HEALTHCHECK a stage',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL3012', 'DS-0023', 'MultipleInstructionsDisallowed'],
  help: 'keep the HEALTHCHECK that is meant, and remove the others',
  fixable: true,

  *check(build) {
    yield* repeated(build, 'HEALTHCHECK');
  },
});
