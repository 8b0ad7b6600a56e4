import { valueOf } from '../../core/facts.ts';
import { siteOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { healthCheckFix } from '../support/workload/health-checks.ts';
import { waitingFor } from '../support/workload/waiting.ts';

/** Who waits for health waits for a health check. */
export const waitNeedsHealthCheck = fitRule({
  name: 'wait-needs-health-check',
  title: 'Wait for health only where there is a health check',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'give the service a healthcheck, or wait for condition: service_started',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    if (container.role !== 'main' || container.workload.format !== 'compose') return;
    const waiting = waitingFor(container.workload).filter(
      ({ condition, isOptional }) => condition === 'service_healthy' && !isOptional,
    );
    const [first] = waiting;
    if (!first) return;
    const why = unhealthy(fit);
    if (why === 'not known') yield unanswered(fit, 'the health check', facts.health, siteOf(first.node));
    else if (why !== undefined)
      for (const { workload, node } of waiting)
        yield {
          at: siteOf(node),
          also: [container.healthDisabled ?? container.at, ...besides(fit, facts.health)],
          target: workload.name,
          message: `${workload.name} waits until ${container.name} is healthy, but ${why}: Compose gives up`,
          ...(container.healthDisabled ? {} : healthCheckFix(container)),
        };
  },
});

/** Why a container is never healthy; undefined: it has a check. */
function unhealthy(fit: Fit): string | undefined {
  const { container, facts, link } = fit;
  if (container.healthDisabled) return 'its health check is switched off';
  if (container.probes.health?.command) return undefined;
  const health = valueOf(facts.health);
  if (health === undefined || link.how === 'guessed') return 'not known';
  const isNone = health === null || health.test === 'none';
  return isNone ? `it has no health check, nor has ${imageName(fit)}` : undefined;
}
