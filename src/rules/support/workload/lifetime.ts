import type { Workload } from '../../../workload/types.ts';
import { waitingFor } from './waiting.ts';

/**
 * Whether a workload is meant to end. Kubernetes: it is a job, or its pods are not started again. Compose: it is a job,
 * others wait until it has completed, it is there for a profile only, or its name says so. Where that is not certain, the
 * rules on what goes on are silent.
 */
export const isMeantToEnd = (workload: Workload): boolean =>
  workload.format === 'kubernetes'
    ? workload.kind === 'Job' || workload.kind === 'CronJob' || workload.pod.restartPolicy.value !== 'Always'
    : endsInCompose(workload);

const endsInCompose = (workload: Workload): boolean =>
  workload.kind === 'job' ||
  (workload.profiles?.length ?? 0) > 0 ||
  ENDS.test(workload.name) ||
  waitingFor(workload).some(({ condition }) => condition === 'service_completed_successfully');

const ENDS =
  /(?:^|[-_])(?:init|migrat\w*|setup|seed\w*|bootstrap|provision\w*|create\w*|job|once|backup|restore|test|tests|cli|shell|tools?|build|builder|certs?|permissions|chown)(?:[-_\d]|$)/i;
