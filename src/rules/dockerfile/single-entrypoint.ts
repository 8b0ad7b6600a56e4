import { dockerfileRule } from '../rule.ts';
import { repeated } from '../support/repeated.ts';

/** A stage has one ENTRYPOINT: the last. */
export const singleEntrypoint = dockerfileRule({
  name: 'single-entrypoint',
  title: 'Write one ENTRYPOINT a stage',
  severity: 'medium',
  set: 'recommended',
  aliases: ['DL4004', 'DS-0007', 'MultipleInstructionsDisallowed'],
  help: 'keep the ENTRYPOINT that is meant, and remove the others',
  fixable: true,

  *check(build) {
    yield* repeated(build, 'ENTRYPOINT');
  },
});
