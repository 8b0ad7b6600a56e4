import { siteOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { digest } from './digest.ts';
import {
  entryLike,
  listLike,
  mapLike,
  nullLike,
  partsOf,
  scalarLike,
  withItems,
  withValues,
} from './nodes.ts';
import { printed } from './scalars.ts';
import type { Session } from './session.ts';
import { type MergeRule, type Shape, shapeAt } from './shape.ts';

/**
 * Where what is merged stands: with `files` the map of the first file goes on, and what a later one adds or replaces
 * stands in that one; with `under` the later map goes on, and what it takes over (by `extends`, from what is included)
 * is `merged`.
 */
export type MergeStyle = 'files' | 'under';

/**
 * Two values as Compose makes one of them (Compose Specification, “Merge”): maps are merged by key, lists appended, all
 * else replaced, but for the places that `Shape` has a rule for; `!reset` takes out, `!override` replaces. Marks of
 * `!reset` stay in the result where there was nothing to take out, until `withoutResets`.
 */
export function merge(
  base: YamlNode,
  over: YamlNode,
  shape: Shape | undefined,
  style: MergeStyle,
  session: Session,
): YamlNode {
  return new Merger(style, session).values(base, over, shape, '');
}

/** A tree without what `!reset` marks. */
export function withoutResets(node: YamlNode): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') {
    const kept = node.items.filter(({ tag }) => tag !== '!reset');
    return withItems(kept.length === node.items.length ? node : listLike(node, kept), withoutResets);
  }
  const kept = node.entries.filter(({ value }) => value.tag !== '!reset');
  const map = kept.length === node.entries.length ? node : mapLike(node, kept);
  return withValues(map, ({ value }) => withoutResets(value));
}

class Merger {
  readonly #style: MergeStyle;
  readonly #session: Session;

  constructor(style: MergeStyle, session: Session) {
    this.#style = style;
    this.#session = session;
  }

  values(base: YamlNode, over: YamlNode, shape: Shape | undefined, key: string): YamlNode {
    if (over.tag === '!reset' || over.tag === '!override') return over;
    if (shape?.merge) return this.#special(shape.merge, base, over, shape, key);
    if (isNull(over)) return base;
    if (base.kind === 'scalar') return over;
    if (base.kind !== over.kind) {
      const kinds = { map: 'a mapping', list: 'a list', scalar: 'a single value' };
      const message = `${key || 'this'} is ${kinds[base.kind]} in what it is merged with, and ${kinds[over.kind]} here`;
      this.#session.problem('merge', siteOf(over), message, { also: [siteOf(base)] });
      return base;
    }
    if (base.kind === 'list') return this.#appended(base, over);
    return this.#maps(base, over as YamlMap, shape);
  }

  #maps(base: YamlMap, over: YamlMap, shape: Shape | undefined): YamlMap {
    const under = this.#style === 'under';
    const entries = new Map<string, YamlEntry>();
    for (const entry of base.entries) {
      if (entry.value.tag !== '!reset') entries.set(entry.key, under ? { ...entry, merged: true } : entry);
    }
    for (const entry of over.entries) {
      const before = entries.get(entry.key);
      if (!before) {
        entries.set(entry.key, entry);
        continue;
      }
      const value = this.values(before.value, entry.value, shapeAt(shape, entry.key), entry.key);
      if (value === before.value) continue;
      if (value === entry.value) entries.set(entry.key, entry);
      else entries.set(entry.key, { ...(under ? entry : before), value });
    }
    if (!this.#session.allows(entries.size)) return over;
    return mapLike(under ? over : base, [...entries.values()]);
  }

