import type { KubernetesObject } from '../../workload/types.ts';
import { at, entryOf, siteOf, textOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import { kubernetesRule } from '../rule.ts';
import { groupOf } from '../support/kubernetes/roles.ts';
import { seesAll } from '../support/kubernetes/seen.ts';
import {
  isEmptySelector,
  type LabelSelector,
  nameSelector,
  nearestTo,
  plainSelector,
  selectedBy,
  selectorIn,
} from '../support/kubernetes/selectors.ts';

/** Applied without a word, and without effect. */
export const selectsNothing = kubernetesRule({
  name: 'selects-nothing',
  title: 'Select pods by labels that they have',
  severity: 'medium',
  set: 'recommended',
  aliases: ['kube-linter/dangling-service', 'kube-linter/dangling-networkpolicy'],
  help: 'use labels of the pod template that it is for',
  fixable: false,

  *check({ object, delivery }) {
    const selecting = selectingOf(object);
    if (!selecting || isEmptySelector(selecting.selector) || !seesAll(object, '*', delivery)) return;
    const { selector, node, effect } = selecting;
    const selected = selectedBy(selector, object.namespace, delivery);
    if (!selected || selected.length > 0) return;
    const nearest = nearestTo(selector, object, delivery);
    const own =
      nearest &&
      `${nearest.workload.kind} ${nearest.workload.name} has ${nearest.key}=${nearest.label.value}`;
    yield {
      at: siteOf(node),
      ...(nearest ? { also: [nearest.label.at] } : {}),
      aliases: selecting.aliases,
      message: `no pod here has ${nameSelector(selector)}${own ? ` (${own})` : ''}: the ${object.kind} ${object.name} ${effect}`,
    };
  },
});

interface Selecting {
  readonly selector: LabelSelector;
  readonly node: YamlNode;
  /** What comes of it when it selects nothing. */
  readonly effect: string;
  readonly aliases: readonly string[];
}

/** What of an object selects pods. */
function selectingOf(object: KubernetesObject): Selecting | undefined {
  const { kind, node } = object;
  const spec = at(node, 'spec');
  const group = groupOf(object);
  if (kind === 'Service' && group === '') {
    const selector = entryOf(spec, 'selector')?.value;
    if (!selector || textOf(at(spec, 'type')) === 'ExternalName') return undefined;
    return {
      selector: plainSelector(selector),
      node: selector,
      effect: 'leads nowhere',
      aliases: ['kube-linter/dangling-service'],
    };
  }
  if (kind === 'NetworkPolicy' && group === 'networking.k8s.io') {
    const selector = entryOf(spec, 'podSelector')?.value;
    return (
      selector && {
        selector: selectorIn(selector),
        node: selector,
        effect: 'guards nothing',
        aliases: ['kube-linter/dangling-networkpolicy'],
      }
    );
  }
  if (kind === 'PodDisruptionBudget' && group === 'policy') {
    const selector = entryOf(spec, 'selector')?.value;
    return (
      selector && { selector: selectorIn(selector), node: selector, effect: 'keeps nothing up', aliases: [] }
    );
  }
  return undefined;
}
