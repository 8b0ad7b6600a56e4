import type { Field } from '../../core/site.ts';
import type { Container, Mount } from '../../workload/types.ts';
import { at, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { workloadRule } from '../rule.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** With shared propagation what a container mounts is mounted on its host. */
export const mountPropagation = workloadRule({
  name: 'mount-propagation',
  title: 'Let no container mount into its host',
  severity: 'medium',
  set: 'recommended',
  aliases: ['CIS-5.20'],
  help: 'leave the propagation out (private), or use one that goes into the container only (rslave, HostToContainer)',
  fixable: false,

  *check({ workload }) {
    for (const container of workload.containers) {
      for (const mount of container.mounts) {
        const mode = sharedBy(mount, container);
        if (!mode) continue;
        yield {
          at: mode.at,
          message: `${nameOf(container)} mounts ${mount.volume.source ?? mount.path} with propagation ${mode.value}: what is mounted below it in the container is mounted on the host too`,
          aliases: workload.format === 'compose' ? ['CIS-5.20'] : [],
        };
      }
    }
  },
});

/** The word by which what is mounted inside is mounted outside as well. */
function sharedBy({ volume, at: place }: Mount, { workload, node }: Container): Field<string> | undefined {
  if (workload.format === 'kubernetes') {
    const mount = listed(node, place);
    const mode = at(mount, 'mountPropagation');
    return mode && textOf(mode) === 'Bidirectional'
      ? { value: 'Bidirectional', at: siteOf(mode) }
      : undefined;
  }
  const long = at(volume.node, 'bind', 'propagation');
  if (long) return SHARED.has(textOf(long) ?? '') ? { value: textOf(long)!, at: siteOf(long) } : undefined;
  const options = textOf(volume.node)?.split(':').at(-1)?.split(',') ?? [];
  const word = volume.kind === 'hostPath' ? options.find((option) => SHARED.has(option)) : undefined;
  return word === undefined ? undefined : { value: word, at: place };
}

const SHARED: ReadonlySet<string> = new Set(['shared', 'rshared']);

/** The mount of a container as it is written, by its place. */
function listed(container: YamlNode, { source, span }: Mount['at']): YamlNode | undefined {
  const mounts = at(container, 'volumeMounts');
  return mounts?.kind === 'list'
    ? mounts.items.find(
        (item) => item.source === source && item.span.start <= span.start && span.end <= item.span.end,
      )
    : undefined;
}
