import type { FileReader } from './reader.ts';

/** Finds the readers that may want a file by its name, without asking each. */
export class ReaderIndex {
  readonly readers: readonly FileReader[];
  readonly #byName = new Map<string, FileReader[]>();
  /** By what follows the last dot. */
  readonly #byEnding = new Map<string, { readonly ending: string; readonly reader: FileReader }[]>();
  readonly #always: FileReader[] = [];

  constructor(readers: readonly FileReader[]) {
    this.readers = readers;
    for (const reader of readers) {
      for (const name of reader.names ?? []) push(this.#byName, name, reader);
      for (const ending of reader.endings ?? []) push(this.#byEnding, lastPart(ending), { ending, reader });
      if (!reader.names && !reader.endings) this.#always.push(reader);
    }
  }

  /** @param name the last part of the path */
  candidates(name: string): readonly FileReader[] {
    const byName = this.#byName.get(name);
    const lower = lastPart(name).toLowerCase();
    const byEnding = this.#byEnding.get(lower);
    if (!byName && !byEnding) return this.#always;
    const found = new Set([...this.#always, ...(byName ?? [])]);
    for (const { ending, reader } of byEnding ?? []) {
      if (name.length >= ending.length && name.toLowerCase().endsWith(ending)) found.add(reader);
    }
    return [...found];
  }
}

const push = <T>(map: Map<string, T[]>, key: string, value: T): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

const lastPart = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
