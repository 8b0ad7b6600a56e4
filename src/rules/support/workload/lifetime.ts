import type { Workload } from '../../../workload/types.ts';
import { at, textOf } from '../../../yaml/look.ts';

/**
 * Whether a Compose service is meant to end: it is a job, others wait until it has completed, it is there for a profile
 * only, or its name says so. Where that is not certain, the rules on services that go on are silent.
 */
export const isMeantToEnd = ({ kind, name, profiles, project }: Workload): boolean =>
  kind === 'job' ||
  (profiles?.length ?? 0) > 0 ||
  /(?:^|[-_])(?:init|migrat\w*|setup|seed\w*|bootstrap|provision\w*|create\w*|job|once|backup|restore|test|tests|cli|shell|tools?|build|builder|certs?|permissions|chown)(?:[-_\d]|$)/i.test(
    name,
  ) ||
  (project?.services ?? []).some(
    ({ node }) => textOf(at(node, 'depends_on', name, 'condition')) === 'service_completed_successfully',
  );
