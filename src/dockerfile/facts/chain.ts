import type { Stage } from '../build-types.ts';

/**
 * A value that each stage makes of what its parent has. It is made once for a stage, from the root of the chain down and
 * without recursion, since a chain can be as long as the file.
 */
export class Chain<T> {
  readonly #begin: (root: Stage) => T;
  readonly #next: (stage: Stage, before: T) => T;
  readonly #kept = new Map<Stage, T>();

  /**
   * @param begin What the base image of a root stage brings.
   * @param next What a stage makes of what is there before its first instruction.
   */
  constructor(begin: (root: Stage) => T, next: (stage: Stage, before: T) => T) {
    this.#begin = begin;
    this.#next = next;
  }

  of(stage: Stage): T {
    const path: Stage[] = [];
    let node: Stage | undefined = stage;
    while (node && !this.#kept.has(node)) {
      path.push(node);
      node = node.parent;
    }
    let value = node ? this.#kept.get(node)! : this.#begin(path.at(-1)!);
    for (let at = path.length - 1; at >= 0; at--) {
      value = this.#next(path[at]!, value);
      this.#kept.set(path[at]!, value);
    }
    return value;
  }

  /** What is there before the stage's first instruction. */
  before(stage: Stage): T {
    return stage.parent ? this.of(stage.parent) : this.#begin(stage);
  }
}
