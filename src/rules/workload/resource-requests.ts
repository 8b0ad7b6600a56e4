import type { Edit } from '../../core/edit.ts';
import type { SitedProblem } from '../../core/finding.ts';
import type { Container } from '../../workload/types.ts';
import { joined, setAt } from '../../yaml/edit.ts';
import { asMap, at } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { limitEdit, ofThePod } from '../support/workload/limits.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** The scheduler places pods by what they ask for. */
export const resourceRequests = workloadRule({
  name: 'resource-requests',
  title: 'Say what containers need to run',
  severity: 'low',
  set: 'strict',
  aliases: [
    'KSV-0011',
    'KSV-0015',
    'KSV-0016',
    'CIS-5.12',
    'kube-linter/unset-cpu-requirements',
    'kube-linter/unset-memory-requirements',
    'polaris/cpuRequestsMissing',
    'polaris/memoryRequestsMissing',
    'polaris/cpuLimitsMissing',
  ],
  tags: ['NSA-CISA: resource policies'],
  help: 'set requests for cpu and memory, and a limit for cpu where others must not suffer',
  fixable: true,

  *check({ workload }) {
    const isCompose = workload.format === 'compose';
    for (const container of workload.containers) {
      const { limits, requests, role } = container;
      if (role === 'ephemeral') continue;
      // A limit stands for a request that is not made.
      if (!isCompose && !requests.cpu && !limits.cpu)
        yield problem(container, 'requests', 'cpu', CPU_REQUEST, { requests: { cpu: '100m' } });
      if (!isCompose && !requests.memory && !limits.memory)
        yield problem(container, 'requests', 'memory', MEMORY_REQUEST, { requests: { memory: '128Mi' } });
      if (limits.cpu) continue;
      if (isCompose) yield problem(container, 'limits', 'cpu', ['CIS-5.12'], { limits: { cpu: '1' } });
      else
        yield problem(container, 'limits', 'cpu', CPU_LIMIT, {
          // A limit alone would reserve all that it allows.
          ...(requests.cpu ? {} : { requests: { cpu: '100m' } }),
          limits: { cpu: '1' },
        });
    }
  },
});

const CPU_REQUEST = ['KSV-0015', 'kube-linter/unset-cpu-requirements', 'polaris/cpuRequestsMissing'];
const MEMORY_REQUEST = ['KSV-0016', 'kube-linter/unset-memory-requirements', 'polaris/memoryRequestsMissing'];
const CPU_LIMIT = ['KSV-0011', 'kube-linter/unset-cpu-requirements', 'polaris/cpuLimitsMissing'];

type Amounts = Readonly<Record<string, string>>;
type Given = Readonly<Partial<Record<'requests' | 'limits', Amounts>>>;

function problem(
  container: Container,
  kind: 'requests' | 'limits',
  name: 'cpu' | 'memory',
  aliases: readonly string[],
  given: Given,
): SitedProblem {
  const evidence = ofThePod(container.workload.pod, kind, name);
  const said = Object.entries(given).map(([kind, amounts]) => told(kind, amounts));
  return {
    at: container.at,
    message: `${nameOf(container)} has no ${kind.slice(0, -1)} for ${name}`,
    aliases,
    ...(evidence === undefined ? {} : { evidence }),
    ...fixWith(
      `set ${said.join(' and ')}, which ${said.length === 1 ? 'is a guess' : 'are guesses'}`,
      edits(container, given),
      ['run.limits', 'run.requests'],
    ),
  };
}

/** `a request of 100m cpu`. */
const told = (kind: string, amounts: Amounts): string =>
  Object.entries(amounts)
    .map(([name, amount]) => `a ${kind.slice(0, -1)} of ${amount} ${name}`)
    .join(' and ');

function edits(container: Container, given: Given): Edit[] | undefined {
  const { node, workload } = container;
  if (workload.format === 'compose') return joined([limitEdit(container, 'cpus', given.limits?.cpu ?? '1')]);
  const present = asMap(at(node, 'resources'));
  // What is not there yet is written in one go; into `{}` one goes after the other, the request first.
  if (!present) return joined([setAt(node, ['resources'], given)]);
  if (present.entries.length === 0 && Object.keys(given).length > 1) return undefined;
  return joined(
    Object.entries(given).flatMap(([kind, amounts]) =>
      Object.entries(amounts).map(([name, amount]) => setAt(node, ['resources', kind, name], amount)),
    ),
  );
}
