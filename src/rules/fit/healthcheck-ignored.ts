import { type CommandFact, type HealthFact, valueOf } from '../../core/facts.ts';
import { setAt, type YamlData } from '../../yaml/edit.ts';
import { fitRule } from '../rule.ts';
import { isUnrendered } from '../support/fit/access.ts';
import { besides, imageName } from '../support/fit/sites.ts';
import { unanswered } from '../support/fit/unanswered.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The kubelet asks what probes say, and takes no notice of the image's HEALTHCHECK. */
export const healthcheckIgnored = fitRule({
  name: 'healthcheck-ignored',
  title: 'Probe on Kubernetes what the image checks by itself elsewhere',
  severity: 'low',
  set: 'strict',
  aliases: [],
  help: 'write a readiness probe that asks the same',
  fixable: true,

  *check(fit) {
    const { container, facts } = fit;
    const { workload, probes, role } = container;
    if (workload.format !== 'kubernetes' || role === 'init' || role === 'ephemeral') return;
    if (workload.kind === 'Job' || workload.kind === 'CronJob') return;
    if (probes.liveness || probes.readiness) return;
    if (facts.health.known === 'unknown') {
      yield unanswered(fit, 'the HEALTHCHECK', facts.health);
      return;
    }
    const health = valueOf(facts.health);
    if (!health || health.test === 'none') return;
    if (isUnrendered(fit)) {
      yield unanswered(fit, 'whether % is probed', 'its chart is not rendered');
      return;
    }
    const edit = setAt(container.node, ['readinessProbe'], probeOf(health.test, health));
    yield {
      at: container.at,
      also: besides(fit, facts.health),
      message: `${nameOf(container)} has no probe, and Kubernetes takes no notice of the HEALTHCHECK of ${imageName(fit)}: traffic is sent to it whatever it would say`,
      ...fixWith('ask the same by a readiness probe', edit && [edit], ['run.probes']),
    };
  },
});

/** With the times of the health check, where it says any; its time to answer is 30 seconds by itself, and a probe's is one. */
function probeOf(test: CommandFact, { interval, timeout, startPeriod, retries }: HealthFact): YamlData {
  const delay = seconds(startPeriod);
  return {
    exec: { command: [...test.args] },
    ...(delay ? { initialDelaySeconds: delay } : {}),
    periodSeconds: seconds(interval) ?? 30,
    timeoutSeconds: seconds(timeout) ?? 30,
    ...(retries === undefined ? {} : { failureThreshold: retries }),
  };
}

/** A duration as Go writes it, in whole seconds. */
function seconds(duration: string | undefined): number | undefined {
  const parts = [...(duration ?? '').matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
  if (parts.length === 0) return undefined;
  const of = { h: 3600, m: 60, s: 1, ms: 0.001 };
  const sum = parts.reduce((all, [, number, unit]) => all + Number(number) * of[unit as keyof typeof of], 0);
  return Math.max(1, Math.round(sum));
}
