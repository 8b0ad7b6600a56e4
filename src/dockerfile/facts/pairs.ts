import type { Fact, Origin } from '../../core/facts.ts';
import { Pile } from './pile.ts';
import { type Expanded, inheritedOrigin, predicted, type Root, unknown, type View } from './view.ts';

type Table = Readonly<Record<string, string>>;

/** The environment that the image's configuration has, as far as it is certain. BuildKit sets a PATH where the base has none. */
export const environmentPile = (view: View): Pile<Pairs, Table> =>
  pairPile(view, 'ENV', (root) => {
    const { base, windows, scratch } = root;
    const isAll = scratch || base?.environmentWhole === true;
    const values = { ...(isAll && !windows ? { PATH: defaultPath } : {}), ...base?.environment };
    if (scratch) return { values };
    if (!base) return { values: {}, more: root.why };
    const names = base.environmentNames ?? [];
    return {
      values,
      names,
      ...(base.environmentWhole ? {} : { more: `the base ${root.image} may set more` }),
    };
  });

/** BuildKit, util/system, `DefaultPathEnvUnix`. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The labels that the file sets. Those of a base are not in the data: what they say is of the base itself. */
export const labelPile = (view: View): Pile<Pairs, Table> =>
  pairPile(view, 'LABEL', ({ scratch, base, image, why }) => ({
    values: {},
    ...(scratch ? {} : { more: base ? `the labels of the base ${image} are not known` : why }),
  }));

/** What a base brings: variables with their values, names of others, and why there may be more. */
interface Brought {
  readonly values: Table;
  readonly names?: readonly string[];
  readonly more?: string;
}

/** Variables or labels, and what is not known of them. */
interface Pairs {
  readonly root: Root;
  readonly brought: Brought;
  readonly values: Map<string, string>;
  /** Names whose value is not known, and why. */
  readonly unknown: Map<string, string>;
  readonly from: Origin[];
  /** An entry whose very name is not known. */
  nameless: string | undefined;
}

function pairPile(view: View, keyword: 'ENV' | 'LABEL', brings: (root: Root) => Brought): Pile<Pairs, Table> {
  return new Pile<Pairs, Table>({
    begin(stage) {
      const root = view.rootOf(stage);
      const brought = brings(root);
      const values = new Map(Object.entries(brought.values));
      return { root, brought, values, unknown: new Map(), from: [], nameless: undefined };
    },
    copy: (pairs) => ({
      ...pairs,
      values: new Map(pairs.values),
      unknown: new Map(pairs.unknown),
      from: [...pairs.from],
    }),
    touches: (stage) => view.stepsOf(stage, keyword).length > 0,
    size: ({ from, values, unknown: open }) => from.length + values.size + open.size,
    add(pairs, stage, own) {
      for (const step of view.stepsOf(stage, keyword)) {
        const origin = view.origin(step);
        pairs.from.push(own ? origin : inheritedOrigin(origin, stage.label));
        for (const { key, value } of step.entries) {
          if (!value || key.text === '') continue;
          const name = view.expand(key, step, stage);
          if ('why' in name) pairs.nameless ??= name.why;
          else set(pairs, name.value, view.expand(value, step, stage));
        }
      }
    },
    fact: (pairs) => pairsFact(pairs, keyword),
  });
}

function set({ values, unknown: open }: Pairs, name: string, value: Expanded): void {
  if ('value' in value) {
    values.set(name, value.value);
    open.delete(name);
  } else {
    values.delete(name);
    open.set(name, value.why);
  }
}

/** The base is named where it gives something, and where it alone decides. */
function pairsFact(pairs: Pairs, keyword: 'ENV' | 'LABEL'): Fact<Table> {
  const { root, brought, values } = pairs;
  const gives = Object.keys(brought.values).length > 0;
  const from = gives || pairs.from.length === 0 ? [root.origin, ...pairs.from] : pairs.from;
  const incomplete = whyIncomplete(pairs, keyword);
  if (incomplete !== undefined && values.size === 0) return unknown(incomplete, from);
  // Names come from the file; `fromEntries` lets none of them reach the prototype.
  const value = Object.fromEntries(values);
  return incomplete === undefined ? predicted(value, from) : { known: 'predicted', value, from, incomplete };
}

function whyIncomplete(pairs: Pairs, keyword: 'ENV' | 'LABEL'): string | undefined {
  const { brought, root, values, unknown: open, nameless } = pairs;
  const others = (brought.names ?? []).filter((name) => !values.has(name) && !open.has(name));
  const parts = [...open].slice(0, MOST_TOLD).map(([name, why]) => `${why} (${keyword} ${name})`);
  if (nameless !== undefined) parts.push(nameless);
  if (others.length > 0)
    parts.push(`the base ${root.image} also sets ${others.join(', ')}, to values that are not known`);
  if (brought.more !== undefined) parts.push(brought.more);
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** Of how many variables it is told why their value is not known. */
const MOST_TOLD = 5;
