import type { FileFact } from '../../core/facts.ts';
import { countLeading } from '../../core/search.ts';
import { type Pattern, prefixMatch } from '../glob.ts';
import { type FileChange, type Part, partsOf } from './file-changes.ts';

/** What COPY and ADD bring: one source of theirs. */
export interface Arrival {
  readonly kind: 'arrive';
  /** The fact that tells of it, together with other sources. */
  readonly fact: FileFact;
  readonly source: string;
  /** The path of a single file; undefined for what is, or may be, a folder whose content comes to `fact.path`. */
  readonly file: string | undefined;
}

/** What is left of the files after everything that happened to them, in order, as facts. */
export function settle(events: readonly (Arrival | FileChange)[]): FileFact[] {
  const tree = new FileTree();
  for (const event of events) tree.take(event);
  return tree.facts();
}

/** A source that came, and where it is. */
interface Entry {
  readonly arrival: Arrival;
  /** The number of the event that it came with. */
  readonly since: number;
  gone: boolean;
}

/** A folder or file. */
interface Node {
  children: Map<string, Node>;
  entries: Entry[];
  /** What went from below it since, for what came to it as a folder. */
  log: { readonly since: number; readonly path: string; readonly sure: boolean }[];
  /** Everything here and below that came before may be gone, or elsewhere. */
  doubt: { readonly since: number; readonly what: NonNullable<FileFact['doubt']> } | undefined;
  folder: boolean;
}

const makeNode = (): Node => ({ children: new Map(), entries: [], log: [], doubt: undefined, folder: false });

/** The files by their paths. A removal takes time by its path's length and by what goes, not by what stays. */
class FileTree {
  #root = makeNode();
  #now = 0;
  /** Nodes that patterns may still be held against; without a limit, many of both would take time by their product. */
  #left = MOST_MATCHED;

  take(event: Arrival | FileChange): void {
    this.#now++;
    if (event.kind === 'arrive') this.#arrive(event);
    else if (event.kind === 'folder') this.#walk(partsOf(event.path)).folder = true;
    else if (event.kind === 'move') this.#move(event);
    else if (event.kind === 'search') this.#search(event);
    else this.#remove(event.path, event.sure);
  }

  #arrive(arrival: Arrival): void {
    const { file, fact } = arrival;
    const node = this.#walk(partsOf(file ?? fact.path));
    const entry: Entry = { arrival, since: this.#now, gone: false };
    // A file takes the place of another; the content of a folder comes beside what is there.
    if (file !== undefined) drop(node.entries.filter((each) => each.arrival.file !== undefined));
    else node.folder ||= fact.path.endsWith('/');
    node.entries = [...node.entries.filter(({ gone }) => !gone), entry];
  }

