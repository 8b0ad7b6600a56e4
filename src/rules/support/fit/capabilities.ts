import type { Edit } from '../../../core/edit.ts';
import { BASELINE_CAPABILITIES } from '../../../workload/admission/admit.ts';
import type { Container } from '../../../workload/types.ts';
import { addItem, joined, setAt } from '../../../yaml/edit.ts';
import { asList, at } from '../../../yaml/look.ts';

/** Names of capabilities are the kernel's in capitals, without `CAP_`. */
export const capabilityName = (text: string): string => text.toUpperCase().replace(/^CAP_/, '');

/** Those of some capabilities that a container, or any process that it starts, cannot have. */
export function lacking(
  { capabilities: { add, drop }, privileged }: Container,
  names: readonly string[],
): readonly string[] {
  if (privileged.value) return [];
  const added = new Set(add.map(({ value }) => capabilityName(value)));
  if (added.has('ALL')) return [];
  const dropped = new Set(drop.map(({ value }) => capabilityName(value)));
  return names.filter(
    (name) => !added.has(name) && (dropped.has('ALL') || dropped.has(name) || !BY_DEFAULT.has(name)),
  );
}

/** What Docker and containerd leave a container when nobody says otherwise. CRI-O leaves fewer. */
const BY_DEFAULT: ReadonlySet<string> = new Set([...BASELINE_CAPABILITIES, 'NET_RAW']);

/** The edits that give a container capabilities; undefined: it cannot be said in one place. */
export function addBack({ node, workload }: Container, names: readonly string[]): Edit[] | undefined {
  const keys: [string, ...string[]] =
    workload.format === 'compose' ? ['cap_add'] : ['securityContext', 'capabilities', 'add'];
  const list = asList(at(node, ...keys));
  if (!list || list.items.length === 0) {
    const edit = setAt(node, keys, names);
    return edit && [edit];
  }
  return joined(names.map((name) => addItem(list, name)));
}
