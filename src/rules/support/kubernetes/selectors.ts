import type { Field } from '../../../core/site.ts';
import type { Delivery, KubernetesObject, Workload } from '../../../workload/types.ts';
import { at, entriesOf, itemsOf, textFields, textOf } from '../../../yaml/look.ts';
import type { YamlNode } from '../../../yaml/types.ts';
import { perDelivery } from './once.ts';
import { makerOf } from './seen.ts';

/** Which pods something is for, by their labels. Nothing in it: every one. */
export interface LabelSelector {
  readonly labels: ReadonlyMap<string, string>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: ReadonlySet<string>;
  }[];
}

type Labels = Workload['labels'];

/** The selector of a Service: labels alone. */
export const plainSelector = (node: YamlNode | undefined): LabelSelector => ({
  labels: labelsIn(node),
  expressions: [],
});

/** `matchLabels` and `matchExpressions`. */
export const selectorIn = (node: YamlNode | undefined): LabelSelector => ({
  labels: labelsIn(at(node, 'matchLabels')),
  expressions: itemsOf(at(node, 'matchExpressions')).map((item) => ({
    key: textOf(at(item, 'key')) ?? '',
    operator: textOf(at(item, 'operator')) ?? '',
    values: new Set(textFields(at(item, 'values')).map(({ value }) => value)),
  })),
});

export const isEmptySelector = ({ labels, expressions }: LabelSelector): boolean =>
  labels.size === 0 && expressions.length === 0;

/** `app=web, tier in (a, b)`, for people. */
export const nameSelector = ({ labels, expressions }: LabelSelector): string =>
  [
    ...[...labels].map(([key, value]) => `${key}=${value}`),
    ...expressions.map(({ key, operator, values }) =>
      [
        key,
        (Object.hasOwn(OPERATORS, operator) && OPERATORS[operator]) || operator,
        values.size > 0 ? `(${[...values].join(', ')})` : '',
      ]
        .filter(Boolean)
        .join(' '),
    ),
  ].join(', ');

const OPERATORS: Readonly<Record<string, string>> = {
  In: 'in',
  NotIn: 'not in',
  Exists: '',
  DoesNotExist: 'absent',
};

const labelsIn = (node: YamlNode | undefined): Map<string, string> =>
  new Map(entriesOf(node).map(({ key, value }) => [key, textOf(value) ?? '']));

/** Whether pods with these labels are selected. Labels that are only known when a pod runs are taken to match. */
export const selects = ({ labels, expressions }: LabelSelector, pod: Labels): boolean =>
  [...labels].every(([key, value]) => isSetLater(key) || pod.get(key)?.value === value) &&
  expressions.every(({ key, operator, values }) => {
    if (isSetLater(key)) return true;
    const own = pod.get(key)?.value;
    if (operator === 'In') return own !== undefined && values.has(own);
    if (operator === 'NotIn') return own === undefined || !values.has(own);
    if (operator === 'Exists') return own !== undefined;
    return operator !== 'DoesNotExist' || own === undefined;
  });

/** What controllers, and programs that choose a leader, write on a pod. */
const isSetLater = (key: string): boolean =>
  /^(?:statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/|batch\.kubernetes\.io\/|topology\.kubernetes\.io\/)|^(?:pod-template-hash|controller-revision-hash|controller-uid|job-name)$|role$|leader|primary$|master$/i.test(
    key,
  );

/** Whether two namespaces may be one: what names none goes where it is sent. */
export const mayBeOne = (a: Field<string> | undefined, b: Field<string> | undefined): boolean =>
  a === undefined || b === undefined || a.value === b.value;

/** The workloads of Kubernetes by each label of their pods. */
const byLabel = perDelivery((delivery) => {
  const found = new Map<string, Workload[]>();
  const all = delivery.workloads.filter(({ format }) => format === 'kubernetes');
  for (const workload of all)
    for (const [key, { value }] of workload.labels) {
      const name = `${key}\0${value}`;
      const list = found.get(name);
      if (list) list.push(workload);
      else found.set(name, [workload]);
    }
  return { found, all };
});

/** As many workloads are looked through for one selector, so that the time stays in proportion. */
const MOST = 1000;

/** The workloads whose pods a selector is for; undefined: there are too many to tell. */
export function selectedBy(
  selector: LabelSelector,
  namespace: Field<string> | undefined,
  delivery: Delivery,
): Workload[] | undefined {
  const { found, all } = byLabel(delivery);
  let candidates: readonly Workload[] = all;
  for (const [key, value] of selector.labels) {
    if (isSetLater(key)) continue;
    const some = found.get(`${key}\0${value}`) ?? [];
    if (some.length < candidates.length) candidates = some;
  }
  if (candidates.length > MOST) return undefined;
  return candidates.filter(
    (workload) => mayBeOne(workload.namespace, namespace) && selects(selector, workload.labels),
  );
}

/**
 * The workload that has most of a selector's labels, and a label of it that differs; else one of the same name, with
 * its first label.
 */
export function nearestTo(
  { labels }: LabelSelector,
  object: KubernetesObject,
  delivery: Delivery,
): { readonly workload: Workload; readonly key: string; readonly label: Field<string> } | undefined {
  const { namespace, name } = object;
  const maker = makerOf(object);
  let best: { workload: Workload; key: string; label: Field<string>; matching: number } | undefined;
  for (const workload of byLabel(delivery).all.slice(0, MOST)) {
    if (!mayBeOne(workload.namespace, namespace)) continue;
    if (!workload.object || makerOf(workload.object) !== maker) continue;
    const own = [...workload.labels];
    const differs = own.find(([key, { value }]) => labels.has(key) && labels.get(key) !== value);
    const [key, label] = differs ?? (workload.name === name ? (own[0] ?? []) : []);
    if (key === undefined || !label) continue;
    const matching = differs ? own.filter(([each, { value }]) => labels.get(each) === value).length : -0.5;
    if (matching > (best?.matching ?? -1)) best = { workload, key, label, matching };
  }
  return best;
}
