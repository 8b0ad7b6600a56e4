import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a red run means a change and not luck.
 * `SEED=$RANDOM npm test` wanders; what it finds becomes a test of its own.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? 1) });
