import type { YamlNode } from '../../yaml/types.ts';

/** A text that two values have in common exactly when they are equal, whatever the order of their keys. */
export function digest(node: YamlNode): string {
  if (node.kind === 'scalar') return JSON.stringify(node.value) + mark(node.uncertain, node);
  if (node.kind === 'list') return `[${node.items.map(digest).join()}]`;
  const entries = node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${digest(value)}`);
  return `{${entries.sort().join()}}`;
}

/** Two values that variables will decide are not the same because they have none now. */
const mark = (uncertain: true | undefined, { source, span }: YamlNode): string =>
  uncertain ? `@${source.path}:${span.start}` : '';
