import { at, itemsOf, siteOf } from '../../../yaml/look.ts';
import type { YamlMap, YamlNode } from '../../../yaml/types.ts';
import type { PortUse } from '../../types.ts';
import { parsePort, protocolOf, rangeOf } from '../ports.ts';
import { printed } from '../scalars.ts';
import { textAt, uncertainty } from './values.ts';

/** `ports`, which the host publishes, and `expose`, which other services see. What cannot be read is left out. */
export const portsOf = (node: YamlMap): PortUse[] => [
  ...itemsOf(at(node, 'ports')).flatMap(publishedPort),
  ...itemsOf(at(node, 'expose')).flatMap(exposedPort),
];

function publishedPort(item: YamlNode): PortUse[] {
  if (item.kind === 'map') return longPort(item);
  const port = parsePort(printed(item) ?? '');
  if ('error' in port) return [];
  const { first, last, hostFirst, hostLast, protocol, address } = port;
  const isChoice = hostFirst !== undefined && hostLast !== hostFirst && first === last;
  return [
    {
      port: first,
      ...(last === first ? {} : { last }),
      protocol,
      ...(hostFirst === undefined ? {} : { host: hostFirst }),
      ...(isChoice ? { hostLast: hostLast! } : {}),
      ...(address === undefined ? {} : { address }),
      published: true,
      ...uncertainty(item),
      at: siteOf(item),
    },
  ];
}

function longPort(item: YamlMap): PortUse[] {
  const target = rangeOf(textAt(item, 'target')?.value ?? '');
  if (!target) return [];
  const host = rangeOf(textAt(item, 'published')?.value ?? '');
  const address = textAt(item, 'host_ip')?.value;
  const name = textAt(item, 'name')?.value;
  return [
    {
      port: target.first,
      protocol: protocolOf(textAt(item, 'protocol')?.value ?? '') ?? 'tcp',
      ...(name ? { name } : {}),
      ...(host ? { host: host.first } : {}),
      ...(host && host.last !== host.first ? { hostLast: host.last } : {}),
      ...(address ? { address } : {}),
      published: true,
      ...uncertainty(...item.entries.map(({ value }) => value)),
      at: siteOf(item),
    },
  ];
}

function exposedPort(item: YamlNode): PortUse[] {
  const [port = '', protocol = 'tcp'] = (printed(item) ?? '').split('/', 2);
  const range = rangeOf(port);
  if (!range) return [];
  return [
    {
      port: range.first,
      ...(range.last === range.first ? {} : { last: range.last }),
      protocol: protocolOf(protocol) ?? 'tcp',
      published: false,
      ...uncertainty(item),
      at: siteOf(item),
    },
  ];
}
