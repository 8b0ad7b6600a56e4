import { workloadRule } from '../rule.ts';
import { idsOf, refusalsOf } from '../support/workload/refusals.ts';

/** Volumes that name a storage system in the pod tie it to that, and bring its credentials along. */
export const volumeTypes = workloadRule({
  name: 'volume-types',
  title: 'Claim storage instead of naming it in the pod',
  severity: 'low',
  set: 'recommended',
  aliases: ['PSS-restrictedVolumes', 'KSV-0028'],
  help: 'use a persistentVolumeClaim',
  fixable: false,

  *check({ workload }) {
    for (const refusal of refusalsOf(workload, 'restrictedVolumes')) {
      if (refusal.controls.includes('hostPathVolumes')) continue;
      yield {
        at: refusal.at,
        message: `${refusal.what} names the storage in the pod itself`,
        aliases: [...idsOf(refusal), 'KSV-0028'],
      };
    }
  },
});
