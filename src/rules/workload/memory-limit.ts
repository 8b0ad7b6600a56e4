import type { Container, Delivery } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { at, itemsOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { fixWith } from '../support/workload/fixes.ts';
import { limitEdit, ofThePod } from '../support/workload/limits.ts';
import { objectsBeside } from '../support/workload/objects.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** Without a limit one container takes the memory of all, and the kernel chooses who dies. */
export const memoryLimit = workloadRule({
  name: 'memory-limit',
  title: 'Limit the memory of containers',
  severity: 'low',
  set: 'recommended',
  aliases: ['KSV-0018', 'CIS-5.11', 'kube-linter/unset-memory-requirements', 'polaris/memoryLimitsMissing'],
  tags: ['NSA-CISA: resource policies'],
  help: 'set a memory limit: what it uses under load, and some more',
  fixable: true,

  *check({ workload, delivery }) {
    const isCompose = workload.format === 'compose';
    for (const container of workload.containers) {
      if (container.role === 'ephemeral' || container.limits.memory) continue;
      const evidence =
        ofThePod(workload.pod, 'limits', 'memory') ??
        (isCompose ? undefined : limitRange(container, delivery));
      const edit = isCompose
        ? limitEdit(container, 'memory', '512M')
        : setAt(container.node, ['resources', 'limits', 'memory'], '512Mi');
      yield {
        at: container.at,
        message: `${nameOf(container)} may take all the memory of its host`,
        aliases: isCompose
          ? ['CIS-5.11']
          : ['KSV-0018', 'kube-linter/unset-memory-requirements', 'polaris/memoryLimitsMissing'],
        ...(evidence ? { evidence } : {}),
        // Kubernetes requests what is limited, where nothing else is said.
        ...fixWith('set a limit of 512 MiB, which is a guess', edit && [edit], [
          'run.limits',
          'run.requests',
        ]),
      };
    }
  },
});

/** A LimitRange of the namespace gives a limit to containers that have none. */
function limitRange({ workload }: Container, delivery: Delivery): string | undefined {
  for (const { node, name, at: place } of objectsBeside(delivery, 'LimitRange', workload)) {
    const gives = itemsOf(at(node, 'spec', 'limits')).some(
      (limit) => textOf(at(limit, 'type')) === 'Container' && textOf(at(limit, 'default', 'memory')),
    );
    if (gives) return `LimitRange ${name} in ${place.source.path}:${place.source.lineOf(place.span.start)}`;
  }
  return undefined;
}
