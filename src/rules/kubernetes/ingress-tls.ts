import type { KubernetesObject } from '../../workload/types.ts';
import { at, entriesOf, itemsOf, textField, textFields, textOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';

/** What an Ingress takes without TLS, anybody on the way can read and change. */
export const ingressTls = kubernetesRule({
  name: 'ingress-tls',
  title: 'Give every host of an Ingress TLS',
  severity: 'medium',
  set: 'strict',
  aliases: ['polaris/tlsSettingsMissing'],
  tags: ['NSA-CISA: encryption'],
  help: 'name the host under spec.tls, with the Secret that holds its certificate',
  fixable: false,

  *check({ object }) {
    if (!isIngress(object) || isEndedElsewhere(object)) return;
    const tls = itemsOf(at(object.node, 'spec', 'tls'));
    if (tls.length === 0) {
      yield {
        at: object.at,
        aliases: ['polaris/tlsSettingsMissing'],
        message: `the Ingress ${object.name} has no TLS: who is on the way reads and changes what it serves`,
      };
      return;
    }
    const hosts = tls.map((item) => textFields(at(item, 'hosts')).map(({ value }) => value));
    // Without hosts, it is for all of them.
    if (hosts.some((some) => some.length === 0)) return;
    const covered = new Set(hosts.flat());
    for (const rule of itemsOf(at(object.node, 'spec', 'rules'))) {
      const host = textField(at(rule, 'host'));
      if (!host || covered.has(host.value)) continue;
      const parent = host.value.slice(host.value.indexOf('.') + 1);
      if (covered.has(`*.${parent}`)) continue;
      yield {
        at: host.at,
        aliases: [],
        message: `${host.value} has no TLS: it is among the hosts of none under spec.tls`,
      };
    }
  },
});

const isIngress = (object: KubernetesObject): boolean =>
  object.kind === 'Ingress' && ['networking.k8s.io', 'extensions'].includes(groupOf(object));

/** The certificate is the load balancer's, or the controller's own, by annotation. */
const isEndedElsewhere = ({ node }: KubernetesObject): boolean =>
  entriesOf(at(node, 'metadata', 'annotations')).some(
    ({ key, value }) =>
      /certificate|ssl-cert|pre-shared-cert|router\.tls/.test(key) && Boolean(textOf(value)),
  );
