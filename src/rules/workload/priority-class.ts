import type { Delivery } from '../../workload/types.ts';
import { at, booleanField, textField } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { perDelivery } from '../support/kubernetes/once.ts';
import { isController } from '../support/workload/controllers.ts';

/** Where room is short, the scheduler ends pods of lower priority for those of a higher one. */
export const priorityClass = workloadRule({
  name: 'priority-class',
  title: 'Say how important pods are',
  severity: 'info',
  set: 'strict',
  aliases: ['polaris/priorityClassNotSet'],
  help: 'set priorityClassName to a class of the cluster, or make one the globalDefault',
  fixable: false,

  *check({ workload, delivery }) {
    if (!isController(workload) || textField(at(workload.pod.spec, 'priorityClassName'))) return;
    const evidence = globalDefault(delivery);
    yield {
      at: workload.at,
      message: `the pods of ${workload.kind} ${workload.name} have the priority of everything that says none: where room is short, any of them is ended`,
      ...(evidence ? { evidence } : {}),
    };
  },
});

/** What gives a priority to pods that ask for none. */
const globalDefault = perDelivery(({ objects }: Delivery): string | undefined => {
  for (const { kind, apiVersion, node, name, at: place } of objects)
    if (
      kind === 'PriorityClass' &&
      apiVersion.startsWith('scheduling.k8s.io/') &&
      booleanField(at(node, 'globalDefault'))?.value
    )
      return `PriorityClass ${name} in ${place.source.path}:${place.source.lineOf(place.span.start)}`;
  return undefined;
});
