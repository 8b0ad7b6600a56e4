import type { SitedProblem } from '../../core/finding.ts';
import type { Container } from '../../workload/types.ts';
import { entriesOf, entryOf, keySite } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isWhole } from '../support/workload/controllers.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Probes that the API server refuses, with the workload that they are in. */
export const invalidProbe = workloadRule({
  name: 'invalid-probe',
  title: 'Write probes and hooks as the API takes them',
  severity: 'high',
  set: 'recommended',
  aliases: [],
  help: 'take it out, or move it to a container that runs on',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes' || !isWhole(workload)) return;
    for (const container of workload.containers) {
      if (container.role === 'init' || container.role === 'ephemeral') yield* misplaced(container);
      else yield* refused(container);
    }
  },
});

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** What runs to its end before the others, or is put in by hand, has neither probes nor hooks. */
function* misplaced(container: Container): Generator<SitedProblem> {
  for (const key of [...PROBES, 'lifecycle']) {
    const entry = entryOf(container.node, key);
    if (!entry || entriesOf(entry.value).length === 0) continue;
    yield {
      at: keySite(entry),
      message: `${nameOf(container)} has a ${key}: the API server refuses it`,
      help:
        container.role === 'init'
          ? 'take it out, or set restartPolicy: Always for the container, which makes it a sidecar'
          : 'take it out',
    };
  }
}

function* refused(container: Container): Generator<SitedProblem> {
  for (const key of PROBES) {
    const entry = entryOf(container.node, key);
    if (entry?.value.kind !== 'map') continue;
    const handlers = entriesOf(entry.value).filter(
      ({ key: name, value }) => HANDLERS.has(name) && !(value.kind === 'scalar' && value.value === null),
    );
    if (handlers.length !== 1) {
      const names = handlers.map((each) => each.key).join(' and ');
      yield {
        at: keySite(entry),
        message: `the ${key} of ${nameOf(container)} has ${names || 'nothing that it could do'}: the API server wants one of exec, httpGet, tcpSocket and grpc`,
        help: 'keep one of them',
      };
    }
    const { liveness, startup } = container.probes;
    const probe = key === 'livenessProbe' ? liveness : key === 'startupProbe' ? startup : undefined;
    const threshold = probe?.timing?.successThreshold;
    if (threshold && threshold.value !== 1)
      yield {
        at: threshold.at,
        message: `the ${key} of ${nameOf(container)} has successThreshold: ${threshold.value}: the API server takes 1 alone, as only readiness comes and goes`,
        help: 'take successThreshold out',
      };
  }
}

const HANDLERS: ReadonlySet<string> = new Set(['exec', 'httpGet', 'tcpSocket', 'grpc']);
