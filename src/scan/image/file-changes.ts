import type { FileStat } from '../../image/reader.ts';
import type { Tree } from '../../image/tree.ts';
import type { FileChange, FileChanges } from '../../report/diff/types.ts';

/** As many changed files as are told. */
const MOST_TOLD = 500;

/**
 * What is other in the files of two trees. Both are walked once, side by side; contents are compared by their checksums.
 * @param shared how many layers at the bottoms are the same: their files are, too
 * @returns with `unknown` the number of files of one size whose contents were not read
 */
export function fileChanges(
  before: Tree,
  after: Tree,
  shared: number,
): FileChanges & { readonly unknown: number } {
  const counts = { added: 0, removed: 0, changed: 0, rights: 0 };
  const told = new LargestChanges();
  let unknown = 0;
  const sums = [sumsOf(before), sumsOf(after)] as const;
  for (const [old, now] of sideBySide(before.files(), after.files())) {
    const [a, b] = [old ? sums[0][old.place]! : 0, now ? sums[1][now.place]! : 0];
    const isOne = old && now && old.layer === now.layer && old.layer < shared;
    const isKnown = isOne || (a !== 0 && b !== 0);
    const isSame = isOne || !isKnown || a === b;
    if (!isKnown && isUnread(old, now)) unknown++;
    const change = changeOf(old, now, isSame);
    if (!change) continue;
    counts[change.how]++;
    told.add(change);
  }
  return { ...counts, largest: told.list(), unknown };
}

function changeOf(
  old: FileStat | undefined,
  now: FileStat | undefined,
  isSame: boolean,
): FileChange | undefined {
  if (!old || !now) {
    const file = (old ?? now)!;
    if (file.kind === 'directory') return undefined;
    return old
      ? { path: file.path, how: 'removed', before: sizeOf(file) }
      : { path: file.path, how: 'added', after: sizeOf(file), ...rightsOf(file) };
  }
  const sizes = { before: sizeOf(old), after: sizeOf(now) };
  const details = [
    ...(old.kind === now.kind ? [] : [`${old.kind} → ${now.kind}`]),
    ...(old.link === now.link ? [] : [`${old.link ?? 'no link'} → ${now.link ?? 'no link'}`]),
  ];
  const rights = [
    ...(old.mode === now.mode || now.kind === 'symlink' ? [] : [`mode ${octal(old)} → ${octal(now)}`]),
    ...(old.uid === now.uid && old.gid === now.gid
      ? []
      : [`owner ${old.uid}:${old.gid} → ${now.uid}:${now.gid}`]),
    ...(old.capabilities === now.capabilities
      ? []
      : [`capabilities ${old.capabilities ?? 'none'} → ${now.capabilities ?? 'none'}`]),
  ];
  const isChanged = details.length > 0 || (now.kind === 'file' && (old.size !== now.size || !isSame));
  if (!isChanged && rights.length === 0) return undefined;
  const all = [...details, ...rights];
  return {
    path: now.path,
    how: isChanged ? 'changed' : 'rights',
    ...sizes,
    ...(all.length > 0 ? { detail: all.join(', ') } : {}),
  };
}

/** Whether two files may differ in their contents, for all that is known. */
const isUnread = (old: FileStat | undefined, now: FileStat | undefined): boolean =>
  old?.kind === 'file' && now?.kind === 'file' && old.size === now.size && old.size > 0;

const sizeOf = ({ kind, size }: FileStat): number => (kind === 'file' ? size : 0);
const octal = ({ mode }: FileStat): string => mode.toString(8).padStart(4, '0');

/** What is told of a file that is new. */
const rightsOf = (file: FileStat): { readonly detail?: string } =>
  (file.mode & 0o6000) !== 0 && file.kind === 'file' ? { detail: `mode ${octal(file)}` } : {};

/** Checksums of contents by place; 0: none. */
function sumsOf(tree: Tree): Uint32Array {
  const sums = new Uint32Array(tree.places);
  for (const { path, checksum } of tree.contents()) {
    const place = tree.place(path);
    if (place >= 0) sums[place] = checksum;
  }
  return sums;
}

/** Two walks in the same order as one. */
function* sideBySide(
  before: Iterator<FileStat>,
  after: Iterator<FileStat>,
): Generator<readonly [FileStat | undefined, FileStat | undefined]> {
  let [old, now] = [before.next(), after.next()];
  while (!old.done || !now.done) {
    const order = old.done ? 1 : now.done ? -1 : compare(old.value.path, now.value.path);
    yield [order <= 0 ? old.value : undefined, order >= 0 ? now.value : undefined];
    if (order <= 0) old = before.next();
    if (order >= 0) now = after.next();
  }
}

/** By name after name, as trees are walked: what is in a folder comes before what has a longer name than it. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === most) return a.length - b.length;
  if (a[at] === '/') return -1;
  if (b[at] === '/') return 1;
  return a.charCodeAt(at) - b.charCodeAt(at);
}

class LargestChanges {
  #changes: FileChange[] = [];

  add(change: FileChange): void {
    this.#changes.push(change);
    if (this.#changes.length >= MOST_TOLD * 4) this.#cut();
  }

  list(): readonly FileChange[] {
    this.#cut();
    return this.#changes;
  }

  #cut(): void {
    const weight = ({ before = 0, after = 0 }: FileChange): number => Math.abs(after - before);
    const isTold = ({ detail }: FileChange): number => (detail === undefined ? 0 : 1);
    this.#changes = this.#changes
      .sort((a, b) => weight(b) - weight(a) || isTold(b) - isTold(a) || (a.path < b.path ? -1 : 1))
      .slice(0, MOST_TOLD);
  }
}
