import { at, entriesOf, itemsOf, siteOf, textField, textOf } from '../../yaml/look.ts';
import { kubernetesRule } from '../rule.ts';

/** A door to the outside should be one that somebody meant to make. */
export const serviceExposure = kubernetesRule({
  name: 'service-exposure',
  title: 'Open Services to the outside on purpose only',
  severity: 'medium',
  set: 'strict',
  aliases: ['kube-linter/exposed-services'],
  tags: ['NSA-CISA: network separation'],
  help: 'use type: ClusterIP, with an Ingress or Gateway where it has to be reached from outside',
  fixable: false,

  *check({ object }) {
    if (object.kind !== 'Service' || object.apiVersion !== 'v1') return;
    const { node, name } = object;
    const type = textField(at(node, 'spec', 'type'));
    if (type?.value === 'NodePort')
      yield {
        at: type.at,
        message: `the Service ${name} opens a port on every node, past any load balancer`,
      };
    if (type?.value !== 'LoadBalancer' || isInternal(object.node)) return;
    const ranges = at(node, 'spec', 'loadBalancerSourceRanges');
    const open = itemsOf(ranges).find((item) => textOf(item)?.endsWith('/0'));
    if (itemsOf(ranges).length > 0 && !open) return;
    yield {
      at: open ? siteOf(open) : type.at,
      message: `the load balancer of the Service ${name} takes requests from everywhere`,
      severity: 'low',
      help: 'name who may ask under loadBalancerSourceRanges, or make it internal by the annotation of your cloud',
    };
  },
});

/** Whether annotations of the clouds make a load balancer internal. */
const isInternal = (node: Parameters<typeof at>[0]): boolean =>
  entriesOf(at(node, 'metadata', 'annotations')).some(({ key, value }) => {
    const text = textOf(value)?.toLowerCase() ?? '';
    if (/load-balancer-(?:type|scheme)$/.test(key)) return text === 'internal';
    return /load-balancer-internal$|internal-load-balancer$/.test(key) && text !== 'false' && text !== '';
  });