  /** The node of a path, made where it is missing. */
  #walk(path: readonly string[]): Node {
    let node = this.#root;
    for (const part of path) {
      let next = node.children.get(part);
      if (!next) {
        next = makeNode();
        node.children.set(part, next);
      }
      node = next;
    }
    return node;
  }

  #remove(path: readonly Part[], sure: boolean): void {
    const written = `/${path.map(textOf).join('/')}`;
    const log = { since: this.#now, path: written, sure };
    let nodes: Node[] = [this.#root];
    for (const [depth, part] of path.entries()) {
      for (const node of nodes) if (node.entries.length > 0) node.log.push(log);
      const last = depth === path.length - 1;
      nodes = nodes.flatMap((node) => this.#children(node, part, last && sure ? this.#taking : undefined));
    }
    if (!sure) for (const node of nodes) node.doubt = { since: this.#now, what: 'may-be-removed' };
  }

  /** Takes a child away with all that is in it. */
  readonly #taking = (node: Node, name: string, child: Node): void => {
    node.children.delete(name);
    for (const each of below(child)) drop(each.entries);
  };

  /** The children that a part of a path names; each is given to `visit`. */
  #children(node: Node, part: Part, visit?: (node: Node, name: string, child: Node) => void): Node[] {
    const found: Node[] = [];
    const isName = typeof part === 'string';
    const names = isName ? [part] : this.#left > 0 ? [...node.children.keys()] : [];
    for (const name of names) {
      const child = node.children.get(name);
      if (!child || (!isName && !this.#matches(part, name))) continue;
      found.push(child);
      visit?.(node, name, child);
    }
    // Too many to look at: what is there may be gone.
    if (!isName && this.#left <= 0) node.doubt = { since: this.#now, what: 'may-be-removed' };
    return found;
  }

  /** A glob finds no hidden file, unless it says so. */
  #matches(pattern: Pattern, name: string): boolean {
    if (this.#left-- <= 0) return false;
    if (name.startsWith('.') && pattern[0] !== '.') return false;
    return matchesWhole(pattern, name);
  }

  #search({ start, name, written, folders, files, sure }: FileChange & { kind: 'search' }): void {
    const path = partsOf(start);
    const log = { since: this.#now, path: `${start === '/' ? '' : start}/**/${written}`, sure };
    let node: Node | undefined = this.#root;
    for (const part of path) {
      if (node.entries.length > 0) node.log.push(log);
      node = node.children.get(part);
      if (!node) return;
    }
    for (const holder of below(node)) {
      if (holder.entries.length > 0) holder.log.push(log);
      if (this.#left <= 0) break;
      for (const [childName, child] of holder.children) {
        if (this.#left-- <= 0 || !matchesWhole(name, childName)) continue;
        const isFile =
          child.children.size === 0 && child.entries.some(({ arrival }) => arrival.file !== undefined);
        if (!(isFile ? files : folders)) continue;
        if (sure) this.#taking(holder, childName, child);
        else child.doubt = { since: this.#now, what: 'may-be-removed' };
      }
    }
    if (this.#left <= 0) node.doubt = { since: this.#now, what: 'may-be-removed' };
  }

  #move({ from, to, into, sure }: FileChange & { kind: 'move' }): void {
    const path = partsOf(from);
    const name = path.at(-1)!;
    const moving = this.#holding(path, { since: this.#now, path: from, sure });
    if (!moving) return;
    if (!sure) {
      moving.node.doubt = { since: this.#now, what: 'may-be-elsewhere' };
      return;
    }
    moving.parent.children.delete(name);
    const target = partsOf(to);
    const inside = into ?? this.#isFolder(target, name);
    const end = this.#walk(inside === true ? [...target, name] : target);
    merge(end, moving.node);
    const elsewhere = { since: this.#now, what: 'may-be-elsewhere' } as const;
    end.doubt = inside === undefined ? elsewhere : later(end.doubt, moving.doubt);
  }

  /** The node at a path with what holds it, and the doubt that there is about it; what holds it learns that it goes. */
  #holding(
    path: readonly string[],
    log: Node['log'][number],
  ): { parent: Node; node: Node; doubt: Node['doubt'] } | undefined {
    let parent = this.#root;
    let { doubt } = parent;
    for (const [depth, part] of path.entries()) {
      if (parent.entries.length > 0) parent.log.push(log);
      const next = parent.children.get(part);
      if (!next) return undefined;
      doubt = later(next.doubt, doubt);
      if (depth === path.length - 1) return { parent, node: next, doubt };
      parent = next;
    }
    return undefined;
  }

  /** Whether something is there that it would be moved into; undefined when that is not known. */
  #isFolder(path: readonly string[], name: string): boolean | undefined {
    let node: Node | undefined = this.#root;
    for (const part of path) node = node?.children.get(part);
    if (node?.folder || (node && node.children.size > 0)) return true;
    if (known.has(`/${path.join('/')}`)) return true;
    if (path.at(-1) === name) return false;
    return node?.entries.some(({ arrival }) => arrival.file !== undefined) ? false : undefined;
  }

  facts(): FileFact[] {
    const facts = new Map<FileFact, FileFact[]>();
    const visit: { node: Node; path: string; doubt: Node['doubt'] }[] = [
      { node: this.#root, path: '', doubt: undefined },
    ];
    const kept: { entry: Entry; node: Node; path: string; doubt: Node['doubt'] }[] = [];
    for (let at = visit.pop(); at; at = visit.pop()) {
      const { node, path } = at;
      const doubt = later(node.doubt, at.doubt);
      for (const entry of node.entries) if (!entry.gone) kept.push({ entry, node, path, doubt });
      for (const [name, child] of node.children) visit.push({ node: child, path: `${path}/${name}`, doubt });
    }
    kept.sort((a, b) => a.entry.since - b.entry.since);
    for (const { entry, node, path, doubt } of kept) add(facts, entry, node, path, doubt);
    return [...facts.values()].flat();
  }
}

/** A hundred thousand files against a pattern, or one against as many. */
const MOST_MATCHED = 100_000;

/** How many paths a fact tells that are gone from it. */
const MOST_TOLD = 20;

/** Folders that every system has. */
const known: ReadonlySet<string> = new Set(
  '/ /bin /sbin /lib /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/sbin /usr/local/lib /usr/share /etc /opt /var /var/lib /var/log /var/cache /tmp /home /root /srv /mnt /run'.split(
    ' ',
  ),
);

const matchesWhole = (pattern: Pattern, name: string): boolean =>
  prefixMatch(pattern, name)?.longest === name.length;

const textOf = (part: Part): string =>
  typeof part === 'string'
    ? part
    : part.map((each) => (typeof each === 'string' ? each : each.description)).join('');

function drop(entries: readonly Entry[]): void {
  for (const entry of entries) entry.gone = true;
}

/** A node and all below it. */
function* below(node: Node): Generator<Node> {
  const stack = [node];
  for (let at = stack.pop(); at; at = stack.pop()) {
    yield at;
    stack.push(...at.children.values());
  }
}

/** Puts what is in one folder into another; the smaller of the two is gone through, so that moving again and again is cheap. */
function merge(into: Node, from: Node): void {
  const stack: [Node, Node][] = [[into, from]];
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    const [to, old] = pair;
    if (old.entries.some(({ arrival }) => arrival.file !== undefined))
      drop(to.entries.filter(({ arrival }) => arrival.file !== undefined));
    const left = to.entries.filter(({ gone }) => !gone);
    to.entries = left.length === 0 ? old.entries : [...left, ...old.entries];
    to.log = to.log.length === 0 ? old.log : [...to.log, ...old.log].sort((a, b) => a.since - b.since);
    to.folder ||= old.folder;
    to.doubt = later(old.doubt, to.doubt);
    const isSmaller = old.children.size <= to.children.size;
    const [few, many] = isSmaller ? [old.children, to.children] : [to.children, old.children];
    for (const [name, child] of few) {
      const there = many.get(name);
      if (!there) many.set(name, child);
      else if (isSmaller) stack.push([there, child]);
      else {
        many.set(name, child);
        stack.push([child, there]);
      }
    }
    to.children = many;
  }
}

const later = (a: Node['doubt'], b: Node['doubt']): Node['doubt'] => (!a || (b && b.since > a.since) ? b : a);

/** Tells of an entry, in one fact with others of its instruction where nothing sets them apart. */
function add(
  facts: Map<FileFact, FileFact[]>,
  { arrival, since }: Entry,
  node: Node,
  path: string,
  doubt: Node['doubt'],
): void {
  const { fact, source, file } = arrival;
  const { without, unsure } = file === undefined ? goneFrom(node, since) : { without: [], unsure: false };
  const what = doubt && doubt.since >= since ? doubt.what : unsure ? 'may-be-removed' : undefined;
  const isMoved = path !== `/${partsOf(file ?? fact.path).join('/')}` && path !== '';
  const told: FileFact = {
    ...fact,
    path: isMoved ? `${path}${file === undefined && fact.path.endsWith('/') ? '/' : ''}` : fact.path,
    sources: [source],
    ...(without.length > 0 ? { without } : {}),
    ...(what ? { doubt: what } : {}),
  };
  const list = facts.get(fact);
  const last = list?.at(-1);
  if (!list) facts.set(fact, [told]);
  else if (last && isAlike(last, told))
    list[list.length - 1] = { ...last, sources: [...last.sources, source] };
  else list.push(told);
}

/** What went from a folder's content after it came, and whether more of it may have. */
function goneFrom({ log }: Node, since: number): { without: readonly string[]; unsure: boolean } {
  const first = countLeading(log.length, (i) => log[i]!.since <= since);
  const seen = log.slice(first, first + 2 * MOST_TOLD);
  const paths = new Set(seen.flatMap(({ sure, path }) => (sure ? path : [])));
  const unsure = paths.size > MOST_TOLD || log.length > first + seen.length || seen.some(({ sure }) => !sure);
  return { without: [...paths].slice(0, MOST_TOLD), unsure };
}

const isAlike = (a: FileFact, b: FileFact): boolean =>
  a.path === b.path && a.doubt === b.doubt && a.without?.join('\0') === b.without?.join('\0');
