import { at, textField } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isController } from '../support/workload/controllers.ts';
import { servicesTo } from '../support/workload/objects.ts';

/** Recreate ends all pods before the first new one starts. */
export const updateStrategy = workloadRule({
  name: 'update-strategy',
  title: 'Replace the pods of a Service one after another',
  severity: 'low',
  set: 'strict',
  aliases: ['kube-linter/no-rolling-update-strategy'],
  help: 'use RollingUpdate, with a maxUnavailable that leaves some pods',
  fixable: false,

  *check({ workload, delivery }) {
    const { kind, name, object, pod } = workload;
    if (!isController(workload) || kind !== 'Deployment') return;
    const [service] = servicesTo(workload, delivery);
    if (!service) return;
    const type = textField(at(object?.node, 'spec', 'strategy', 'type'));
    const most = textField(at(object?.node, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'));
    // One volume that is mounted by one node is a reason.
    const isRecreated = type?.value === 'Recreate' && !pod.volumes.some((volume) => volume.kind === 'named');
    const field = isRecreated ? type : most?.value === '100%' ? most : undefined;
    if (!field) return;
    yield {
      at: field.at,
      also: [service.at],
      message: `every update of Deployment ${name} ends all its pods before a new one is ready (${isRecreated ? 'Recreate' : 'maxUnavailable: 100%'}): the Service ${service.name} leads nowhere meanwhile`,
      ...(isRecreated ? {} : { aliases: [] }),
    };
  },
});
