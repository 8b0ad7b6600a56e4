import { removeEntry, setAt } from '../../yaml/edit.ts';
import { entryOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isController, isJob, isWhole } from '../support/workload/controllers.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** What keeps pods running has to restart them; what runs to an end may not. */
export const podRestartPolicy = workloadRule({
  name: 'pod-restart-policy',
  title: 'Give pods a restart policy that their controller takes',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/restart-policy'],
  help: 'leave restartPolicy out for what runs on; set OnFailure or Never for a Job',
  fixable: true,

  *check({ workload }) {
    const { restartPolicy, spec } = workload.pod;
    const { value, at, from } = restartPolicy;
    if (isController(workload) && value !== 'Always') {
      const entry = entryOf(spec, 'restartPolicy');
      const edit = entry && removeEntry(spec, entry);
      yield {
        at,
        message: `the pods of ${workload.kind} ${workload.name} have restartPolicy: ${value}: the API server refuses it, as such pods run on`,
        help: 'leave it out, or make it a Job',
        ...fixWith('take restartPolicy out', edit && [edit], ['run.restart']),
      };
    } else if (
      isJob(workload) &&
      (from !== 'default' || isWhole(workload)) &&
      value !== 'OnFailure' &&
      value !== 'Never'
    ) {
      const edit = setAt(spec, ['restartPolicy'], 'OnFailure');
      yield {
        at,
        message: `the pods of ${workload.kind} ${workload.name} ${from === 'default' ? 'have no restartPolicy, which is Always' : `have restartPolicy: ${value}`}: the API server refuses it, as a Job has an end`,
        help: 'set OnFailure (the same pod again) or Never (a new pod)',
        ...fixWith('set restartPolicy: OnFailure', edit && [edit], ['run.restart']),
      };
    }
  },
});
