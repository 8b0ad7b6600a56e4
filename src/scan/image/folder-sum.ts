import type { Folder } from '../../report/image/types.ts';

/** Folders further down are summed up in the one at this depth. */
const MOST_DEPTH = 7;

/** As many places as a picture can show, and a page can carry. */
const MOST_PLACES = 1500;

interface Node {
  readonly name: string;
  bytes: number;
  readonly byLayer: Map<number, number>;
  readonly children: Map<string, Node>;
}

const nodeOf = (name: string): Node => ({ name, bytes: 0, byLayer: new Map(), children: new Map() });

/** Adds up what lies in folders, for a picture. */
export class FolderSum {
  readonly #root = nodeOf('/');

  /** @param path absolute, of a file */
  add(path: string, size: number, layer: number): void {
    if (size === 0) return;
    let node = this.#root;
    count(node, size, layer);
    for (const name of path.slice(1).split('/', MOST_DEPTH)) {
      let child = node.children.get(name);
      if (!child) {
        child = nodeOf(name);
        node.children.set(name, child);
      }
      node = child;
      count(node, size, layer);
    }
  }

  /** The largest places, each with those above it; the others are in the sum of what holds them. */
  finish(): Folder {
    const all: number[] = [];
    const stack = [this.#root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      all.push(node.bytes);
      for (const child of node.children.values()) stack.push(child);
    }
    all.sort((a, b) => b - a);
    return folderOf(this.#root, Math.max(1, all[MOST_PLACES] === undefined ? 1 : all[MOST_PLACES] + 1));
  }
}

function count(node: Node, size: number, layer: number): void {
  node.bytes += size;
  node.byLayer.set(layer, (node.byLayer.get(layer) ?? 0) + size);
}

function folderOf({ name, bytes, byLayer, children }: Node, least: number): Folder {
  const layer = [...byLayer].reduce((a, b) => (b[1] > a[1] ? b : a), [0, -1])[0];
  const shown = [...children.values()]
    .filter((child) => child.bytes >= least)
    .sort((a, b) => b.bytes - a.bytes)
    .map((child) => folderOf(child, least));
  return { name, bytes, layer, ...(shown.length > 0 ? { children: shown } : {}) };
}
