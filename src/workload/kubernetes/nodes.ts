import type { Field } from '../../core/site.ts';
import type { YamlMap } from '../../yaml/types.ts';
import type { NodeUse } from '../types.ts';
import type { Typed } from './typed.ts';

/** Which systems `nodeSelector` and required node affinity leave; undefined: no node is ruled out by its system. */
export function readNodes(spec: YamlMap, typed: Typed): NodeUse | undefined {
  const os = left(spec, ['kubernetes.io/os', 'beta.kubernetes.io/os'], typed);
  const arch = left(spec, ['kubernetes.io/arch', 'beta.kubernetes.io/arch'], typed);
  return os || arch ? { ...(os ? { os } : {}), ...(arch ? { arch } : {}) } : undefined;
}

/** Both have to hold: what the selector says, and one of the terms of the affinity. */
function left(spec: YamlMap, labels: readonly string[], typed: Typed): Field<string>[] | undefined {
  const selector = typed.map(spec, 'nodeSelector');
  const selected = labels.flatMap((label) => (selector && typed.text(selector, label)) ?? []);
  if (selected.length > 0) return selected.slice(0, 1);
  const required = typed.map(
    spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  );
  const terms = typed.maps(required, 'nodeSelectorTerms').map((term) => allowed(term, labels, typed));
  if (terms.length === 0 || terms.includes(undefined)) return undefined;
  const byValue = new Map(terms.flatMap((term) => term ?? []).map((field) => [field.value, field]));
  return [...byValue.values()];
}

/** The values that a term allows; undefined: any. */
function allowed(term: YamlMap, labels: readonly string[], typed: Typed): Field<string>[] | undefined {
  let values: Field<string>[] | undefined;
  for (const expression of typed.maps(term, 'matchExpressions')) {
    const key = typed.text(expression, 'key')?.value;
    if (key === undefined || !labels.includes(key)) continue;
    if (typed.text(expression, 'operator')?.value !== 'In') continue;
    const these = typed.texts(expression, 'values');
    const names = new Set(these.map(({ value }) => value));
    values = values ? values.filter(({ value }) => names.has(value)) : these;
  }
  return values;
}
