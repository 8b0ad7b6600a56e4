import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import { PlimsollError } from '../core/errors.ts';
import type { BuildContext } from '../dockerfile/build-types.ts';
import type { Dockerfile, Word } from '../dockerfile/tree.ts';
import { Disk } from './disk.ts';
import { type IgnoreFile, readIgnoreFile } from './dockerignore.ts';
import { kindOfName } from './names.ts';
import { compileWildcard, type Meter } from './wildcard.ts';

export interface ContextRequest {
  /** Where the Dockerfile is, or would be; absolute. */
  readonly dockerfile: string;
  /** What its plain COPY and ADD instructions take from the context: see `copiedPaths`. */
  readonly copied: readonly string[];
  /** The context as the user or the configuration gives it, absolute or relative to `cwd`. */
  readonly given?: string;
  readonly cwd: string;
  /** What the run has seen of the file system already. */
  readonly disk?: Disk;
}

/**
 * The build context of a Dockerfile: the folder that was given, else the nearest, from the Dockerfile's own up to
 * the root of the repository (or the working directory), in which everything that the file copies can be found.
 * Nothing is read before it is asked for, and nothing outside of the folder ever.
 * @returns undefined when no folder fits, or patterns take too long to look for
 * @throws PlimsollError `usage` when the given folder is none
 */
export function findContext(request: ContextRequest): BuildContext | undefined {
  const { dockerfile, copied, given, cwd } = request;
  if (given !== undefined) {
    if (/^[a-z][a-z+.-]*:\/\/|^git@/.test(given)) return undefined;
    const root = resolve(cwd, given);
    if (!(request.disk ?? new Disk()).stat(root)?.isDirectory())
      throw new PlimsollError('usage', `${given}: the build context is no folder`);
    return new Folder(root, 'given', request);
  }
  const disk = request.disk ?? new Disk();
  const [first] = exactPaths(copied);
  const search = new PatternSearch();
  for (const root of candidates(dirname(dockerfile), request)) {
    // Mostly the first thing is not there, which is sooner seen than a folder is listed.
    if (first !== undefined && !disk.stat(`${root}/${first}`)) continue;
    const folder = new Folder(root, 'guessed', request);
    if (holds(folder, copied, search)) return folder;
    if (search.isOver) return undefined;
  }
  return undefined;
}

/**
 * Where a context is that was given.
 * @throws PlimsollError `usage` when it is no folder
 */
export function requireContext(given: string, cwd: string): string {
  const root = resolve(cwd, given);
  if (!new Disk().stat(root)?.isDirectory()) {
    throw new PlimsollError('usage', `${shown(root, cwd)}: the build context is no folder`);
  }
  return root;
}

/**
 * The paths that a Dockerfile's COPY and ADD instructions take from the context, as far as they can be told
 * without expanding variables: no URLs, no here-documents, nothing copied from stages.
 */
export function copiedPaths({ instructions }: Dockerfile): readonly string[] {
  const paths: string[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    if (instruction.from) continue;
    for (const word of instruction.sources) {
      const path = plainPath(word);
      if (path !== undefined) paths.push(path);
    }
  }
  return paths;
}

