import type { Gap } from '../core/gap.ts';
import { capabilityText } from './capabilities.ts';
import { KIND, linkOf, pathOf, pathStart } from './entries.ts';
import type { LayerContent } from './layer-builder.ts';
import { NONE, type PathBytes, PathTable } from './path-table.ts';
import type { FileReader, FileStat, Reading, Root } from './reader.ts';

/** A hostile layer has millions. */
const MOST_GAPS = 1000;

/** An entry of a layer. */
export interface EntryRef {
  readonly layer: number;
  readonly entry: number;
}

/** A file that a higher layer took away, or put another in the place of. */
export interface HiddenFile extends EntryRef {
  /** Absolute. */
  readonly path: string;
  /** The layer that hides it. */
  readonly by: number;
  readonly size: number;
}

/** As many symbolic links on one path as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

/** So many folders are remembered. */
const MOST_FOLDERS = 10_000;

/** A path with empty parts, `.` or `..`, or that is not absolute. */
const UNTIDY = /^(?!\/)|\/\/|\/\.{1,2}(?:\/|$)|.\/$/;

/** Nothing is there; a directory that only the paths below it tell of. */
const GONE = -1;
const IMPLIED = -2;

/**
 * The layers of an image laid upon each other (image-spec, layer.md, “Applying Changesets”): whiteouts hide what is in lower
 * layers, whatever their place in the archive; names below a symbolic link lie where it leads; hard links are one file.
 */
export class Tree implements Root {
  readonly layers: readonly LayerContent[];
  readonly gaps: Gap[] = [];
  readonly #table = new PathTable();
  /** For each node the entry that is there, counted through all layers; or GONE or IMPLIED. */
  #entryAt = new Int32Array(1 << 10).fill(GONE);
  /** The first number of each layer's entries, counted through all. */
  readonly #firsts: number[] = [];
  /** For each layer and entry the layer that hides it, and 1; 0 is visible. */
  readonly #hiddenBy: Uint16Array[] = [];
  /** Of hard links the entry that holds the file. */
  readonly #fileOf = new Map<number, number>();
  /** Nodes that are further names of a file, by its entry. */
  readonly #names = new Map<number, number[]>();
  /** Where an entry lies, for those whose path leads through a symbolic link. */
  readonly #movedTo = new Map<number, number>();
  /** For each layer the bytes of its names in the table. */
  readonly #sources: number[] = [];

  constructor(layers: readonly LayerContent[]) {
    this.layers = layers;
    this.#entryAt[0] = IMPLIED;
    let first = 0;
    for (const { entries } of layers) {
      this.#firsts.push(first);
      this.#hiddenBy.push(new Uint16Array(entries.length));
      this.#sources.push(this.#table.source(entries.names));
      first += entries.length;
    }
    for (let layer = 0; layer < layers.length; layer++) this.#apply(layer);
  }

