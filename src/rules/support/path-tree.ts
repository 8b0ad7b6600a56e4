/** A set of paths that knows its folders. */
export class PathTree {
  readonly #root = new Node();

  /** Adds an absolute path. What is relative goes nowhere, and the root is not taken for everything. */
  add(path: string): void {
    const parts = partsOf(path);
    if (!path.startsWith('/') || parts.length === 0) return;
    let node = this.#root;
    for (const part of parts) {
      let next = node.children.get(part);
      if (!next) {
        next = new Node();
        node.children.set(part, next);
      }
      node = next;
    }
    node.isMember = true;
  }

  /** Whether the path, a folder above it or something in it has been added. */
  concern(path: string): boolean {
    let node: Node | undefined = this.#root;
    for (const part of partsOf(path)) {
      if (node.isMember) return true;
      node = node.children.get(part);
      if (!node) return false;
    }
    return node.isMember || node.children.size > 0;
  }
}

class Node {
  readonly children = new Map<string, Node>();
  isMember = false;
}

const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '');
