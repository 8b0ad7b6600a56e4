import type { KubernetesObject } from '../../workload/types.ts';
import { setAt } from '../../yaml/edit.ts';
import { at, entriesOf, entryOf, siteOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { type RemovedApi, removalOf } from '../support/kubernetes/removed-apis.ts';
import { fixWith } from '../support/workload/fixes.ts';

/** What a cluster no longer serves, it refuses. */
export const removedApi = kubernetesRule({
  name: 'removed-api',
  title: 'Use API versions that clusters still serve',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0107', 'kube-linter/no-extensions-v1beta'],
  help: 'write the object for the API version that took its place',
  fixable: true,

  *check({ object }) {
    const removed = removalOf(object);
    if (!removed) return;
    const { apiVersion, kind, node } = object;
    const { since, successor, note } = removed;
    const entry = entryOf(node, 'apiVersion');
    const stays = entry && successor ? rest(object, removed) : undefined;
    const edit = stays && setAt(node, ['apiVersion'], successor!);
    const next = successor ? `use ${successor}${note ? `: ${note}` : ''}` : note;
    yield {
      at: entry ? siteOf(entry.value) : object.at,
      aliases: [
        'KSV-0107',
        ...(apiVersion.startsWith('extensions/') ? ['kube-linter/no-extensions-v1beta'] : []),
      ],
      message: `Kubernetes ${since} and later refuse ${kind} of ${apiVersion}`,
      ...(next ? { help: next } : {}),
      ...fixWith(`write apiVersion: ${successor}`, edit && [edit], [], stays === 'same'),
    };
  },
});

/**
 * Whether nothing but the version has to change: `same`, `perhaps` with other defaults; undefined: more has to.
 */
function rest(
  { node, kind }: KubernetesObject,
  { same, successor }: RemovedApi,
): 'same' | 'perhaps' | undefined {
  if (same) return 'same';
  if (entriesOf(at(node, 'spec', 'selector')).length === 0) return undefined;
  // A budget without a selector was for no pod, and is for all of them now.
  if (kind === 'PodDisruptionBudget') return 'same';
  return successor === 'apps/v1' && !at(node, 'spec', 'rollbackTo') ? 'perhaps' : undefined;
}
