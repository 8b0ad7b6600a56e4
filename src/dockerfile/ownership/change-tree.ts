import type { Change } from './changes.ts';

/** Which paths a change is about: that of the node, those below it, or both. */
export type Reach = 'here' | 'below' | 'both';

/** A change with its place in the order of things. */
export interface Timed {
  readonly time: number;
  readonly change: Change;
  /** The component of the asked path that follows the node at which the change is told. */
  readonly name: string | undefined;
}

interface Node {
  readonly children: Map<string, Node>;
  readonly here: { time: number; change: Change }[];
  readonly below: { time: number; change: Change }[];
}

const makeNode = (): Node => ({ children: new Map(), here: [], below: [] });

/** The changes of one stage by the paths that they are about; a change of a whole folder is told once, at the folder. */
export class ChangeTree {
  readonly #root = makeNode();
  #time = 0;

  /** The time that the next change will have. */
  get now(): number {
    return this.#time;
  }

  /** Tells of a change. A path that is deeper than people's are is left out, and what is above it becomes unknown. */
  add(path: string, reach: Reach, change: Change): void {
    if (this.#time > MOST_CHANGES) return;
    const parts = partsOf(path);
    if (parts.length > DEEPEST) {
      this.add(`/${parts.slice(0, DEEPEST - 1).join('/')}`, 'below', { kind: 'anything' });
      return;
    }
    let node = this.#root;
    for (const part of parts) {
      let next = node.children.get(part);
      if (!next) {
        next = makeNode();
        node.children.set(part, next);
      }
      node = next;
    }
    const entry = { time: this.#time++, change };
    if (reach !== 'below') node.here.push(entry);
    if (reach !== 'here') node.below.push(entry);
  }

  /** The names right below a folder that changes are told of. */
  namesIn(path: string): Iterable<string> {
    let node: Node | undefined = this.#root;
    for (const part of partsOf(path)) node = node?.children.get(part);
    return node?.children.keys() ?? [];
  }

  /** Every change that a path is concerned by, up to a time, in order. */
  about(parts: readonly string[], before: number): Timed[] {
    const found: Timed[] = [];
    let node: Node | undefined = this.#root;
    for (let depth = 0; node; depth++) {
      const isEnd: boolean = depth === parts.length;
      for (const { time, change } of isEnd ? node.here : node.below) {
        if (time >= before) break;
        found.push({ time, change, name: parts[depth] });
      }
      if (isEnd) break;
      node = node.children.get(parts[depth]!);
    }
    // What was not kept may have been anything.
    if (this.#time > MOST_CHANGES)
      found.push({ time: this.#time, change: { kind: 'anything' }, name: undefined });
    const isSorted = found.every(({ time }, at) => at === 0 || found[at - 1]!.time <= time);
    return isSorted ? found : found.sort((a, b) => a.time - b.time);
  }
}

/** How many folders a path may have; people's have fewer. */
export const DEEPEST = 40;

/** No stage that a person writes comes near; one that was made to could fill the memory. */
const MOST_CHANGES = 100_000;

export const partsOf = (path: string): string[] =>
  plain(path)
    .split('/')
    .filter((part) => part !== '');

/** `/var/run` is a link to `/run`, and `/var/lock` to `/run/lock`, in every distribution of today. */
export const plain = (path: string): string =>
  path.replace(/^\/var\/run(?=\/|$)/, '/run').replace(/^\/var\/lock(?=\/|$)/, '/run/lock');
