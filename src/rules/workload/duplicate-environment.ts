import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** One of two is not what somebody meant. */
export const duplicateEnvironment = workloadRule({
  name: 'duplicate-environment',
  title: 'Set each variable once',
  severity: 'medium',
  set: 'recommended',
  aliases: ['kube-linter/duplicate-env-var'],
  help: 'leave one of the two out',
  fixable: false,

  *check({ workload }) {
    if (workload.format !== 'kubernetes') return;
    for (const container of workload.containers) {
      const first = new Map<string, (typeof container.environment)[number]>();
      for (const entry of container.environment) {
        // What comes whole from elsewhere is meant to be overridden.
        if (entry.name.endsWith('*')) continue;
        const known = first.get(entry.name);
        if (!known) {
          first.set(entry.name, entry);
          continue;
        }
        const isSame = known.value !== undefined && known.value.value === entry.value?.value;
        yield {
          at: entry.at,
          also: [known.at],
          message: `${nameOf(container)} sets ${entry.name} twice${isSame ? '' : ', and the last one counts'}: server-side apply refuses it, and other ways to apply it may lose one`,
          severity: isSame ? 'low' : 'medium',
        };
      }
    }
  },
});
