import type { FileStat, Root } from '../../image/reader.ts';

/** Who runs a program. */
export interface Runner {
  readonly uid: number;
  /** The first is the primary one. */
  readonly gids: readonly number[];
  /** For people: `nonroot (65532)`. */
  readonly name: string;
}

export type Reached =
  | { readonly file: FileStat }
  /** `at`: the first part of the path that is not there, or not a directory, or that may not be passed. */
  | { readonly fails: 'missing' | 'denied' | 'loops'; readonly at: string };

const MOST_LINKS = 40;
/** As long as Linux takes a path (PATH_MAX). */
const MOST_PATH = 4096;

/** What a path leads to for somebody: every directory on the way has to be passable (path_resolution(7)). @param path absolute */
export function reach(root: Root, path: string, runner: Runner): Reached {
  if (path.length >= MOST_PATH) return { fails: 'missing', at: `${path.slice(0, 60)}…` };
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
    const at = `/${[...done, part].join('/')}`;
    const file = root.lstat(at);
    if (!file) return { fails: 'missing', at };
    if (file.kind === 'symlink') {
      if (++links > MOST_LINKS) return { fails: 'loops', at };
      const link = file.link ?? '';
      if (link.startsWith('/')) done.length = 0;
      left.push(...link.split('/').reverse());
      continue;
    }
    const isLast = left.every((rest) => rest === '' || rest === '.');
    if (!isLast && file.kind !== 'directory') return { fails: 'missing', at: `${at}/${left.at(-1)}` };
    if (!isLast && !may(file, 'pass', runner)) return { fails: 'denied', at };
    done.push(part);
    if (isLast) return { file };
  }
  return { file: root.lstat(`/${done.join('/')}`) ?? ROOT };
}

const ROOT: FileStat = {
  path: '/',
  kind: 'directory',
  mode: 0o755,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  layer: 0,
} as FileStat;

/** Whether the mode of a file lets somebody do it. Root may all, but run what nobody may (capabilities(7), CAP_DAC_OVERRIDE). */
export function may(file: FileStat, act: 'read' | 'run' | 'pass', { uid, gids }: Runner): boolean {
  if (uid === 0) return act !== 'run' || (file.mode & 0o111) !== 0;
  const bit = act === 'read' ? 4 : 1;
  const shift = file.uid === uid ? 6 : gids.includes(file.gid) ? 3 : 0;
  return ((file.mode >> shift) & bit) !== 0;
}

/** `0644 root:root`, by numbers. */
export const modeText = ({ mode, uid, gid }: FileStat): string =>
  `mode ${mode.toString(8).padStart(4, '0')}, owner ${uid}:${gid}`;

/** Whether a file runs with more rights than who starts it, so that the loader does not heed the environment. */
export const isPrivileged = (file: FileStat, { uid, gids }: Runner): boolean =>
  ((file.mode & 0o4000) !== 0 && file.uid !== uid) ||
  ((file.mode & 0o2000) !== 0 && file.gid !== gids[0]) ||
  (file.capabilities !== undefined && uid !== 0);
