import {
  isCompiler,
  isDebugTool,
  isNetworkTool,
  isPackageManager,
  isRuntime,
  isShell,
  packageManagerName,
} from '../../../dockerfile/tools.ts';
import type { FileStat, Root } from '../../../image/reader.ts';

/** What programs are to whoever breaks in. One program may be of several kinds: BusyBox is a shell, and speaks to the network. */
export const programKinds = [
  'shells',
  'package-managers',
  'network-tools',
  'compilers',
  'debuggers',
  'interpreters',
] as const;

export type ProgramKind = (typeof programKinds)[number];

/** A program of an image that is of use to whoever breaks in. */
export interface Tool {
  readonly kind: ProgramKind;
  /** The name that tells its kind: `sh`, also where the file is `busybox`. */
  readonly name: string;
  readonly file: FileStat;
}

const BINARIES = /\/(?:s?bin|busybox|libexec)\/[^/]+$/;

const KINDS: readonly (readonly [ProgramKind, (name: string) => boolean])[] = [
  ['shells', isShell],
  ['package-managers', isPackageManager],
  ['network-tools', isNetworkTool],
  ['compilers', isCompiler],
  ['debuggers', isDebugTool],
  ['interpreters', isRuntime],
];

/**
 * Shells, package managers and the like in the folders that hold programs, each once whatever names it has, in the order of
 * paths. Wrappers of one language's modules (`node_modules/.bin`) are none of these.
 */
export function toolsOf(root: Root): Tool[] {
  const found = new Map<string, Tool>();
  for (const entry of root.files()) {
    if (entry.kind !== 'file' && entry.kind !== 'symlink') continue;
    const { path } = entry;
    if (!BINARIES.test(path)) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const kinds = KINDS.filter(([, is]) => is(name));
    if (kinds.length === 0) continue;
    const file = entry.kind === 'file' ? entry : root.stat(path);
    if (file?.kind !== 'file' || (file.mode & 0o111) === 0) continue;
    for (const [kind] of kinds) {
      const key = `${kind} ${withoutVersion(file.path)}`;
      const known = found.get(key);
      // Of perl and perl5.36.0, which are one file, the shorter is the name that people know.
      if (!known || file.path.length < known.file.path.length) found.set(key, { kind, name, file });
    }
  }
  return [...found.values()].sort((a, b) =>
    a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0,
  );
}

const withoutVersion = (path: string): string => path.replace(/-?\d+(?:\.\d+)*$/, '');

/** What an image offers to whoever breaks in. */
export interface Surface {
  /** Names of programs by kind, in order: of package managers that of all its programs, `apt`. */
  readonly programs: Readonly<Record<ProgramKind, readonly string[]>>;
  /** Paths of programs that run as another user or group. */
  readonly setuid: readonly string[];
  /** Paths of programs with capabilities of their own. */
  readonly capabilities: readonly string[];
  /** How many files may be executed, shared libraries left out. */
  readonly executables: number;
}

/** Measures what an image offers. Only what is visible at the top counts. */
export function surfaceOf(root: Root): Surface {
  const names = new Map(programKinds.map((kind) => [kind, new Set<string>()]));
  for (const tool of toolsOf(root)) names.get(tool.kind)!.add(labelOf(tool));
  const setuid: string[] = [];
  const capabilities: string[] = [];
  let executables = 0;
  for (const file of root.files()) {
    if (file.kind !== 'file' || (file.mode & 0o111) === 0) continue;
    if (!/\.so(?:\.[\d.]+)?$/.test(file.path)) executables++;
    if ((file.mode & 0o6000) !== 0) setuid.push(file.path);
    if (file.capabilities) capabilities.push(file.path);
  }
  const programs = Object.fromEntries([...names].map(([kind, set]) => [kind, [...set].sort()])) as Record<
    ProgramKind,
    string[]
  >;
  return { programs, setuid, capabilities, executables };
}

/** What people call a program: without the version, which another release of the same has another of. */
export const labelOf = ({ kind, name, file }: Tool): string =>
  kind === 'package-managers'
    ? packageManagerName(name)
    : withoutVersion(file.path.slice(file.path.lastIndexOf('/') + 1));
