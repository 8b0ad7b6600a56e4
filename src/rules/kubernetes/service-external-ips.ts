import { at, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';

/** Traffic of the cluster to such an address goes to the Service, whoever the address belongs to. */
export const serviceExternalIps = kubernetesRule({
  name: 'service-external-ips',
  title: 'Claim no addresses with externalIPs',
  severity: 'high',
  set: 'recommended',
  aliases: ['KSV-0108'],
  help: 'use type: LoadBalancer, or an Ingress or Gateway',
  fixable: false,

  *check({ object }) {
    if (object.kind !== 'Service' || object.apiVersion !== 'v1') return;
    const list = at(object.node, 'spec', 'externalIPs');
    const addresses = itemsOf(list).flatMap((item) => textOf(item) ?? []);
    if (!list || addresses.length === 0) return;
    yield {
      at: siteOf(itemsOf(list)[0]!),
      message: `what the cluster sends to ${addresses.join(', ')} goes to the Service ${object.name}, whoever has ${addresses.length > 1 ? 'these addresses' : 'that address'} (CVE-2020-8554)`,
    };
  },
});
