import type { Root } from '../../image/reader.ts';
import type { Elf } from '../elf.ts';
import { executable } from '../executable.ts';
import { type CacheEntry, loaderCache, muslPath } from './loader-files.ts';
import { may, type Runner, reach } from './reach.ts';
import { cannot, untold } from './types.ts';

/** What is asked of libraries. */
export interface LibraryCase {
  readonly root: Root;
  readonly runner: Runner;
  /** `LD_LIBRARY_PATH` as the program gets it; empty where the loader does not heed it. */
  readonly libraryPath: string;
  /** Absolute; where relative folders begin. */
  readonly folder: string;
}

/** A program or library that is loaded. */
export interface Loaded {
  /** As the loader has it: the path that it was opened by. */
  readonly path: string;
  readonly elf: Elf;
  /** What it goes by: its soname, and the names by which it was asked for. */
  readonly names: Set<string>;
  readonly parent?: Loaded;
}

interface FoundLibrary {
  readonly path: string;
  readonly real: string;
  readonly elf: Elf;
}

/** How many paths are tried of one program: real ones have a hundred. */
const MOST_TRIES = 200_000;

/** What searches have in common: trying a path. */
abstract class Search {
  protected readonly given: LibraryCase;
  /** Why paths that are there were passed over, of the name that is looked for. */
  #passedOver: string[] = [];
  #triesLeft = MOST_TRIES;

  constructor(given: LibraryCase) {
    this.given = given;
  }

  abstract isLoader(name: string): boolean;
  protected abstract candidates(name: string, parent: Loaded): Iterable<string>;

  /** @throws Verdict */
  find(name: string, parent: Loaded): FoundLibrary {
    this.#passedOver = [];
    if (name.includes('/')) {
      const found = this.#try(absolute(this.given.folder, name), parent);
      if (found) return found;
      throw cannot(`${parent.path} needs ${name}, which is not there${this.#why(name)}`);
    }
    for (const path of this.candidates(name, parent)) {
      const found = this.#try(path, parent);
      if (found) return found;
    }
    throw cannot(
      `${parent.path} needs the library ${name}, which is not where the loader looks for it${this.#why(name)}`,
    );
  }

  #try(path: string, parent: Loaded): FoundLibrary | undefined {
    if (this.#triesLeft-- === 0)
      throw untold(`more than ${MOST_TRIES} paths would have to be tried for its libraries`);
    const { root, runner } = this.given;
    const reached = reach(root, path, runner);
    if ('fails' in reached) {
      if (reached.fails === 'denied') this.#passedOver.push(`${runner.name} may not enter ${reached.at}`);
      return undefined;
    }
    const { file } = reached;
    if (file.kind !== 'file') return undefined;
    if (!may(file, 'read', runner)) {
      this.#passedOver.push(`${runner.name} may not read ${file.path}`);
      return undefined;
    }
    const elf = root.reading(executable, file.path)?.value.elf;
    if (!elf) {
      this.#passedOver.push(`${path} is no library that can be loaded`);
      return undefined;
    }
    if (elf.machine !== parent.elf.machine || elf.bits !== parent.elf.bits) {
      this.#passedOver.push(`${path} is for ${elf.architecture ?? `machine ${elf.machine}`}`);
      return undefined;
    }
    if (elf.damaged !== undefined) throw untold(`${path} is damaged: ${elf.damaged}`);
    return { path, real: file.path, elf };
  }

  #why(name: string): string {
    if (this.#passedOver.length > 0) return `: ${[...new Set(this.#passedOver)].slice(0, 3).join('; ')}`;
    const elsewhere = this.#elsewhere(name);
    return elsewhere === undefined ? '' : `; there is ${elsewhere}, in a folder that is not searched`;
  }

  #elsewhere(name: string): string | undefined {
    for (const { path } of this.given.root.readings(executable)) if (baseOf(path) === name) return path;
    return undefined;
  }
}

/** `ld.so(8)`: DT_RPATH up the chain, LD_LIBRARY_PATH, DT_RUNPATH, the cache, the system's folders. */
export class GlibcSearch extends Search {
  readonly #cache: ReadonlyMap<string, readonly string[]>;
  readonly #system: readonly string[];
  readonly #program: Elf;

  /** @param loader its real path: what it was built with lies beside it, as in Nix’s store */
  constructor(given: LibraryCase, program: Elf, loader: string) {
    super(given);
    this.#program = program;
    this.#cache = byNameOf(given.root.reading(loaderCache, '/etc/ld.so.cache')?.value ?? []);
    this.#system = [...systemFolders(program), folderOf(loader)];
  }

