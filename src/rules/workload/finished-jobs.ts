import { at } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isJob, isWhole } from '../support/workload/controllers.ts';

/** A Job that has ended stays, with its pods, until somebody takes it away. */
export const finishedJobs = workloadRule({
  name: 'finished-jobs',
  title: 'Let finished Jobs go',
  severity: 'info',
  set: 'strict',
  aliases: ['kube-linter/job-ttl-seconds-after-finished'],
  help: 'set ttlSecondsAfterFinished: long enough to read its logs',
  fixable: false,

  *check({ workload }) {
    const { object, annotations, kind, name } = workload;
    // A CronJob keeps as many as its history has.
    if (!object || !isJob(workload) || kind !== 'Job' || !isWhole(workload)) return;
    if (at(object.node, 'spec', 'ttlSecondsAfterFinished')) return;
    // Helm and Argo CD take their hooks away themselves.
    if (annotations.has('helm.sh/hook') || annotations.has('argocd.argoproj.io/hook')) return;
    const isNamed = at(object.node, 'metadata', 'name') !== undefined;
    yield {
      at: workload.at,
      message: `Job ${name} and its pods stay in the cluster when it has ended${isNamed ? ', and keep another from being made by this name' : ''}`,
    };
  },
});
