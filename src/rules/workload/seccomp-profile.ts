import type { SitedProblem } from '../../core/finding.ts';
import { podSecurityId } from '../../core/pod-security.ts';
import type { Container, Workload } from '../../workload/types.ts';
import { removeEntry, removeItem, setAt } from '../../yaml/edit.ts';
import { asMap, entryOf, itemsOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { containerOf, idsOf, nameOf, refusalsOf } from '../support/workload/refusals.ts';

/** Seccomp keeps a container from most of the kernel's calls, and is off in Kubernetes unless it is asked for. */
export const seccompProfile = workloadRule({
  name: 'seccomp-profile',
  title: 'Confine system calls by a seccomp profile',
  severity: 'medium',
  set: 'recommended',
  aliases: [
    'PSS-seccompProfile_baseline',
    'PSS-seccompProfile_restricted',
    'KSV-0030',
    'KSV-0104',
    'CIS-5.22',
  ],
  tags: ['NSA-CISA: seccomp'],
  help: 'set seccompProfile.type: RuntimeDefault',
  fixable: true,

  *check({ workload }) {
    if (workload.format === 'compose') {
      for (const container of workload.containers) yield* unconfined(container);
      return;
    }
    yield* refused(workload);
    yield* missing(workload);
  },
});

function* refused(workload: Workload): Generator<SitedProblem> {
  const refusals = refusalsOf(workload, 'seccompProfile_baseline', 'seccompProfile_restricted');
  for (const refusal of refusals.filter((one) => !one.missing)) {
    const container = containerOf(workload, refusal);
    const map = container?.node ?? workload.pod.spec;
    const edit = setAt(map, ['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault');
    yield {
      at: refusal.at,
      message: `${container ? nameOf(container) : 'the pod'} may make every system call: ${refusal.what}`,
      severity: 'high',
      aliases: [...idsOf(refusal), 'KSV-0104'],
      ...fixWith('write RuntimeDefault', edit && [edit], ['run.seccomp']),
    };
  }
}

/** Said once for the pod, where all its containers lack it. */
function* missing(workload: Workload): Generator<SitedProblem> {
  const refusals = refusalsOf(workload, 'seccompProfile_restricted').filter((one) => one.missing);
  const containers = refusals.flatMap((refusal) => containerOf(workload, refusal) ?? []);
  const [first] = containers;
  if (!first) return;
  const edit = setAt(workload.pod.spec, ['securityContext', 'seccompProfile'], { type: 'RuntimeDefault' });
  yield {
    at: first.at,
    also: containers.slice(1).map((container) => container.at),
    message: `no seccomp profile is asked for, and Kubernetes gives ${containers.length === 1 ? nameOf(first) : `${containers.length} containers`} none`,
    severity: 'low',
    aliases: [podSecurityId('seccompProfile_restricted'), 'KSV-0030'],
    ...fixWith('set seccompProfile: RuntimeDefault for the pod', edit && [edit], ['run.seccomp']),
  };
}

function* unconfined({ node }: Container): Generator<SitedProblem> {
  const map = asMap(node);
  const entry = entryOf(map, 'security_opt');
  const items = itemsOf(entry?.value);
  for (const item of items) {
    if (!/^seccomp[:=]unconfined$/.test(textOf(item) ?? '')) continue;
    const edit =
      items.length > 1
        ? entry?.value.kind === 'list' && removeItem(entry.value, item)
        : map && removeEntry(map, entry!);
    yield {
      at: { source: item.source, span: item.span },
      message: 'seccomp:unconfined lets the service make every system call',
      severity: 'high',
      aliases: ['CIS-5.22'],
      help: 'take it out: the engine has a profile of its own',
      ...fixWith('take it out, so that the engine’s own profile holds', edit ? [edit] : undefined, [
        'run.seccomp',
      ]),
    };
  }
}
