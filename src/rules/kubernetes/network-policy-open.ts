import type { SitedProblem } from '../../core/finding.ts';
import type { Site } from '../../core/site.ts';
import { at, entriesOf, entryOf, itemsOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';

/** A policy that lets everything through keeps nothing apart, and looks as if it did. */
export const networkPolicyOpen = kubernetesRule({
  name: 'network-policy-open',
  title: 'Let network policies select what they allow',
  severity: 'medium',
  set: 'strict',
  aliases: ['KSV-0038'],
  tags: ['NSA-CISA: network separation'],
  help: 'say with podSelector which pods it is for, and with from and to whom they may talk with',
  fixable: false,

  *check({ object }): Generator<SitedProblem> {
    if (object.kind !== 'NetworkPolicy' || groupOf(object) !== 'networking.k8s.io') return;
    const spec = at(object.node, 'spec');
    const selector = entryOf(spec, 'podSelector');
    if (!selector) {
      yield {
        at: object.at,
        message: `the NetworkPolicy ${object.name} has no podSelector: it is for every pod of its namespace, where the cluster takes it at all`,
      };
      return;
    }
    if (entriesOf(selector.value).some(({ value }) => !isEmpty(value))) return;
    for (const { key, peers, message, severity } of DIRECTIONS) {
      const open = openRule(at(spec, key), peers);
      if (open) yield { at: open, message: `the NetworkPolicy ${object.name} ${message}`, severity };
    }
  },
});

const DIRECTIONS = [
  {
    key: 'ingress',
    peers: 'from',
    message: 'lets everybody reach every pod of its namespace, as if there were no policy at all',
    severity: 'medium',
  },
  {
    key: 'egress',
    peers: 'to',
    message: 'lets every pod of its namespace reach everything, as if there were no policy at all',
    severity: 'low',
  },
] as const;

/** The first rule of a policy that is for all ports and peers. */
function openRule(rules: YamlNode | undefined, peers: string): Site | undefined {
  for (const rule of itemsOf(rules)) {
    if (itemsOf(at(rule, 'ports')).length > 0) continue;
    const listed = itemsOf(at(rule, peers));
    if (listed.length === 0 || listed.some(isEverybody)) return siteOf(rule);
  }
  return undefined;
}

/** Every pod of every namespace, or every address. */
function isEverybody(peer: YamlNode): boolean {
  const block = at(peer, 'ipBlock');
  if (block) return textOf(at(block, 'cidr'))?.endsWith('/0') === true && !at(block, 'except');
  const namespaces = entryOf(peer, 'namespaceSelector');
  return namespaces !== undefined && isEmpty(namespaces.value) && isEmpty(at(peer, 'podSelector'));
}

/** `{}`, `matchLabels: {}`: it selects everything. */
const isEmpty = (selector: YamlNode | undefined): boolean =>
  itemsOf(selector).length === 0 &&
  entriesOf(selector).every(({ value }) => isEmpty(value)) &&
  !isScalar(selector);

const isScalar = (node: YamlNode | undefined): boolean => node?.kind === 'scalar' && node.value !== null;