function plainPath(word: Word & { readonly value?: string }): string | undefined {
  const text = word.value ?? word.text;
  if (/[$"'\\`]|^<<|^[a-z][a-z+.-]*:\/\/|^git@/i.test(text)) return undefined;
  return text;
}

/** The folder, and those above it, up to the root of the repository, else to the working directory. */
function candidates(folder: string, { cwd, disk = new Disk() }: ContextRequest): readonly string[] {
  const isBelow = !relative(cwd, folder).startsWith('..');
  const last = disk.repository(folder) ?? (isBelow ? cwd : folder);
  const found = [folder];
  for (let at = folder; at !== last && dirname(at) !== at; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** Whether a folder has what a Dockerfile copies. Patterns may match nothing; `.` alone says little of a folder. */
function holds(folder: BuildContext, copied: readonly string[], search: PatternSearch): boolean {
  const paths = copied.map(clean);
  const exact = exactPaths(copied);
  if (exact.length > 0) return exact.every((path) => folder.exists(path) !== undefined);
  const patterns = new Set(paths.filter((path) => path !== '' && path !== '*'));
  if (patterns.size > 0) return [...patterns].some((pattern) => search.matchesAny(folder, pattern));
  return paths.length === 0 || folder.list('.').some(isOfTheProject);
}

const exactPaths = (copied: readonly string[]): string[] =>
  copied.map(clean).filter((path) => path !== '' && !/[*?[]/.test(path));

/** A path of the context without `..`, which the root stops, and without a slash at its end. */
const clean = (path: string): string => posix.normalize(`/${path}`).replace(/\/$/, '').slice(1);

/**
 * A folder with nothing but Dockerfiles and what belongs to them is seldom what `COPY . .` means; an ignore file is made
 * for a context.
 */
const isOfTheProject = (name: string): boolean =>
  kindOfName(name) === 'other' &&
  !/^dockerfile/i.test(name) &&
  !/^(?:\.gitignore|README.*|(?:docker-)?compose.*|.*\.sh)$/i.test(name);

/** So many steps are taken to guess the context of one build; thousands of patterns in thousands of folders take more. */
const MOST_STEPS = 5_000_000;

/** Looks for what patterns match, in one build for all folders together. */
class PatternSearch {
  readonly #meter: Meter = { left: MOST_STEPS };

  get isOver(): boolean {
    return this.#meter.left < 0;
  }

  matchesAny(folder: BuildContext, pattern: string): boolean {
    const segments = pattern.split('/');
    const open: (readonly [at: string, depth: number])[] = [['', 0]];
    for (let next = open.pop(); next && !this.isOver; next = open.pop()) {
      const [at, depth] = next;
      const segment = segments[depth];
      this.#meter.left -= VISIT + at.length;
      if (segment === undefined) {
        if (folder.exists(at) !== undefined) return true;
      } else if (/[*?[]/.test(segment)) {
        for (const name of this.#matching(segment, folder.list(at || '.')))
          open.push([posix.join(at, name), depth + 1]);
      } else open.push([posix.join(at, segment), depth + 1]);
    }
    return false;
  }

  *#matching(segment: string, names: readonly string[]): Generator<string> {
    this.#meter.left -= segment.length;
    const matches = compileWildcard(segment, { deep: false, meter: this.#meter });
    if (!matches) return;
    for (const name of names) {
      if (this.isOver) return;
      if (matches(name)) yield name;
    }
  }
}

/** What it costs to ask the file system, in steps. */
const VISIT = 100;

class Folder implements BuildContext {
  readonly path: string;
  readonly certainty: 'given' | 'guessed';
  readonly #root: string;
  readonly #request: ContextRequest;
  #realRoot: string | undefined;
  /** The ignore file that cannot be read. */
  #unread: string | undefined;
  #ignore: { path: string; text: string; rules: IgnoreFile } | null | undefined;
  readonly #real = new Map<string, string | undefined>();
  readonly #disk: Disk;

  constructor(root: string, certainty: 'given' | 'guessed', request: ContextRequest) {
    this.#root = root;
    this.#request = request;
    this.#disk = request.disk ?? new Disk();
    this.certainty = certainty;
    this.path = shown(root, request.cwd);
  }

  exists(path: string): 'file' | 'directory' | undefined {
    const real = this.#resolve(path);
    const stats = real === undefined ? undefined : this.#disk.stat(real);
    return stats?.isDirectory() ? 'directory' : stats?.isFile() ? 'file' : undefined;
  }

  read(path: string): string | undefined {
    const real = this.exists(path) === 'file' ? this.#resolve(path) : undefined;
    return real === undefined ? undefined : this.#disk.text(real);
  }

  list(path: string): readonly string[] {
    const real = this.#resolve(path);
    return real === undefined ? [] : this.#disk.list(real);
  }

  get ignore(): { path: string; text: string } | undefined {
    const found = this.#ignoreFile();
    return found ? { path: found.path, text: found.text } : undefined;
  }

  ignored(path: string): boolean {
    return this.#ignoreFile()?.rules.ignored(path) ?? false;
  }

  get blind(): string | undefined {
    const isExhausted = this.#ignore?.rules.isExhausted;
    if (this.#unread === undefined && !isExhausted) return undefined;
    const why = isExhausted
      ? `the patterns of ${this.#ignore!.path} take too long to match with what it copies`
      : `${this.#unread} is larger than 1 MiB, or no text`;
    return `${why}, so its build context was not looked into: write fewer patterns, or shorter ones`;
  }

  /** Where a path of the context really is; undefined when there is nothing, or a link leads out of the context. */
  #resolve(path: string): string | undefined {
    // As the builder has it, `..` at the root of the context stays there.
    const clean = posix.normalize(`/${path}`).replace(/\/$/, '');
    if (clean === '') return this.#root;
    // Most of what is asked for is not there, and the list of the folder is known.
    const [, first = ''] = clean.split('/', 2);
    if (!this.#disk.list(this.#root).includes(first)) return undefined;
    if (!this.#real.has(clean)) {
      this.#realRoot ??= this.#disk.real(this.#root) ?? this.#root;
      const real = this.#disk.real(this.#root + clean);
      const within = real === this.#realRoot || real?.startsWith(this.#realRoot.replace(/[\\/]$/, '') + sep);
      this.#real.set(clean, within ? real : undefined);
    }
    return this.#real.get(clean);
  }

  #ignoreFile(): { path: string; text: string; rules: IgnoreFile } | null {
    if (this.#ignore === undefined) {
      const { dockerfile, cwd } = this.#request;
      const path = ignoreFiles(dockerfile, this.#root).find((file) => this.#disk.stat(file)?.isFile());
      const text = path === undefined ? undefined : this.#disk.text(path);
      if (path !== undefined && text === undefined) this.#unread = shown(path, cwd);
      this.#ignore =
        path === undefined || text === undefined
          ? null
          : { path: shown(path, cwd), text, rules: readIgnoreFile(text) };
    }
    return this.#ignore;
  }
}

/**
 * Where an ignore file may be, the first that exists counts: beside the Dockerfile under its name, then in the
 * context. Podman's name goes first for a Containerfile, and last otherwise, for BuildKit does not know it.
 */
function ignoreFiles(dockerfile: string, root: string): readonly string[] {
  const names = ['.dockerignore', '.containerignore'];
  if (/containerfile/i.test(basename(dockerfile))) names.reverse();
  return [...names.map((name) => dockerfile + name), ...names.map((name) => join(root, name))];
}

/** Relative to the working directory, where that is the shorter way to say it. */
function shown(absolute: string, cwd: string): string {
  const below = relative(cwd, absolute) || '.';
  const path = below.length <= absolute.length ? below : absolute;
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
