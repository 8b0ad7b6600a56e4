import type { Fact } from '../../core/facts.ts';
import type { Stage } from '../build-types.ts';

/** What grows along a chain of stages: files, labels, programs. */
export interface Heap<A, V> {
  /** What the base of a root stage brings. */
  begin(root: Stage): A;
  copy(pile: A): A;
  /** Whether a stage lays anything on it. */
  touches(stage: Stage): boolean;
  /** Lays a stage's part on it; `own` when the facts are of that very stage, so that nothing is inherited from it. */
  add(pile: A, stage: Stage, own: boolean): void;
  fact(pile: A): Fact<V>;
  size(pile: A): number;
}

/** What a stage hands on to those that are built FROM it. */
interface Passed<A, V> {
  readonly pile: A;
  fact?: Fact<V>;
}

/**
 * A fact that grows along the chain. What a stage hands on is kept, so that many stages on one parent read it once; of
 * large ones only the last is kept, so that a long chain does not hold the square of its length.
 */
export class Pile<A, V> {
  readonly #heap: Heap<A, V>;
  readonly #kept = new Map<Stage, Passed<A, V>>();
  #last: { readonly stage: Stage; readonly passed: Passed<A, V> } | undefined;

  constructor(heap: Heap<A, V>) {
    this.#heap = heap;
  }

  of(stage: Stage): Fact<V> {
    const heap = this.#heap;
    const before = stage.parent ? this.#passed(stage.parent) : { pile: heap.begin(stage) };
    if (!heap.touches(stage)) {
      before.fact ??= heap.fact(before.pile);
      return before.fact;
    }
    const pile = stage.parent ? heap.copy(before.pile) : before.pile;
    heap.add(pile, stage, true);
    return heap.fact(pile);
  }

  #passed(stage: Stage): Passed<A, V> {
    const path: Stage[] = [];
    let node: Stage | undefined = stage;
    while (node && !this.#find(node)) {
      path.push(node);
      node = node.parent;
    }
    const found = node && this.#find(node);
    if (found && (path.length === 0 || !path.some((each) => this.#heap.touches(each)))) return found;
    const pile = found ? this.#heap.copy(found.pile) : this.#heap.begin(path.at(-1)!);
    for (let at = path.length - 1; at >= 0; at--) this.#heap.add(pile, path[at]!, false);
    const passed = { pile };
    if (this.#heap.size(pile) <= MOST_KEPT) this.#kept.set(stage, passed);
    else this.#last = { stage, passed };
    return passed;
  }

  #find(stage: Stage): Passed<A, V> | undefined {
    return this.#last?.stage === stage ? this.#last.passed : this.#kept.get(stage);
  }
}

const MOST_KEPT = 500;
