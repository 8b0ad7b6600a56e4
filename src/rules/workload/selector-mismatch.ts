import { at, entriesOf, siteOf, textOf } from '../../yaml/look.ts';
import { workloadRule } from '../rule.ts';
import { isController } from '../support/workload/controllers.ts';

/** A controller that does not select the pods that it makes is refused by the API server. */
export const selectorMismatch = workloadRule({
  name: 'selector-mismatch',
  title: 'Select the pods that the template makes',
  severity: 'high',
  set: 'recommended',
  aliases: ['kube-linter/mismatching-selector'],
  help: 'give the pod template the labels that the selector asks for',
  fixable: false,

  *check({ workload }) {
    const { object, kind, name, labels } = workload;
    if (!object || !isController(workload)) return;
    const wanted = entriesOf(at(object.node, 'spec', 'selector', 'matchLabels'));
    for (const { key, value } of wanted) {
      const own = labels.get(key);
      const text = textOf(value) ?? '';
      if (own?.value === text) continue;
      yield {
        at: siteOf(value),
        also: own ? [own.at] : [],
        message: `${kind} ${name} selects pods by ${key}: ${text}, and its own have ${own ? `${key}: ${own.value}` : 'no such label'}: the API server refuses it`,
        help: `write ${key}: ${text} under the labels of the pod template${own ? ', or select by what it has' : ''}`,
      };
    }
  },
});
