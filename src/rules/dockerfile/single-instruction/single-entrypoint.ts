import { part } from '../../support/parts.ts';
import { repeated } from '../../support/repeated.ts';

/** A stage has one ENTRYPOINT: the last. */
export const singleEntrypoint = part({
  severity: 'medium',
  aliases: ['DL4004', 'DS-0007', 'MultipleInstructionsDisallowed'],
  help: 'keep the ENTRYPOINT that is meant, and remove the others',

  *check(build) {
    yield* repeated(build, 'ENTRYPOINT');
  },
});
