import type { Edit } from '../../core/edit.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { secondsOf } from '../../workload/compose/quantities.ts';
import type { Container, Probe } from '../../workload/types.ts';
import { setAt, type YamlData } from '../../yaml/edit.ts';
import { at, entriesOf, numberField, plain, textOf } from '../../yaml/look.ts';
import { type Fit, fitRule } from '../rule.ts';
import { besides } from '../support/fit/sites.ts';
import { type Starting, startingOf } from '../support/fit/starting.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';
import { waitingFor } from '../support/workload/waiting.ts';

/** A probe that gives up before the program has started restarts it for ever. */
export const slowStart = fitRule({
  name: 'slow-start',
  title: 'Give a program the time that it takes to start',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'add a startupProbe (Compose: start_period) that is longer than its start',
  fixable: true,

  *check(fit) {
    const starting = startingOf(fit);
    if (!starting) return;
    if (fit.container.workload.format === 'compose') yield* ofCompose(fit, starting);
    else yield* ofKubernetes(fit, starting);
  },
});

function* ofKubernetes(fit: Fit, starting: Starting): Generator<SitedProblem> {
  const { container, facts } = fit;
  const { startup, liveness } = container.probes;
  // The startup probe holds the other back.
  const probe = startup ?? liveness;
  const budget = probe && kubernetesBudget(probe);
  if (!probe || budget === undefined || budget >= starting.seconds) return;
  const count = Math.ceil((starting.seconds * 2) / 10);
  const edit = startupEdit(container, probe, startup !== undefined, count);
  yield {
    at: probe.at,
    also: besides(fit, facts.base),
    message: `the ${startup ? 'startup' : 'liveness'} probe of ${nameOf(container)} gives up after ${shown(budget)}, and ${takes(starting)}: it is restarted before it has`,
    help: startup
      ? `let it fail ${count} times (failureThreshold), every 10 s`
      : `add a startupProbe with periodSeconds: 10 and failureThreshold: ${count}: the liveness probe waits for it`,
    ...fixWith(`give it ${count * 10} s to start`, edit && [edit], ['run.probes']),
  };
}

/** Seconds from the start to the last answer that is waited for. */
function kubernetesBudget({ node }: Probe): number | undefined {
  const number = (key: string, otherwise: number) => {
    const written = at(node, key);
    return written ? numberField(written)?.value : otherwise;
  };
  const [delay, period, failures, timeout] = [
    number('initialDelaySeconds', 0),
    number('periodSeconds', 10),
    number('failureThreshold', 3),
    number('timeoutSeconds', 1),
  ];
  if (delay === undefined || period === undefined || failures === undefined || timeout === undefined)
    return undefined;
  return delay + Math.max(0, failures - 1) * period + timeout;
}

function startupEdit({ node }: Container, probe: Probe, isThere: boolean, count: number): Edit | undefined {
  // Of one that is there more than a number may have to change.
  if (isThere || probe.node.kind !== 'map') return undefined;
  const handler = entriesOf(probe.node).find(({ key }) => HANDLERS.has(key));
  if (!handler) return undefined;
  return setAt(node, ['startupProbe'], {
    [handler.key]: plain(handler.value) as YamlData,
    periodSeconds: 10,
    failureThreshold: count,
  });
}

const HANDLERS: ReadonlySet<string> = new Set(['httpGet', 'tcpSocket', 'exec', 'grpc']);

/** In Compose nothing is restarted, but what waits for it to be healthy is never started. */
function* ofCompose(fit: Fit, starting: Starting): Generator<SitedProblem> {
  const { container, facts } = fit;
  const { health } = container.probes;
  const budget = health && composeBudget(health);
  if (!health || budget === undefined || budget >= starting.seconds) return;
  const waiting = waitingFor(container.workload).find(({ condition }) => condition === 'service_healthy');
  if (!waiting) return;
  const edit = setAt(container.node, ['healthcheck', 'start_period'], `${starting.seconds * 2}s`);
  yield {
    at: health.at,
    also: [...besides(fit, facts.base), waiting.workload.at],
    message: `the health check of ${nameOf(container)} gives up after ${shown(budget)}, and ${takes(starting)}: ${waiting.workload.name}, which waits for it, is not started`,
    help: `set start_period: ${starting.seconds * 2}s`,
    ...fixWith(`set start_period to ${starting.seconds * 2} s`, edit && [edit], ['run.probes']),
  };
}

function composeBudget({ node }: Probe): number | undefined {
  const seconds = (key: string, otherwise: number) => {
    const text = textOf(at(node, key));
    return text === undefined ? otherwise : secondsOf(text);
  };
  const [start, interval] = [seconds('start_period', 0), seconds('interval', 30)];
  const written = at(node, 'retries');
  const retries = written ? numberField(written)?.value : 3;
  if (start === undefined || interval === undefined || retries === undefined) return undefined;
  return start + retries * interval;
}

const takes = ({ name, seconds, source }: Starting): string =>
  `${name} may take ${shown(seconds)} and more to start (${source})`;

const shown = (seconds: number): string =>
  seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.round(seconds)} s`;