  isLoader(): boolean {
    return false;
  }

  protected *candidates(name: string, parent: Loaded): Generator<string> {
    if (parent.elf.runpath === undefined) {
      for (let one: Loaded | undefined = parent; one; one = one.parent) {
        if (one.elf.runpath === undefined) yield* this.#in(one.elf.rpath, one, name);
      }
      const main = mainOf(parent);
      if (main !== parent && main.elf.runpath === undefined) yield* this.#in(main.elf.rpath, main, name);
    }
    yield* this.#in(this.given.libraryPath, mainOf(parent), name);
    yield* this.#in(parent.elf.runpath, parent, name);
    if (parent.elf.noDefaultLibraries) return;
    yield* this.#cache.get(name) ?? [];
    for (const folder of this.#system) yield `${folder}/${name}`;
  }

  *#in(path: string | undefined, { path: owner }: Loaded, name: string): Generator<string> {
    if (path === undefined || path === '') return;
    const origin = folderOf(owner);
    const libs = libraryFolders(this.#program);
    for (const part of path.split(/[:;]/)) {
      const folder = part.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, () => origin);
      const expanded = /\$(?:LIB\b|\{LIB\})/.test(folder)
        ? libs.map((lib) => folder.replace(/\$(?:LIB\b|\{LIB\})/g, lib))
        : [folder];
      for (const one of expanded) yield `${absolute(this.given.folder, one)}/${name}`;
    }
  }
}

const mainOf = (one: Loaded): Loaded => {
  let main = one;
  while (main.parent) main = main.parent;
  return main;
};

function byNameOf(entries: readonly CacheEntry[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<string, string[]>();
  for (const [name, path] of entries) {
    const paths = byName.get(name);
    if (paths) paths.push(path);
    else byName.set(name, [path]);
  }
  return byName;
}

/** The folder of Debian's multiarch for a machine. */
const TRIPLES: Readonly<Record<string, string>> = {
  amd64: 'x86_64-linux-gnu',
  386: 'i386-linux-gnu',
  arm64: 'aarch64-linux-gnu',
  arm: 'arm-linux-gnueabihf',
  ppc64le: 'powerpc64le-linux-gnu',
  s390x: 's390x-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  mips64le: 'mips64el-linux-gnuabi64',
  loong64: 'loongarch64-linux-gnu',
};

const libraryFolders = ({ architecture, bits }: Elf): readonly string[] => [
  ...(architecture && TRIPLES[architecture] ? [`lib/${TRIPLES[architecture]}`] : []),
  ...(bits === 64 ? ['lib64'] : []),
  'lib',
];

/** Debian's loader has its own folders; others' have lib64 or lib, and none is in the other's tree. */
function systemFolders(elf: Elf): readonly string[] {
  return libraryFolders(elf).flatMap((folder) => [`/${folder}`, `/usr/${folder}`]);
}

/** Musl: LD_LIBRARY_PATH, the paths of what needs it up the chain, then its own list of folders. Its parts are all one file. */
export class MuslSearch extends Search {
  readonly #system: readonly string[];

  constructor(given: LibraryCase, loader: string) {
    super(given);
    const machine = /ld-musl-([\w.-]+?)\.so/.exec(loader)?.[1] ?? '';
    this.#system = given.root.reading(muslPath, `/etc/ld-musl-${machine}.path`)?.value ?? [
      '/lib',
      '/usr/local/lib',
      '/usr/lib',
    ];
  }

  isLoader(name: string): boolean {
    return /^lib(?:c|pthread|rt|m|dl|util|xnet)\./.test(name);
  }

  protected *candidates(name: string, parent: Loaded): Generator<string> {
    for (const folder of this.given.libraryPath.split(/[:\n]/))
      if (folder !== '') yield `${absolute(this.given.folder, folder)}/${name}`;
    for (let one: Loaded | undefined = parent; one; one = one.parent) {
      const path = one.elf.runpath ?? one.elf.rpath;
      const origin = folderOf(one.path);
      for (const folder of path?.split(':') ?? []) {
        const expanded = folder.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, () => origin);
        if (expanded !== '') yield `${absolute(this.given.folder, expanded)}/${name}`;
      }
    }
    for (const folder of this.#system) yield `${folder}/${name}`;
  }
}

/** A path from a folder; empty is the folder itself. */
export const absolute = (folder: string, path: string): string =>
  path.startsWith('/') ? path : `${folder === '/' ? '' : folder}/${path}`;

export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
