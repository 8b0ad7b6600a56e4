import type { SitedProblem } from '../../core/finding.ts';
import { podSecurityId } from '../../core/pod-security.ts';
import type { Container, Workload } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { at, entriesOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** The manifest is where it can be made certain that no container runs as root, whatever its image says. */
export const runAsNonRoot = workloadRule({
  name: 'run-as-non-root',
  title: 'Say in the manifest that containers do not run as root',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-runAsNonRoot',
    'PSS-runAsUser',
    'KSV-0012',
    'KSV-0105',
    'KSV-0118',
    'kube-linter/run-as-non-root',
    'polaris/runAsRootAllowed',
  ],
  tags: ['NSA-CISA: non-root containers'],
  help: 'set runAsNonRoot: true, and a numeric runAsUser where the image has a name or root',
  fixable: true,

  *check({ workload }) {
    yield* explicit(workload);
    if (workload.format === 'kubernetes') yield* missing(workload);
  },
});

/** It is said that a container runs as root. */
function* explicit(workload: Workload): Generator<SitedProblem> {
  const refusals = refusalsOf(workload, 'runAsUser', 'runAsNonRoot').filter((one) => !one.missing);
  if (workload.format === 'kubernetes') {
    for (const refusal of refusals) {
      const isUser = refusal.controls.includes('runAsUser');
      const container = containerOf(workload, refusal);
      const who = container ? nameOf(container) : 'the pod';
      yield {
        at: refusal.at,
        message: isUser ? `${who} runs as root: runAsUser: 0` : `${who} may run as root: runAsNonRoot: false`,
        severity: isUser ? 'high' : 'medium',
        aliases: [...idsOf(refusal), isUser ? 'KSV-0105' : 'KSV-0012', ...PEERS],
      };
    }
    return;
  }
  for (const { user, workload: service } of workload.containers) {
    if (!user || (user.value.uid !== 0 && user.value.name !== 'root')) continue;
    yield {
      at: user.at,
      message: `service ${service.name} runs as root: user: ${user.value.text}`,
      severity: 'medium',
      aliases: [],
    };
  }
}

/** Nothing says that it does not. One finding a pod, where its containers would all be mended by the pod's word. */
function* missing(workload: Workload): Generator<SitedProblem> {
  const refusals = refusalsOf(workload, 'runAsNonRoot').filter((one) => one.missing);
  const containers = refusals.flatMap((refusal) => containerOf(workload, refusal) ?? []);
  const [first] = containers;
  if (!first) return;
  const edit = setAt(workload.pod.spec, ['securityContext', 'runAsNonRoot'], true);
  yield {
    at: first.at,
    also: containers.slice(1).map(({ at }) => at),
    message: `nothing says that ${listed(containers)} may not run as root`,
    aliases: [
      podSecurityId('runAsNonRoot'),
      'KSV-0012',
      ...PEERS,
      ...(containers.some(hasNoContext) ? ['KSV-0118'] : []),
    ],
    ...fixWith('set runAsNonRoot: true for the pod', edit && [edit], ['run.runAsNonRoot']),
  };
}

const PEERS = ['kube-linter/run-as-non-root', 'polaris/runAsRootAllowed'];

/** Neither it nor its pod has a security context that says anything. */
const hasNoContext = ({ node, workload }: Container): boolean =>
  [node, workload.pod.spec].every((map) => entriesOf(at(map, 'securityContext')).length === 0);

const listed = (containers: readonly Container[]): string =>
  containers.length > 3 ? `${containers.length} containers` : containers.map(nameOf).join(', ');