  *readings<Value>({ name }: FileReader<Value>): Generator<Reading<Value>> {
    const found: Reading<Value>[] = [];
    for (const [layer, { readings }] of this.layers.entries()) {
      for (const [entry, value] of readings[name] ?? []) {
        const node = this.#visibleNode(layer, entry);
        if (node !== NONE) found.push({ path: this.#pathOf(node), layer, value: value as Value });
      }
    }
    yield* found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  }

  /** What a reader made of every file in every layer, hidden ones as well; lowest layer first. */
  *allReadings<Value>({
    name,
  }: FileReader<Value>): Generator<Reading<Value> & { readonly hiddenBy?: number }> {
    for (const [layer, { readings }] of this.layers.entries()) {
      for (const [entry, value] of readings[name] ?? []) {
        const node = this.#visibleNode(layer, entry);
        const path = node === NONE ? this.#ownPath(layer, entry) : this.#pathOf(node);
        const by = this.#hiddenBy[layer]![entry]! - 1;
        yield { path, layer, value: value as Value, ...(node === NONE ? { hiddenBy: by } : {}) };
      }
    }
  }

  reading<Value>({ name }: FileReader<Value>, path: string): Reading<Value> | undefined {
    const node = this.#walk(path, true);
    if (node === NONE || this.#entryAt[node]! < 0) return undefined;
    const { layer, entry } = this.#refOf(this.#fileAt(node));
    const value = this.#readingsOf(layer, name).get(entry);
    return value === undefined ? undefined : { path: this.#pathOf(node), layer, value: value as Value };
  }

  lstat(path: string): FileStat | undefined {
    const node = this.#walk(path, false);
    return node === NONE ? undefined : this.#statOf(node);
  }

  stat(path: string): FileStat | undefined {
    const node = this.#walk(path, true);
    return node === NONE ? undefined : this.#statOf(node);
  }

  resolve(path: string): string | undefined {
    const node = this.#walk(path, true);
    return node === NONE ? undefined : this.#pathOf(node);
  }

  list(path: string): readonly string[] {
    const node = this.#walk(path, true);
    return node === NONE ? [] : this.#children(node).map((child) => this.#table.name(child));
  }

  get places(): number {
    return this.#table.length;
  }

  place(path: string): number {
    return this.#walk(path, false);
  }

  *files(): Generator<FileStat> {
    // A stack of its own: a hostile tree is deeper than calls may be.
    const stack = [0];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (node !== 0) yield this.#statOf(node);
      const children = this.#children(node);
      for (let index = children.length - 1; index >= 0; index--) stack.push(children[index]!);
    }
  }

  /** Regular files of lower layers that are not to be seen any more: what they take is wasted. */
  *hidden(): Generator<HiddenFile> {
    for (const [layer, { entries }] of this.layers.entries()) {
      const hiddenBy = this.#hiddenBy[layer]!;
      for (let entry = 0; entry < entries.length; entry++) {
        if (hiddenBy[entry] === 0 || entries.kinds[entry] !== KIND.file) continue;
        if (this.#visibleNode(layer, entry) !== NONE) continue;
        const by = hiddenBy[entry]! - 1;
        yield { layer, entry, by, path: this.#ownPath(layer, entry), size: entries.sizes[entry]! };
      }
    }
  }

  /** Regular files as they lie at the top, each once whatever names it has: with its size and checksum (0: not read). */
  *contents(): Generator<
    EntryRef & { readonly path: string; readonly size: number; readonly checksum: number }
  > {
    for (const [layer, { entries }] of this.layers.entries()) {
      for (let entry = 0; entry < entries.length; entry++) {
        if (entries.kinds[entry] !== KIND.file) continue;
        const node = this.#visibleNode(layer, entry);
        if (node === NONE) continue;
        yield {
          layer,
          entry,
          path: this.#pathOf(node),
          size: entries.sizes[entry]!,
          checksum: entries.checksums[entry]!,
        };
      }
    }
  }

  #apply(layer: number): void {
    const { entries } = this.layers[layer]!;
    const { kinds } = entries;
    // Whiteouts are for lower layers alone, so they go first.
    for (let entry = 0; entry < entries.length; entry++) {
      if (kinds[entry]! < KIND.whiteout) continue;
      const node = this.#locate(layer, entry, false);
      if (node === NONE) continue;
      if (kinds[entry] === KIND.whiteout) this.#remove(node, layer);
      else this.#removeBelow(node, layer);
    }
    for (let entry = 0; entry < entries.length; entry++) {
      if (kinds[entry]! < KIND.whiteout) this.#place(layer, entry);
    }
  }

  /** Puts an entry where it belongs. */
  #place(layer: number, entry: number): void {
    const { kinds } = this.layers[layer]!.entries;
    const node = this.#locate(layer, entry, true);
    if (node === NONE) return;
    const number = this.#firsts[layer]! + entry;
    const isDirectory = kinds[entry] === KIND.directory;
    const target = kinds[entry] === KIND.hardlink ? this.#linked(layer, entry) : undefined;
    if (target === NONE) {
      if (this.gaps.length === MOST_GAPS)
        this.gaps.push({ path: '/', reason: 'more hard links to what is not there were left out' });
      if (this.gaps.length > MOST_GAPS) return;
      this.gaps.push({
        path: this.#ownPath(layer, entry),
        reason: `a hard link to /${linkOf(this.layers[layer]!.entries, entry)}, which is not there`,
      });
      return;
    }
    if (isDirectory && this.#isDirectory(node)) this.#hide(node, layer);
    else this.#remove(node, layer);
    this.#entryAt[node] = number;
    this.#hiddenBy[layer]![entry] = 0;
    this.#mendAbove(node, layer);
    if (target !== undefined) this.#join(node, number, target);
  }

  #join(node: number, number: number, target: number): void {
    const file = this.#fileAt(target);
    if (file === number) return;
    this.#fileOf.set(number, file);
    const names = this.#names.get(file);
    if (names) names.push(node);
    else this.#names.set(file, [node]);
  }

  /** The node that a hard link is another name of. */
  #linked(layer: number, entry: number): number {
    const { entries } = this.layers[layer]!;
    const path = { bytes: entries.names, start: entries.pathEnds[entry]!, end: entries.linkEnds[entry]! };
    const moved = this.#moved(path);
    const node = this.#table.find(moved ? { bytes: moved, start: 0, end: moved.length } : path);
    return node !== NONE && this.#entryAt[node]! >= 0 && !this.#isDirectory(node) ? node : NONE;
  }

  /** What is above a file is a directory, whatever it was. */
  #mendAbove(node: number, layer: number): void {
    for (let above = this.#table.parent(node); above !== NONE; above = this.#table.parent(above)) {
      if (this.#entryAt[above] === IMPLIED || this.#isDirectory(above)) return;
      this.#hide(above, layer);
      this.#set(above, IMPLIED);
    }
  }

  /** The node of an entry's path, the symbolic links above it followed. */
  #locate(layer: number, entry: number, make: boolean): number {
    const path = this.#pathBytes(layer, entry);
    const moved = this.#moved(path);
    if (moved === undefined) return this.#node(path, layer, make, () => this.#sources[layer]!);
    const there = { bytes: moved, start: 0, end: moved.length };
    const node = this.#node(there, layer, make, () => this.#table.source(moved));
    if (make) this.#movedTo.set(this.#firsts[layer]! + entry, node);
    return node;
  }

  /** Where a path leads whose directories are symbolic links. @returns undefined where they are not */
  #moved({ bytes, start, end }: PathBytes): Uint8Array | undefined {
    const slash = end > start ? bytes.lastIndexOf(0x2f, end - 1) : -1;
    if (slash < start) return undefined;
    const above = this.#table.find({ bytes, start, end: slash });
    if (above !== NONE && this.#isDirectory(above)) return undefined;
    const written = binary(bytes, start, slash);
    const leads = this.#leadsTo(written);
    if (leads === undefined || leads === written) return undefined;
    return Buffer.from(`${leads}${leads === '' ? '' : '/'}${binary(bytes, slash + 1, end)}`, 'latin1');
  }

  #node(path: PathBytes, layer: number, make: boolean, source: () => number): number {
    const found = this.#table.find(path);
    if (found !== NONE || !make) return found;
    const before = this.#table.length;
    const node = this.#table.add(source(), path.start, path.end);
    for (let made = before; made < this.#table.length; made++)
      this.#set(made, made === node ? GONE : IMPLIED);
    // The first that was made stands below what was there already.
    this.#mendAbove(before, layer);
    return node;
  }

  #set(node: number, entry: number): void {
    if (node >= this.#entryAt.length) {
      const larger = new Int32Array(Math.max(node + 1, this.#entryAt.length * 2)).fill(GONE);
      larger.set(this.#entryAt);
      this.#entryAt = larger;
    }
    this.#entryAt[node] = entry;
  }

  /** The entry of a node is not to be seen any more. */
  #hide(node: number, by: number): void {
    const number = this.#entryAt[node]!;
    if (number < 0) return;
    const { layer, entry } = this.#refOf(number);
    this.#hiddenBy[layer]![entry] = by + 1;
  }

  #remove(node: number, by: number): void {
    this.#removeBelow(node, by);
    this.#hide(node, by);
    if (node !== 0) this.#entryAt[node] = GONE;
  }

  #removeBelow(node: number, by: number): void {
    if (this.#table.firstChild(node) === NONE) return;
    const stack = [node];
    while (stack.length > 0) {
      const above = stack.pop()!;
      for (
        let child = this.#table.firstChild(above);
        child !== NONE;
        child = this.#table.nextSibling(child)
      ) {
        if (this.#entryAt[child] === GONE) continue;
        this.#hide(child, by);
        this.#entryAt[child] = GONE;
        stack.push(child);
      }
    }
  }

  #isDirectory(node: number): boolean {
    const number = this.#entryAt[node]!;
    return number === IMPLIED || (number >= 0 && this.#kindAt(number) === KIND.directory);
  }

  #kindAt(number: number): number {
    const { layer, entry } = this.#refOf(number);
    return this.layers[layer]!.entries.kinds[entry]!;
  }

  #refOf(number: number): EntryRef {
    let layer = this.#firsts.length - 1;
    while (this.#firsts[layer]! > number) layer--;
    return { layer, entry: number - this.#firsts[layer]! };
  }

  /** The entry that holds the file of a node: of a hard link that of its first name. */
  #fileAt(node: number): number {
    const number = this.#entryAt[node]!;
    return this.#fileOf.get(number) ?? number;
  }

  /** The node where an entry is to be seen at the top, by any of its names; or NONE. */
  #visibleNode(layer: number, entry: number): number {
    const number = this.#firsts[layer]! + entry;
    if (this.#hiddenBy[layer]![entry] === 0) {
      const node = this.#movedTo.get(number) ?? this.#table.find(this.#pathBytes(layer, entry));
      if (node !== NONE && this.#entryAt[node] === number) return node;
    }
    const names = this.#names.get(number) ?? [];
    return names.find((node) => this.#entryAt[node]! >= 0 && this.#fileAt(node) === number) ?? NONE;
  }

  #pathBytes(layer: number, entry: number): PathBytes {
    const { entries } = this.layers[layer]!;
    return { bytes: entries.names, start: pathStart(entries, entry), end: entries.pathEnds[entry]! };
  }

  #ownPath(layer: number, entry: number): string {
    const moved = this.#movedTo.get(this.#firsts[layer]! + entry);
    return moved === undefined ? `/${pathOf(this.layers[layer]!.entries, entry)}` : this.#pathOf(moved);
  }

