import type { Fix } from '../../core/edit.ts';
import { valueOf } from '../../core/facts.ts';
import { type ImageSubject, imageRule } from '../rule.ts';
import { insertAfter } from '../support/edits.ts';
import { healthTestOf } from '../support/health-tests.ts';

/** Without a health check the engine knows that the process is there, and nothing else. */
export const healthcheckMissing = imageRule({
  name: 'healthcheck-missing',
  title: 'Say how to tell that the container is healthy',
  severity: 'low',
  set: 'strict',
  aliases: ['DL3057', 'DS-0026', 'CIS-DI-0006', 'CIS-4.6'],
  help: 'add a HEALTHCHECK that uses a program of the image, or waive it where an orchestrator probes the container',
  fixable: true,

  *check(subject) {
    const { facts } = subject;
    const { health } = facts;
    if (health.known === 'unknown') return;
    if (health.value === null) {
      yield {
        at: facts.place,
        message: `there is no HEALTHCHECK${facts.target === '0' ? '' : ` for ${/^\d+$/.test(facts.target) ? 'stage ' : ''}${facts.target}`}`,
        ...fixOf(subject),
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

/** A target that starts what its well-known base starts is asked in the same way. */
function fixOf({ facts, recipe }: ImageSubject): { fix?: Fix } {
  const base = valueOf(facts.base);
  const test = base === undefined ? undefined : healthTestOf(base);
  if (!test || !recipe) return {};
  if (facts.entrypoint.known === 'unknown' || facts.entrypoint.from[0]?.inherited === undefined) return {};
  const last = recipe.stage.instructions.at(-1)?.span ?? recipe.stage.from?.span;
  if (!last) return {};
  const line = `HEALTHCHECK CMD ${'shell' in test ? test.shell : JSON.stringify(test.words).replaceAll(',', ', ')}`;
  const edits = [insertAfter(last, `${recipe.build.source.eol}${line}`)];
  return { fix: { title: `add ${line}`, safe: false, edits, changes: ['health'] } };
}
