import type { Span } from '../../core/span.ts';
import { entryOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlFile, YamlNode } from '../../yaml/types.ts';
import { type Found, isSame } from './found.ts';

/** A value of a rendered text, with the way to it. */
export interface Target {
  /** The document that it is in. */
  readonly root: YamlNode;
  readonly node: YamlNode;
  /** The key that it stands behind. */
  readonly entry?: YamlEntry;
  /** The place is that of the key. */
  readonly isKey: boolean;
  readonly steps: readonly Step[];
}

/** A key of a map, or an item of a list. */
export interface Step {
  readonly key?: string;
  readonly index?: number;
  readonly node: YamlNode;
}

/** The innermost value that holds a place. */
export function targetAt({ documents }: YamlFile, span: Span): Target | undefined {
  const root = documents.find(({ root }) => root && holds(root.span, span))?.root;
  if (!root) return undefined;
  const steps: Step[] = [];
  let target: Target = { root, node: root, isKey: false, steps };
  for (let node: YamlNode = root; ; node = target.node) {
    if (node.kind === 'map') {
      const entry: YamlEntry | undefined = node.entries.find(
        ({ keySpan, value }) => holds(keySpan, span) || holds(value.span, span),
      );
      if (!entry) return target;
      steps.push({ key: entry.key, node: entry.value });
      const isKey = holds(entry.keySpan, span);
      target = { root, node: entry.value, entry, isKey, steps };
      if (isKey) return target;
    } else if (node.kind === 'list') {
      const index = node.items.findIndex((item) => holds(item.span, span));
      if (index === -1) return target;
      steps.push({ index, node: node.items[index]! });
      target = { root, node: node.items[index]!, isKey: false, steps };
    } else return target;
  }
}

const holds = (outer: Span, { start, end }: Span): boolean => outer.start <= start && end <= outer.end;

/** Whether a place says which object or container it is about, rather than what is wrong with it. */
export function isName({ steps, entry }: Target): boolean {
  if (entry?.key !== 'name') return false;
  const before = steps.at(-2);
  return before?.key === 'metadata' || before?.index !== undefined;
}

/** The value below another by the same steps; items of lists by what they are. */
export function follow(from: Found, steps: readonly Step[]): Found | undefined {
  let here: Found | undefined = from;
  for (const { key, index, node } of steps) {
    if (!here) return undefined;
    if (key !== undefined) {
      const entry: YamlEntry | undefined = entryOf(here.node, key);
      here = entry && { node: entry.value, entry };
    } else {
      const item: YamlNode | undefined =
        here.node.kind === 'list' ? itemLike(here.node.items, node, index ?? 0) : undefined;
      here = item && { node: item };
    }
  }
  return here;
}

/** The same item, else one of the same name. */
export function itemLike(items: readonly YamlNode[], like: YamlNode, index: number): YamlNode | undefined {
  const at = items[index];
  if (at && isSame(at, like)) return at;
  const name = nameOf(like);
  return (
    items.find((item) => isSame(item, like)) ??
    (name === undefined ? undefined : items.find((item) => nameOf(item) === name))
  );
}

function nameOf(node: YamlNode): string | undefined {
  const name = entryOf(node, 'name')?.value;
  return name?.kind === 'scalar' ? String(name.value) : undefined;
}