  #pathOf(node: number): string {
    return `/${this.#table.path(node)}`;
  }

  /** What is there below a node, by name. */
  #children(node: number): number[] {
    const children: { readonly node: number; readonly name: string }[] = [];
    for (let child = this.#table.firstChild(node); child !== NONE; child = this.#table.nextSibling(child)) {
      if (this.#entryAt[child] !== GONE) children.push({ node: child, name: this.#table.name(child) });
    }
    return children.sort((a, b) => (a.name < b.name ? -1 : 1)).map((child) => child.node);
  }

  /** @param path absolute. @returns the node that it leads to, or NONE */
  #walk(path: string, followLast: boolean): number {
    if (!UNTIDY.test(path)) {
      // What lies under its own name lies under no link.
      const own = this.#living(path, 1);
      if (own !== NONE && !(followLast && this.#isLink(own))) return own;
      const slash = path.lastIndexOf('/');
      const above = own === NONE && slash > 0 ? this.#folderAt(path.slice(0, slash)) : undefined;
      if (above === '') return NONE;
      const there =
        above === undefined ? NONE : this.#living(`${above === '/' ? '' : above}${path.slice(slash)}`, 1);
      if (above !== undefined && there === NONE) return NONE;
      if (there !== NONE && !(followLast && this.#isLink(there))) return there;
    }
    const leads = this.#leadsTo(Buffer.from(path).toString('latin1'), followLast);
    return leads === undefined ? NONE : this.#livingAt(Buffer.from(leads, 'latin1'));
  }

  #living(path: string, start: number): number {
    const bytes = Buffer.from(path);
    return this.#livingAt(bytes, start);
  }

  #livingAt(bytes: Uint8Array, start = 0): number {
    const node = this.#table.find({ bytes, start, end: bytes.length });
    return node === NONE || this.#entryAt[node] === GONE ? NONE : node;
  }

  #isLink(node: number): boolean {
    const number = this.#entryAt[node]!;
    return number >= 0 && this.#kindAt(number) === KIND.symlink;
  }

  /** Where folders lead that many paths are asked for in: `/bin` on most systems of today. '': nowhere. */
  readonly #folders = new Map<string, string>();

  #folderAt(path: string): string {
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const leads = this.#leadsTo(Buffer.from(path).toString('latin1'));
    const node = leads === undefined ? NONE : this.#livingAt(Buffer.from(leads, 'latin1'));
    const found = node === NONE ? '' : this.#pathOf(node);
    if (this.#folders.size >= MOST_FOLDERS) this.#folders.clear();
    this.#folders.set(path, found);
    return found;
  }

  /**
   * A path with its symbolic links followed within the root; what is not there stays as it is written. All in Latin-1, so
   * that no byte of a name is lost.
   * @returns undefined where links lead round in circles
   */
  #leadsTo(path: string, followLast = true): string | undefined {
    const left = path.split('/').reverse();
    const done: string[] = [];
    let links = 0;
    while (left.length > 0) {
      const part = left.pop()!;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        done.pop();
        continue;
      }
      done.push(part);
      if (left.length === 0 && !followLast) break;
      const link = this.#linkAt(done.join('/'));
      if (link === undefined) continue;
      if (++links > MOST_LINKS) return undefined;
      if (link.startsWith('/')) done.length = 0;
      else done.pop();
      left.push(...link.split('/').reverse());
    }
    return done.join('/');
  }

  /** The text of the symbolic link at a path. */
  #linkAt(path: string): string | undefined {
    const bytes = Buffer.from(path, 'latin1');
    const node = this.#table.find({ bytes, start: 0, end: bytes.length });
    if (node === NONE || this.#entryAt[node]! < 0) return undefined;
    const { layer, entry } = this.#refOf(this.#entryAt[node]!);
    const { entries } = this.layers[layer]!;
    if (entries.kinds[entry] !== KIND.symlink) return undefined;
    return binary(entries.names, entries.pathEnds[entry]!, entries.linkEnds[entry]!);
  }

  #statOf(node: number): FileStat {
    const path = this.#pathOf(node);
    if (this.#entryAt[node]! < 0)
      return {
        path,
        kind: 'directory',
        mode: 0o755,
        uid: 0,
        gid: 0,
        size: 0,
        mtime: 0,
        layer: 0,
        place: node,
      };
    const { layer, entry } = this.#refOf(this.#fileAt(node));
    const { entries } = this.layers[layer]!;
    const kind = KIND_NAMES[entries.kinds[entry]!]!;
    const attribute = entries.capabilities.get(entry);
    const capabilities = attribute && capabilityText(attribute);
    return {
      path,
      kind,
      mode: entries.modes[entry]!,
      uid: entries.uids[entry]!,
      gid: entries.gids[entry]!,
      size: entries.sizes[entry]!,
      mtime: entries.mtimes[entry]!,
      layer,
      place: node,
      ...(kind === 'symlink' ? { link: linkOf(entries, entry) } : {}),
      ...(capabilities ? { capabilities } : {}),
    };
  }

  readonly #maps = new Map<string, ReadonlyMap<number, unknown>>();

  /** What a reader made of a layer's files, by entry. */
  #readingsOf(layer: number, reader: string): ReadonlyMap<number, unknown> {
    const key = `${layer} ${reader}`;
    const made = this.#maps.get(key) ?? new Map(this.layers[layer]!.readings[reader] ?? []);
    this.#maps.set(key, made);
    return made;
  }
}

const KIND_NAMES: readonly FileStat['kind'][] = [
  'file',
  'directory',
  'symlink',
  'file',
  'character',
  'block',
  'fifo',
];

/** Bytes as Latin-1: one character for each. */
const binary = (bytes: Uint8Array, start: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', start, end);
