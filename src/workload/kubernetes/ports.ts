import type { YamlMap } from '../../yaml/types.ts';
import type { PortUse } from '../types.ts';
import type { Typed } from './typed.ts';

const PROTOCOLS: Readonly<Record<string, PortUse['protocol']>> = { TCP: 'tcp', UDP: 'udp', SCTP: 'sctp' };

/** The ports of a container. In the network of the node, a port is the node's as well. */
export function readPorts(container: YamlMap, isHostNetwork: boolean, typed: Typed): PortUse[] {
  return typed.maps(container, 'ports').flatMap((node): PortUse[] => {
    const port = typed.integer(node, 'containerPort');
    if (!port) return [];
    const name = typed.text(node, 'name');
    const address = typed.text(node, 'hostIP');
    const host = typed.integer(node, 'hostPort')?.value || (isHostNetwork ? port.value : 0);
    return [
      {
        port: port.value,
        protocol: PROTOCOLS[typed.text(node, 'protocol')?.value.toUpperCase() ?? 'TCP'] ?? 'tcp',
        ...(name ? { name: name.value } : {}),
        ...(host ? { host } : {}),
        ...(address?.value ? { address: address.value } : {}),
        published: host !== 0,
        at: port.at,
      },
    ];
  });
}
