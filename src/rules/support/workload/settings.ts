import type { Edit } from '../../../core/edit.ts';
import type { Container } from '../../../workload/types.ts';
import { setAt, type YamlData } from '../../../yaml/edit.ts';

/** The edits after which a Kubernetes container's security context has a value; undefined: not in one place. */
export function inContext({ node }: Container, key: string, value: YamlData): Edit[] | undefined {
  return atKeys(node, ['securityContext', ...key.split('.')] as [string, ...string[]], value);
}

/** The edits after which a map has a value at a path of keys. */
export function atKeys(
  node: Container['node'],
  keys: readonly [string, ...string[]],
  value: YamlData,
): Edit[] | undefined {
  const edit = setAt(node, keys, value);
  return edit && [edit];
}
