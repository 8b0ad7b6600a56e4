import type { Edit } from '../../../core/edit.ts';
import type { Container, Pod } from '../../../workload/types.ts';
import { setAt, type YamlData } from '../../../yaml/edit.ts';
import { at } from '../../../yaml/look.ts';

/** A limit by its key in `resources.limits`, and by the one that a Compose service has for it. */
const OWN_KEYS = { memory: 'mem_limit', cpus: 'cpus', pids: 'pids_limit' } as const;

/**
 * The edit that gives a Compose service a limit, where its other limits stand: Compose refuses one of `deploy` beside
 * those of the service itself that are not repeated there.
 */
export function limitEdit(
  { node }: Pick<Container, 'node'>,
  limit: keyof typeof OWN_KEYS,
  value: YamlData,
): Edit | undefined {
  const isShort =
    !at(node, 'deploy', 'resources', 'limits') && Object.values(OWN_KEYS).some((key) => at(node, key));
  return isShort
    ? setAt(node, [OWN_KEYS[limit]], value)
    : setAt(node, ['deploy', 'resources', 'limits', limit], value);
}

/**
 * What a pod has for all of its containers together stands for what one of them does not say.
 * @returns in words, with the place; undefined: the pod has none
 */
export function ofThePod(
  { resources }: Pod,
  kind: 'limits' | 'requests',
  name: 'cpu' | 'memory',
): string | undefined {
  const amount = resources?.[kind][name];
  if (!amount) return undefined;
  const { source, span } = amount.at;
  return `the pod has a ${kind.slice(0, -1)} of ${amount.value} ${name} in ${source.path}:${source.lineOf(span.start)}`;
}
