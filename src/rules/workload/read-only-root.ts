import { setAt } from '../../yaml/edit.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What cannot be written cannot be replaced. */
export const readOnlyRoot = workloadRule({
  name: 'read-only-root',
  title: 'Make the root file system read-only',
  severity: 'low',
  set: 'recommended',
  aliases: ['KSV-0014', 'CIS-5.13', 'kube-linter/no-read-only-root-fs', 'polaris/notReadOnlyRootFilesystem'],
  tags: ['NSA-CISA: immutable container file systems'],
  help: 'set readOnlyRootFilesystem: true (Compose: read_only), with an emptyDir or tmpfs where it has to write',
  fixable: true,

  *check({ workload }) {
    const isCompose = workload.format === 'compose';
    if (workload.pod.os?.value === 'windows') return;
    for (const container of workload.containers) {
      if (container.readOnlyRoot.value || container.role === 'ephemeral') continue;
      const keys: [string, ...string[]] = isCompose
        ? ['read_only']
        : ['securityContext', 'readOnlyRootFilesystem'];
      const edit = setAt(container.node, keys, true);
      yield {
        at: container.readOnlyRoot.at,
        message: `${nameOf(container)} can change its own programs and configuration`,
        aliases: isCompose
          ? ['CIS-5.13']
          : ['KSV-0014', 'kube-linter/no-read-only-root-fs', 'polaris/notReadOnlyRootFilesystem'],
        ...(edit
          ? {
              fix: {
                title: `set ${keys.at(-1)}: true`,
                safe: false,
                edits: [edit],
                changes: ['run.readOnlyRoot'] as const,
              },
            }
          : {}),
      };
    }
  },
});
