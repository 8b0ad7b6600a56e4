import type { Container, Delivery, KubernetesObject, Workload } from '../../workload/types.ts';
import { at, booleanField, itemsOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isJob, isWhole } from '../support/workload/controllers.ts';
import { servicesTo } from '../support/workload/objects.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** A Service sends to a pod that is ready, and without a probe it is ready when its process has started. */
export const readinessProbe = workloadRule({
  name: 'readiness-probe',
  title: 'Probe whether what a Service leads to is ready',
  severity: 'medium',
  set: 'recommended',
  aliases: ['kube-linter/no-readiness-probe', 'polaris/readinessProbeMissing'],
  help: 'add a readinessProbe that asks the port that the Service leads to',
  fixable: false,

  *check({ workload, delivery }) {
    if (workload.format !== 'kubernetes' || !isWhole(workload) || isJob(workload)) return;
    // A pod by itself that is not started again is a job as well: the test of a chart.
    if (workload.pod.restartPolicy.value === 'Never') return;
    for (const [container, service] of servedBy(workload, delivery)) {
      if (container.probes.readiness) continue;
      yield {
        at: container.at,
        also: [service.at],
        message: `the Service ${service.name} sends to ${nameOf(container)} as soon as its process has started, and for as long as it has not ended`,
      };
    }
  },
});

/** The containers that Services lead to, each with the first of these. */
function servedBy(workload: Workload, delivery: Delivery): Map<Container, KubernetesObject> {
  const running = workload.containers.filter(({ role }) => role === 'main' || role === 'sidecar');
  const main = running.filter(({ role }) => role === 'main');
  const served = new Map<Container, KubernetesObject>();
  for (const service of servicesTo(workload, delivery)) {
    // Those of a cluster's members lead to them before they are ready.
    if (booleanField(at(service.node, 'spec', 'publishNotReadyAddresses'))?.value) continue;
    for (const item of itemsOf(at(service.node, 'spec', 'ports'))) {
      const target = textOf(at(item, 'targetPort') ?? at(item, 'port'));
      const container =
        running.find(({ ports }) =>
          ports.some(({ port, name }) => name === target || String(port) === target),
        ) ?? (main.length === 1 ? main[0] : undefined);
      if (container && !served.has(container)) served.set(container, service);
    }
  }
  return served;
}
