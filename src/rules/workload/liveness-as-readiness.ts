import type { SitedProblem } from '../../core/finding.ts';
import type { Container, Probe } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Not ready is cured by waiting, and not alive by a restart: one question cannot tell them apart. */
export const livenessAsReadiness = workloadRule({
  name: 'liveness-as-readiness',
  title: 'Ask another question of liveness than of readiness',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'ask liveness of an endpoint that depends on nothing else, or give it a longer time: a higher failureThreshold',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      const { liveness, readiness } = container.probes;
      if (liveness && readiness && asks(liveness) === asks(readiness))
        yield* alike(container, liveness, readiness);
      else if (liveness) yield* askingReadiness(container, liveness);
    }
  },
});

function* alike(container: Container, liveness: Probe, readiness: Probe): Generator<SitedProblem> {
  const [restarted, away] = [patience(liveness), patience(readiness)];
  // First out of the Service, and restarted when that did not help.
  if (restarted === undefined || away === undefined || restarted > away) return;
  yield {
    at: liveness.at,
    also: [readiness.at],
    message: `the liveness probe of ${nameOf(container)} asks what its readiness probe asks, and gives up after ${restarted} s${restarted === away ? ' as well' : `, before that does (${away} s)`}: under load it is restarted instead of being left alone`,
  };
}

/** `/ready` is answered by what a container depends on as well. */
function* askingReadiness(container: Container, { path }: Probe): Generator<SitedProblem> {
  if (!path || path.uncertain || !/(?:^|[/_-])(?:readyz?|readiness)(?:[/?]|$)/i.test(path.value)) return;
  yield {
    at: path.at,
    message: `the liveness probe of ${nameOf(container)} asks ${path.value}: where that waits for a database, all pods are restarted when it is away`,
  };
}

/** What a probe asks, in one text. */
const asks = ({ kind, port, number, host, path, command }: Probe): string =>
  JSON.stringify([
    kind,
    number ?? port?.value,
    host?.value,
    path?.value ?? (kind === 'http' ? '/' : ''),
    command?.words.map(({ value }) => value),
  ]);

/** The seconds of failing after which a probe has its effect. */
const patience = ({ timing }: Probe): number | undefined =>
  timing && timing.period.value * timing.failureThreshold.value;
