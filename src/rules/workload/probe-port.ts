import type { Container } from '../../workload/types.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Ports are for people and Services to read: one that is asked and not told of is a slip, or is missing. */
export const probePort = workloadRule({
  name: 'probe-port',
  title: 'Tell of the ports that probes ask',
  severity: 'info',
  set: 'strict',
  aliases: ['kube-linter/liveness-port', 'kube-linter/readiness-port', 'kube-linter/startup-port'],
  help: 'add it to the ports of the container, under a name, or ask the port that the program listens on',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes' || workload.object?.madeBy?.partial) return;
    const told = new Set(workload.containers.flatMap(({ ports }) => ports.map(({ port }) => port)));
    for (const container of workload.containers) yield* ofContainer(container, told);
  },
});

function* ofContainer(container: Container, told: ReadonlySet<number>) {
  for (const name of ['liveness', 'readiness', 'startup'] as const) {
    const probe = container.probes[name];
    // Another host is asked for another reason; a name is told by port-name-missing.
    if (!probe?.port || probe.host || probe.number === undefined || probe.port.uncertain) continue;
    if (told.has(probe.number)) continue;
    yield {
      at: probe.port.at,
      message: `the ${name} probe of ${nameOf(container)} asks port ${probe.number}, which none of the pod's containers names`,
      aliases: [`kube-linter/${name}-port`],
    };
  }
}
