import { entryOf } from '../../yaml/look.ts';
import type { YamlNode } from '../../yaml/types.ts';
import type { Found } from '../origin/found.ts';

/** A file with values, and where in it those of a chart are. */
export interface Layer {
  readonly root: YamlNode | undefined;
  /** Keys that lead to the chart's values: names of subcharts. */
  readonly below: readonly string[];
}

/** `*` is any item of a list, or any value of a map. */
export type Path = readonly string[];

/** Values of a chart as Helm puts them together: what is given, the parents', its own. */
export class Values {
  readonly #layers: readonly Layer[];
  readonly #given: ReadonlySet<string>;
  readonly #below: Path;

  /**
   * @param layers from the one that goes before all others to the chart's own
   * @param given paths that are given by option, so that no file has their value
   * @param below what leads to the chart's values among those of the chart that is rendered
   */
  constructor(layers: readonly Layer[], given: readonly string[] = [], below: Path = []) {
    this.#layers = layers;
    this.#given = new Set(given);
    this.#below = below;
  }

  /** Every value at a path: of the first file that has any, of all its items where the path has a `*`. */
  at(path: Path): Found[] {
    if (this.#isGiven(path[0] === 'global' ? path : [...this.#below, ...path])) return [];
    for (const { root, below } of this.#layers) {
      const keys = path[0] === 'global' ? path : [...below, ...path];
      const found = root ? walk({ node: root }, keys) : [];
      if (found.length > 0) return found;
    }
    return [];
  }

  #isGiven(path: Path): boolean {
    return (
      this.#given.size > 0 && path.some((_, index) => this.#given.has(path.slice(0, index + 1).join('.')))
    );
  }
}

/** The paths that `--set` gives a value: `a.b` of `a.b[0].c=1`. */
export const givenPaths = (set: readonly string[]): string[] =>
  set.flatMap((one) =>
    [...one.matchAll(/(?:^|,)([^=,[]+)(?:\[[^=,]*)?=/g)].map(([, path = '']) => path.trim()),
  );

/** Below a value, by keys; at most so many. */
export function walk(from: Found, path: Path, most = 200): Found[] {
  let here: Found[] = [from];
  for (const key of path) {
    here = here.flatMap((found) => (key === '*' ? below(found.node) : one(found.node, key))).slice(0, most);
    if (here.length === 0) return here;
  }
  return here;
}

function below(node: YamlNode): Found[] {
  if (node.kind === 'map') return node.entries.map((entry) => ({ node: entry.value, entry }));
  return node.kind === 'list' ? node.items.map((item) => ({ node: item })) : [];
}

function one(node: YamlNode, key: string): Found[] {
  if (node.kind === 'list') {
    const item = node.items[Number(key)];
    return /^\d+$/.test(key) && item ? [{ node: item }] : [];
  }
  const entry = entryOf(node, key);
  return entry ? [{ node: entry.value, entry }] : [];
}
