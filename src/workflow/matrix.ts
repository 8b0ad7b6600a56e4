import { asMap, at, entriesOf, entryOf, itemsOf, keySite, siteOf, textOf } from '../yaml/look.ts';
import type { YamlMap, YamlNode } from '../yaml/types.ts';
import type { Matrix, MatrixLeg } from './types.ts';

/**
 * The matrix of a GitHub job as its legs. Source: GitHub documentation, “Workflow syntax”, `jobs.<job_id>.strategy.matrix`:
 * an `include` entry is added to every combination whose own values it does not change; to none: it is a leg of its own.
 */
export function githubMatrix(job: YamlMap): Matrix | undefined {
  const entry = entryOf(at(job, 'strategy'), 'matrix');
  if (!entry) return undefined;
  const legs = legsOf(entry.value);
  return { at: keySite(entry), ...(legs ? { legs } : {}) };
}

/** GitLab `parallel:matrix`: a list of maps, each with one value or a list for every variable. */
export function gitlabMatrix(job: YamlMap): Matrix | undefined {
  const node = at(job, 'parallel', 'matrix');
  if (!node) return undefined;
  const legs: MatrixLeg[] = [];
  for (const item of itemsOf(node)) {
    const combined = combine(entriesOf(item).map(({ key, value }) => [key, valuesOf(value)] as const));
    if (!combined || legs.length + combined.length > most) return { at: siteOf(node) };
    legs.push(...combined);
  }
  return { at: siteOf(node), legs };
}

function legsOf(node: YamlNode): MatrixLeg[] | undefined {
  const matrix = asMap(node);
  if (!matrix) return undefined;
  const axes = entriesOf(matrix).filter(({ key }) => key !== 'include' && key !== 'exclude');
  if (axes.some(({ value }) => value.kind !== 'list')) return undefined;
  const own = combine(axes.map(({ key, value }) => [key.toLowerCase(), valuesOf(value)] as const));
  const excluded = at(matrix, 'exclude');
  const included = at(matrix, 'include');
  if (!own || (excluded && excluded.kind !== 'list') || (included && included.kind !== 'list'))
    return undefined;
  const kept =
    axes.length === 0 ? [] : own.filter((leg) => !itemsOf(excluded).some((item) => matches(leg, flat(item))));
  const legs = kept.map((leg) => new Map(leg));
  const alone: Map<string, string>[] = [];
  for (const item of itemsOf(included)) {
    const given = flat(item);
    const fits = [...kept.keys()].filter((index) =>
      [...given].every(([key, value]) => !kept[index]!.has(key) || kept[index]!.get(key) === value),
    );
    if (fits.length === 0) alone.push(new Map(given));
    for (const index of fits) for (const [key, value] of given) legs[index]!.set(key, value);
    if (legs.length + alone.length > most) return undefined;
  }
  return [...legs, ...alone];
}

/** GitHub runs no more. */
const most = 256;

const matches = (leg: MatrixLeg, part: MatrixLeg): boolean =>
  [...part].every(([key, value]) => leg.get(key) === value);

const valuesOf = (node: YamlNode): readonly YamlNode[] => (node.kind === 'list' ? itemsOf(node) : [node]);

function combine(axes: readonly (readonly [string, readonly YamlNode[]])[]): MatrixLeg[] | undefined {
  let legs: MatrixLeg[] = [new Map()];
  for (const [key, values] of axes) {
    if (legs.length * values.length > most) return undefined;
    legs = legs.flatMap((leg) => values.map((value) => new Map([...leg, ...flat(value, key)])));
  }
  return legs;
}

/** A value as dotted names of its scalars. */
function flat(node: YamlNode, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  const text = textOf(node);
  if (text !== undefined && prefix) found.set(prefix, text);
  const below = (key: string) => (prefix ? `${prefix}.${key}` : key).toLowerCase();
  for (const { key, value } of entriesOf(node))
    for (const pair of flat(value, below(key))) found.set(...pair);
  for (const [index, item] of itemsOf(node).entries())
    for (const pair of flat(item, below(String(index)))) found.set(...pair);
  return found;
}