  #special(rule: MergeRule, base: YamlNode, over: YamlNode, shape: Shape, key: string): YamlNode {
    switch (rule) {
      case 'replace':
        return over;
      case 'pairs':
        return this.#pairs(base, over, shape);
      case 'sequence':
        return this.#appended(asSequence(base), asSequence(over));
      case 'mapping':
      case 'dependencies':
        return this.#mapping(rule, base, over, shape, key);
      case 'build':
        return this.#either(asBuild(base), asBuild(over), shape);
      case 'logging':
        return driverOf(base) === driverOf(over) || !driverOf(base) || !driverOf(over)
          ? this.#either(base, over, shape)
          : over;
      case 'ulimit':
        return base.kind === 'map' && over.kind === 'map' ? this.#maps(base, over, shape) : over;
      case 'subnets':
        return this.#subnets(base, over, shape);
    }
  }

  #either(base: YamlNode, over: YamlNode, shape: Shape): YamlNode {
    if (isNull(over)) return base;
    return base.kind === 'map' && over.kind === 'map' ? this.#maps(base, over, shape) : over;
  }

  #mapping(rule: MergeRule, base: YamlNode, over: YamlNode, shape: Shape, key: string): YamlNode {
    const [first, second] = [asMapping(base, rule), asMapping(over, rule)];
    if (first && second) return this.#maps(first, second, shape);
    this.#session.problem(
      'merge',
      siteOf(over),
      `${key} holds something else than names, so it cannot be merged`,
    );
    return over;
  }

  /** By name; lists stay lists, so that what is written stays what is seen. */
  #pairs(base: YamlNode, over: YamlNode, shape: Shape): YamlNode {
    if (isNull(base) || isNull(over)) return isNull(over) ? base : over;
    if (base.kind === 'list' && over.kind === 'list') {
      const named = new Map<string, YamlNode>();
      for (const item of [...base.items, ...over.items]) named.set(nameOf(item), item);
      return this.#listOf(base, over, [...named.values()]);
    }
    const [first, second] = [asPairs(base), asPairs(over)];
    return first && second ? this.#maps(first, second, { each: { ...shape.each, merge: 'replace' } }) : over;
  }

  #appended(base: YamlNode, over: YamlNode): YamlNode {
    if (base.kind !== 'list' || over.kind !== 'list') return isNull(over) ? base : over;
    const known = new Set(base.items.map(digest));
    const added = over.items.filter((item) => {
      const key = digest(item);
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
    return added.length === 0 && this.#style === 'files'
      ? base
      : this.#listOf(base, over, [...base.items, ...added]);
  }

  #listOf(base: YamlNode, over: YamlNode, items: readonly YamlNode[]): YamlNode {
    if (!this.#session.allows(items.length)) return over;
    return listLike(this.#style === 'under' ? over : base, items);
  }

  /** An address pool of the later file takes the place of all, merged with the one of its subnet. */
  #subnets(base: YamlNode, over: YamlNode, shape: Shape): YamlNode {
    if (base.kind !== 'list' || over.kind !== 'list') return isNull(over) ? base : over;
    const bySubnet = new Map(base.items.map((item) => [subnetOf(item), item]));
    const items = over.items.map((item) => {
      const before = bySubnet.get(subnetOf(item));
      return before?.kind === 'map' && item.kind === 'map' ? this.#maps(before, item, shape.each) : item;
    });
    return this.#listOf(base, over, items);
  }
}

const isNull = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;

const driverOf = (node: YamlNode): string | undefined =>
  node.kind === 'map' ? printed(node.entries.find(({ key }) => key === 'driver')?.value) : undefined;

const subnetOf = (node: YamlNode): string =>
  (node.kind === 'map' && printed(node.entries.find(({ key }) => key === 'subnet')?.value)) || '';

/** The name of a `NAME=value` item. */
const nameOf = (node: YamlNode): string => {
  const text = printed(node) ?? '';
  const equals = text.indexOf('=');
  return equals === -1 ? text : text.slice(0, equals);
};

/** A context is the map that has only that. */
const asBuild = (node: YamlNode): YamlNode =>
  node.kind === 'scalar' && typeof node.value === 'string'
    ? mapLike(node, [entryLike(node, 'context', node.span, node)])
    : node;

/** A single text as a list of it; a map as a list of `NAME=value`. */
function asSequence(node: YamlNode): YamlNode {
  if (node.kind === 'list') return node;
  if (node.kind === 'scalar') return listLike(node, isNull(node) ? [] : [node]);
  return listLike(
    node,
    node.entries.flatMap(({ key, keySpan, source, value }) => {
      const span = { start: keySpan.start, end: Math.max(keySpan.end, value.span.end) };
      const pair = (text: string | undefined): YamlScalar => {
        const written = scalarLike(value, text === undefined ? key : `${key}=${text}`, span);
        return { ...written, source, interpolated: true };
      };
      return value.kind === 'list' ? value.items.map((item) => pair(printed(item))) : [pair(printed(value))];
    }),
  );
}

/** A list of names as a map with nothing, or the condition that holds when none is given, for each. */
function asMapping(node: YamlNode, rule: MergeRule): YamlMap | undefined {
  if (node.kind === 'map') return node;
  if (isNull(node)) return mapLike(node, []);
  const items = node.kind === 'list' ? node.items : [node];
  const entries: YamlEntry[] = [];
  for (const item of items) {
    const name = printed(item);
    if (name === undefined) return undefined;
    const value =
      rule === 'dependencies'
        ? mapLike(item, [
            entryLike(item, 'condition', item.span, scalarLike(item, 'service_started')),
            entryLike(item, 'required', item.span, { ...scalarLike(item, 'true'), value: true }),
          ])
        : nullLike(item);
    entries.push(entryLike(item, name, item.span, value));
  }
  return mapLike(node, entries);
}

/** A list of `NAME=value` as a map, each part with its own place. */
export function asPairs(node: YamlNode): YamlMap | undefined {
  if (node.kind === 'map') return node;
  if (node.kind === 'scalar') return undefined;
  const named = new Map<string, YamlEntry>();
  for (const item of node.items) {
    if (item.kind !== 'scalar') continue;
    const text = printed(item) ?? '';
    const name = nameOf(item);
    const part = text === item.text ? partsOf(item) : () => item.span;
    const value =
      name.length === text.length
        ? nullLike(item, part(text.length, text.length))
        : scalarLike(item, text.slice(name.length + 1), part(name.length + 1, text.length));
    named.set(name, entryLike(item, name, part(0, name.length), value));
  }
  return mapLike(node, [...named.values()]);
}
