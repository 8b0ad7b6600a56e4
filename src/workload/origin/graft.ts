import type { Site } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { entryOf } from '../../yaml/look.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from '../../yaml/types.ts';
import { type Found, isSame } from './found.ts';
import { isName, itemLike, type Step, type Target } from './target.ts';

/** What is known of where a rendered text is from. */
export interface Stock {
  /** The value of a file that a rendered value is: the same, or a map with more. */
  found(target: Target): Found | undefined;
  /** Where a key or word is written just as it was rendered. */
  literal(span: Site['span']): Site | undefined;
  /** Where a map is written in a template: the end of the line behind which more goes, and what may be written there. */
  frame?(map: YamlMap): Frame | undefined;
}

export interface Frame {
  readonly tail: number;
  /** Entries that a template would write there if they had a value: empty ones of values files, and null. */
  readonly further: readonly YamlEntry[];
}

/** So many values of a text are looked for; a text with more is left as it is. */
const MOST_VALUES = 20_000;

/**
 * A rendered value with every part that is known to be written somewhere in place of itself: the same value, with the
 * places of that file, so that findings point there and repairs are made there.
 */
export function graft(root: YamlNode, stock: Stock): YamlNode {
  return root.size > MOST_VALUES ? root : new Grafter(root, stock).value(root, [], undefined);
}

class Grafter {
  readonly #root: YamlNode;
  readonly #stock: Stock;

  constructor(root: YamlNode, stock: Stock) {
    this.#root = root;
    this.#stock = stock;
  }

  /** @param like the value of a file that the one around it is, at the same place in it */
  value(node: YamlNode, steps: readonly Step[], like: YamlNode | undefined, entry?: YamlEntry): YamlNode {
    const target: Target = { root: this.#root, node, isKey: false, steps, ...(entry ? { entry } : {}) };
    // What names a container that a template writes stays there, wherever its name is from.
    const isHead = !like && isName(target);
    const known = like && accounts(like, node) ? like : isHead ? undefined : this.#stock.found(target)?.node;
    if (node.kind === 'scalar') return this.#scalar(node, known);
    if (node.kind === 'list') return this.#list(node, steps, known ?? like);
    return known?.kind === 'map' || like?.kind === 'map'
      ? this.#over(node, steps, (known?.kind === 'map' ? known : like) as YamlMap)
      : this.#written(node, steps);
  }

  #scalar(node: YamlScalar, known: YamlNode | undefined): YamlNode {
    if (known?.kind === 'scalar' && isSame(known, node)) {
      const { source, span, style, alias } = known;
      return { ...node, source, span, style, ...(alias ? { alias } : {}) };
    }
    const site = this.#stock.literal(node.span);
    return site ? { ...node, ...site } : node;
  }

  #list(node: YamlList, steps: readonly Step[], like: YamlNode | undefined): YamlNode {
    const own = like?.kind === 'list' ? like.items : [];
    const items = node.items.map((item, index) =>
      this.value(item, [...steps, { index, node: item }], itemLike(own, item, index)),
    );
    if (like?.kind !== 'list')
      return { ...node, items, ...(node.flow ? {} : writtenList(items, node.source)) };
    const { source, span, flow, alias } = like;
    return { ...node, items, source, span, flow, ...(alias ? { alias } : {}) };
  }

  /** A map that is one of a file: what that has is its own, other entries are from elsewhere. */
  #over(node: YamlMap, steps: readonly Step[], like: YamlMap): YamlMap {
    const entries = node.entries.map((entry) => this.#entry(entry, steps, entryOf(like, entry.key)));
    const { source, span, flow, alias } = like;
    return { ...node, entries, source, span, flow, ...(alias ? { alias } : {}) };
  }

  /** A map that a template writes out. */
  #written(node: YamlMap, steps: readonly Step[]): YamlMap {
    const entries = node.entries.map((entry) => this.#entry(entry, steps, undefined));
    const [first] = entries;
    if (!first || first.source === node.source) return { ...node, entries };
    const { source } = first;
    // What is flow in the text may be anything in a template but for what stands there whole.
    if (node.flow) {
      const site = this.#stock.literal(node.span);
      return site ? { ...node, ...site, entries } : { ...node, entries };
    }
    const frame = this.#stock.frame?.(node);
    if (!frame) return { ...node, entries };
    const further = isFree(steps) ? [] : frame.further.filter(({ key }) => !entryOf(node, key));
    const own = entries.filter((entry) => entry.source === source).map(({ keySpan }) => keySpan.end);
    const span = { start: first.keySpan.start, end: Math.max(frame.tail, ...own) };
    return { ...node, entries: [...entries, ...further], source, span, tail: frame.tail };
  }

  #entry(entry: YamlEntry, steps: readonly Step[], like: YamlEntry | undefined): YamlEntry {
    const inner = [...steps, { key: entry.key, node: entry.value }];
    const value = this.value(entry.value, inner, like?.value, entry);
    if (like) return { ...like, value };
    const site = this.#stock.literal(entry.keySpan);
    if (site) return { ...entry, keySpan: site.span, source: site.source, value };
    const found = this.#stock.found({
      root: this.#root,
      node: entry.value,
      isKey: true,
      steps: inner,
      entry,
    })?.entry;
    return found?.key === entry.key
      ? { ...entry, keySpan: found.keySpan, source: found.source, value }
      : { ...entry, value };
  }
}

/** A map of names that people choose: one that the template leaves out is not there, and no field that could be set. */
const isFree = (steps: readonly Step[]): boolean => FREE.has(steps.at(-1)?.key ?? '');

const FREE: ReadonlySet<string> = new Set([
  'annotations',
  'data',
  'labels',
  'matchLabels',
  'nodeSelector',
  'selector',
  'stringData',
]);

/**
 * Where a list is that a template writes out, item by item, so that another can be put behind the last. Not behind one that
 * a block ends after: it is there only sometimes, or several times.
 * @param made the rendered text
 */
function writtenList(
  items: readonly YamlNode[],
  made: Source,
): Pick<YamlList, 'source' | 'span'> | undefined {
  const last = items.at(-1);
  if (!last || last.alias || last.source === made) return undefined;
  const { source } = last;
  const first = items.find((item) => item.source === source)!;
  const start = dashBefore(source, first.span.start);
  const end = Math.max(last.span.end, last.kind === 'map' ? (last.tail ?? 0) : 0);
  const isLast = items.every(
    (item) => item === last || item.source !== source || item.span.end <= last.span.start,
  );
  if (start === undefined || !isLast || dashBefore(source, last.span.start) === undefined) return undefined;
  const next = source.text
    .slice(end)
    .split('\n', FEW_LINES)
    .slice(1)
    .find((line) => line.trim() !== '');
  return /^\s*\{\{-?\s*(?:end|else)\b/.test(next ?? '') ? undefined : { source, span: { start, end } };
}

const FEW_LINES = 20;

/** The dash of a list before its item, which stands in the same line. */
function dashBefore({ text }: Source, offset: number): number | undefined {
  let at = offset - 1;
  while (text[at] === ' ') at--;
  return text[at] === '-' ? at : undefined;
}

/** Whether a value of a file is what was rendered: the same, or a map of which some entries were left out. */
export const accounts = (file: YamlNode, rendered: YamlNode): boolean =>
  isSame(file, rendered) ||
  (file.kind === 'map' &&
    rendered.kind === 'map' &&
    rendered.entries.length > 0 &&
    rendered.entries.every(({ key, value }) => {
      const own = entryOf(file, key)?.value;
      return own !== undefined && isSame(own, value);
    }));
