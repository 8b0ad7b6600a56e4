import { removeEntry } from '../../yaml/edit.ts';
import { asMap, at, entryOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { autoscalersOf } from '../support/workload/controllers.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** Two who write one number. */
export const autoscaledReplicas = workloadRule({
  name: 'autoscaled-replicas',
  title: 'Leave the number of replicas to the autoscaler',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'take replicas out of what is autoscaled',
  fixable: true,

  *check({ workload, delivery }) {
    const { replicas, object } = workload;
    if (workload.format !== 'kubernetes' || !replicas || !object || object.madeBy?.partial) return;
    const [scaler] = autoscalersOf(workload, delivery);
    if (!scaler) return;
    const spec = asMap(at(object.node, 'spec'));
    const entry = entryOf(spec, 'replicas');
    const edit = spec && entry && removeEntry(spec, entry);
    yield {
      at: replicas.at,
      also: [scaler.at],
      message: `every time that this is applied, ${workload.kind} ${workload.name} goes to ${replicas.value} ${replicas.value === 1 ? 'replica' : 'replicas'}, however many the ${scaler.kind} ${scaler.name} has found that it needs`,
      ...fixWith('take replicas out', edit && [edit], ['run.replicas']),
    };
  },
});
