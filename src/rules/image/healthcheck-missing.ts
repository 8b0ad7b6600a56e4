import { imageRule } from '../rule.ts';

/** Without a health check the engine knows that the process is there, and nothing else. */
export const healthcheckMissing = imageRule({
  name: 'healthcheck-missing',
  title: 'Say how to tell that the container is healthy',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3057', 'DS-0026', 'CIS-DI-0006', 'CIS-4.6'],
  help: 'add a HEALTHCHECK that uses a program of the image, or waive it where an orchestrator probes the container',
  fixable: false,

  *check({ facts }) {
    const { health } = facts;
    if (health.known === 'unknown') return;
    if (health.value === null) {
      yield {
        at: facts.place,
        message: `there is no HEALTHCHECK${facts.target === '0' ? '' : ` for ${/^\d+$/.test(facts.target) ? 'stage ' : ''}${facts.target}`}`,
      };
    } else if (health.value.test === 'none' && health.from[0]?.inherited === undefined) {
      yield {
        at: health.from[0]?.at ?? facts.place,
        message: 'HEALTHCHECK NONE switches the base’s health check off',
        aliases: ['CIS-DI-0006', 'CIS-4.6'],
      };
    }
  },
});
