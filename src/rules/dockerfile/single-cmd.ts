import { dockerfileRule } from '../rule.ts';
import { repeated } from '../support/repeated.ts';

/** A stage has one CMD: the last. */
export const singleCmd = dockerfileRule({
  name: 'single-cmd',
  title: 'Write one CMD a stage',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL4003', 'DS-0016', 'MultipleInstructionsDisallowed'],
  help: 'keep the CMD that is meant, and remove the others',
  fixable: true,

  *check(build) {
    yield* repeated(build, 'CMD');
  },
});
