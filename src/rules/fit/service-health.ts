import { valueOf } from '../../core/facts.ts';
import { fitRule } from '../rule.ts';
import { imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { healthCheckFix } from '../support/workload/health-checks.ts';
import { isMeantToEnd } from '../support/workload/lifetime.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Without a health check a service counts as well as long as its process is there. */
export const serviceHealth = fitRule({
  name: 'service-health',
  title: 'Check the health of services',
  severity: 'low',
  set: 'strict',
  aliases: ['CIS-5.27'],
  help: 'add a healthcheck that uses a program of the image',
  fixable: true,

  *check(fit) {
    const { container, facts, recipe } = fit;
    const { role, workload, healthDisabled, probes, at } = container;
    if (workload.format !== 'compose' || role !== 'main' || isMeantToEnd(workload)) return;
    const health = valueOf(facts.health);
    if (healthDisabled) {
      if (health === null || health?.test === 'none') return;
      yield {
        at: healthDisabled,
        message: `${nameOf(container)} switches its health check off`,
        help: 'take it out, or write a test that it passes',
      };
      return;
    }
    if (probes.health?.command || recipe) return;
    if (health === undefined) yield unanswered(fit, 'the health check', facts.health);
    else if (health === null || health.test === 'none')
      yield {
        at,
        message: `${nameOf(container)} has no health check, nor has ${imageName(fit)}`,
        ...healthCheckFix(container),
      };
  },
});
