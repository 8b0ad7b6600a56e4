import type { Field } from '../../../core/site.ts';
import { at, itemsOf, siteOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../../yaml/types.ts';
import type { Resources } from '../../types.ts';
import { bytesOf } from '../quantities.ts';
import { isFraction } from '../scalars.ts';
import { text, textAt, texts } from './values.ts';

/** What a service may use at the most, and what is kept for it: by its own keys, or in `deploy.resources`. */
export function resourcesOf(node: YamlMap): { limits: Resources; requests: Resources } {
  const deployed = at(node, 'deploy', 'resources');
  const limits = at(deployed, 'limits');
  const reservations = at(deployed, 'reservations');
  const devices = new Map([...gpusOf(at(node, 'gpus')), ...gpusOf(at(reservations, 'devices'))]);
  return {
    limits: resources(
      limited(amountOf(at(node, 'cpus'))) ?? amountOf(at(limits, 'cpus')),
      limited(bytesAt(node, 'mem_limit'), bytesOf) ?? textAt(limits, 'memory'),
      limited(amountOf(at(node, 'pids_limit'))) ?? amountOf(at(limits, 'pids')),
      new Map(),
    ),
    requests: resources(
      textAt(reservations, 'cpus'),
      limited(bytesAt(node, 'mem_reservation'), bytesOf) ?? textAt(reservations, 'memory'),
      undefined,
      devices,
    ),
  };
}

/** A number as text; one that a variable without value will give is there as well. */
const amountOf = (node: YamlNode | undefined): Field<string> | undefined =>
  node?.kind === 'scalar' && node.uncertain ? { value: '', at: siteOf(node), uncertain: true } : text(node);

/** Zero is no limit, and leaves it to `deploy`. */
const limited = (
  field: Field<string> | undefined,
  amount: (text: string) => number | undefined = Number,
): Field<string> | undefined => (field && !field.uncertain && amount(field.value) === 0 ? undefined : field);

/** Compose drops a number of bytes that has a fraction or exponent, without a word. */
function bytesAt(node: YamlMap, key: string): Field<string> | undefined {
  const value = at(node, key);
  return value?.kind === 'scalar' && isFraction(value) ? undefined : text(value);
}

const resources = (
  cpu: Field<string> | undefined,
  memory: Field<string> | undefined,
  pids: Field<string> | undefined,
  devices: ReadonlyMap<string, Field<string>>,
): Resources => ({
  ...(cpu ? { cpu } : {}),
  ...(memory ? { memory } : {}),
  ...(pids ? { pids } : {}),
  devices,
});

/** Devices that are asked for, by the name that Kubernetes would have for them, with their count as written. */
function gpusOf(node: YamlNode | undefined): [string, Field<string>][] {
  if (node?.kind === 'scalar') return node.value === null ? [] : [['nvidia.com/gpu', text(node)!]];
  return itemsOf(node).map((item) => [deviceName(item), countOf(item)]);
}

function deviceName(item: YamlNode): string {
  const driver = textAt(item, 'driver')?.value ?? '';
  const capabilities = texts(at(item, 'capabilities')).map(({ value }) => value);
  // Devices of CDI carry their kind: `vendor.com/class=name`.
  const named = texts(at(item, 'device_ids')).find(({ value }) => value.includes('/'));
  if (driver === 'cdi' && named) return named.value.split('=', 1)[0]!;
  const kind = capabilities.includes('gpu') || capabilities.length === 0 ? 'gpu' : capabilities[0]!;
  return `${driver === '' || driver === 'nvidia' ? 'nvidia.com' : driver}/${kind}`;
}

function countOf(item: YamlNode): Field<string> {
  const ids = texts(at(item, 'device_ids'));
  return textAt(item, 'count') ?? { value: ids.length > 0 ? String(ids.length) : 'all', at: siteOf(item) };
}
