import { asMap, at, entriesOf, entryOf, itemsOf, siteOf, textOf } from '../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/types.ts';
import type { WorkflowProblem } from './types.ts';

/** Jobs with what they extend. */
export class Templates {
  readonly #root: YamlMap;
  readonly #problems: WorkflowProblem[];
  readonly #done = new Map<string, YamlMap | 'open'>();

  constructor(root: YamlMap, problems: WorkflowProblem[]) {
    this.#root = root;
    this.#problems = problems;
  }

  /** The job of a name, everything that it extends merged under its own; undefined when there is none. */
  job(name: string, depth = 0): YamlMap | undefined {
    const known = this.#done.get(name);
    if (known) return known === 'open' ? undefined : known;
    const own = asMap(at(this.#root, name));
    if (!own || depth > deepest) return undefined;
    this.#done.set(name, 'open');
    let merged: YamlMap | undefined;
    const extended = entryOf(own, 'extends')?.value;
    for (const parent of extended ? (extended.kind === 'list' ? itemsOf(extended) : [extended]) : []) {
      const base = this.job(textOf(parent) ?? '', depth + 1);
      if (base) merged = merged ? mergeMaps(merged, base) : base;
      else if (this.#done.get(textOf(parent) ?? '') === 'open')
        this.#problems.push({ at: siteOf(parent), message: `${name} extends itself` });
    }
    const result = merged ? mergeMaps(merged, own) : own;
    this.#done.set(name, result);
    return result;
  }
}

/** GitLab allows eleven levels. */
const deepest = 11;

/** `own` over `base`: maps are merged key by key, everything else is replaced. */
export function mergeMaps(base: YamlMap, own: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>(entriesOf(base).map((entry) => [entry.key, entry]));
  for (const entry of entriesOf(own)) {
    const before = entries.get(entry.key);
    const both = before?.value.kind === 'map' && entry.value.kind === 'map' && entry.key !== 'extends';
    entries.set(
      entry.key,
      both ? { ...entry, value: mergeMaps(before.value as YamlMap, entry.value as YamlMap) } : entry,
    );
  }
  return { ...own, entries: [...entries.values()] };
}

/** The values of a list, its `!reference [job, key]` and lists within it taken apart; a value alone is one. */
export function flattened(node: YamlNode | undefined, root: YamlMap): readonly YamlNode[] {
  const found: YamlNode[] = [];
  const visit = (each: YamlNode, depth: number): void => {
    if (depth > deepest || found.length > most) return;
    if (each.kind !== 'list') found.push(each);
    else if (each.tag === '!reference') {
      const target = at(root, ...itemsOf(each).map((part) => textOf(part) ?? ''));
      if (target) visit(target, depth + 1);
    } else for (const item of itemsOf(each)) visit(item, depth + 1);
  };
  if (node) visit(node, 0);
  return found;
}

/** References to references could make a list without end. */
const most = 10_000;
