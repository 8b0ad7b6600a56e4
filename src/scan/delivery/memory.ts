import type { Source } from '../../core/source.ts';

/** Keeps what is made of a source as long as that is held, so that what has not changed is not made again. */
export class Memory {
  readonly #made = new WeakMap<Source, Map<string, unknown>>();

  /** @param what names the kind of thing: with the source it says what comes of `make` */
  of<T>(source: Source, what: string, make: () => T): T {
    let made = this.#made.get(source);
    if (!made) {
      made = new Map();
      this.#made.set(source, made);
    }
    if (!made.has(what)) made.set(what, make());
    return made.get(what) as T;
  }
}
