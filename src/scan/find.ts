import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { nearestOf } from '../core/distance.ts';
import { PlimsollError } from '../core/errors.ts';
import { type Gap, isUnseen } from '../core/gap.ts';
import { Source } from '../core/source.ts';
import { kindOfText, type ManifestKind, manifestKindOfPath } from './delivery/kinds.ts';
import { type GitRules, gitRulesAt } from './gitignore.ts';
import { type Glob, isGlob, readGlobs } from './glob.ts';
import { isSkippedFolder, kindOfName, looksLikeDockerfile } from './names.ts';
import { readHead, readSource, refuse, whyUnreadable } from './read.ts';

export interface FindRequest {
  /** Absolute. */
  readonly cwd: string;
  /** Files, folders, globs, or `-`; none means the working directory. */
  readonly paths: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the configuration leaves a path (as shown) out; files that are named are taken all the same. */
  excludes?(path: string): boolean;
  /** Told of each file that is found, with how many there are by now. */
  onFile?(count: number): void;
}

export interface FoundFile {
  /** As shown to people: relative to the working directory where it lies below it or was so named, with `/`. */
  readonly path: string;
  readonly absolute: string;
}

/** A file that says how images run or are published. */
export interface FoundManifest extends FoundFile {
  readonly kind: ManifestKind;
}

export interface Found {
  /** The Dockerfiles, each once, in order of path. */
  readonly files: readonly FoundFile[];
  /** What may be part of the delivery beside them, each once, in order of path. */
  readonly manifests: readonly FoundManifest[];
  /** What was asked for, or looked like a Dockerfile, and could not be had. */
  readonly gaps: readonly Gap[];
  /** `-` was among the paths. */
  readonly stdin: boolean;
}

/**
 * Finds the Dockerfiles and manifests that paths, folders and globs stand for. Folders are searched for the names under
 * which they are known, without what git ignores and without other people's work (`node_modules`, `vendor`, …);
 * links to folders are not followed. A file that is named is taken whatever its name.
 * @throws PlimsollError `usage` when a path does not exist, or when there is nothing to judge at all
 */
export function findFiles(request: FindRequest): Found {
  const finder = new Finder(request);
  const paths = request.paths.length > 0 ? request.paths : ['.'];
  for (const path of paths) finder.add(path);
  return finder.finish(paths);
}

/** The folder that holds everything that is asked for: where its configuration is looked for, and upwards. */
export function commonFolder({ cwd, paths, filename }: CommonRequest): string {
  const folders = paths.map((path) => folderOf(path === '-' ? (filename ?? '-') : path, cwd));
  let [common = cwd] = folders;
  for (const folder of folders) while (!isWithin(folder, common)) common = dirname(common);
  return common;
}

export interface CommonRequest extends Pick<FindRequest, 'cwd' | 'paths'> {
  /** The path that standard input goes by. */
  readonly filename?: string;
}

function folderOf(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  const stats = statOf(absolute);
  if (stats) return stats.isDirectory() ? absolute : dirname(absolute);
  return isGlob(path) ? resolve(cwd, readGlobs(path)[0]!.root) : dirname(absolute);
}

/** What cannot be looked at is told of where it is asked for. */
function statOf(absolute: string): Stats | undefined {
  try {
    return statSync(absolute);
  } catch {
    return undefined;
  }
}

/** Whether a path, absolute as the folder is, is the folder or below it. */
export const isWithin = (path: string, folder: string): boolean =>
  !relative(folder, path).split(sep, 1).includes('..');

/** A folder that is still to be searched. */
interface Visit {
  readonly absolute: string;
  readonly path: string;
  /** The rules of the folder above; for the first folder its own. */
  readonly rules: GitRules;
  /** Its name in the folder above; '' for the first folder. */
  readonly name: string;
  /** The part of the glob's path that has been walked; absent once everything below is wanted. */
  readonly below?: string;
}

class Finder {
  readonly #request: FindRequest;
  readonly #files = new Map<string, FoundFile>();
  readonly #manifests = new Map<string, FoundManifest>();
  readonly #links: FoundFile[] = [];
  readonly #gaps: Gap[] = [];
  #stdin = false;
  #folders = 0;

  constructor(request: FindRequest) {
    this.#request = request;
  }

  add(path: string): void {
    if (path === '-') {
      this.#stdin = true;
      return;
    }
    const absolute = resolve(this.#request.cwd, path);
    let stats: Stats | undefined;
    try {
      stats = statSync(absolute);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') this.#addGlobs(path);
      else this.#gaps.push({ path: this.#shown(absolute, path), reason: whyUnreadable(error) });
      return;
    }
    if (stats.isDirectory()) this.#addFolder(absolute, path);
    else this.#takeNamed({ path: this.#shown(absolute, path), absolute });
  }

  finish(paths: readonly string[]): Found {
    this.#addLinks();
    const judged = this.#files.size + [...this.#manifests.values()].filter(isJudged).length;
    if (judged === 0 && !this.#stdin && !this.#gaps.some(isUnseen)) {
      throw new PlimsollError('usage', this.#nothing(paths));
    }
    const inOrder = <F extends FoundFile>(files: Iterable<F>): F[] =>
      [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
    return {
      files: inOrder(this.#files.values()),
      manifests: inOrder(this.#manifests.values()),
      gaps: this.#gaps,
      stdin: this.#stdin,
    };
  }

  /** A file that was named is a manifest by its name, else a Dockerfile, whatever its name. */
  #takeNamed(file: FoundFile): void {
    const kind = kindOfName(file.path.slice(file.path.lastIndexOf('/') + 1));
    const manifest = kind === 'dockerfile' ? undefined : manifestKindOfPath(file.path);
    if (!manifest) this.#take(file);
    else if (!this.#takeManifest(file, manifest)) {
      const reason = 'it is neither a Compose file nor a Kubernetes manifest, by what stands in it';
      this.#gaps.push({ path: file.path, reason });
    }
  }

  /** @returns false when a look inside says that it is none; one that cannot be looked into is told */
  #takeManifest(file: FoundFile, kind: ManifestKind | 'perhaps'): boolean {
    if (this.#manifests.has(file.absolute)) return true;
    const head = kind === 'perhaps' ? readHead(file.absolute, file.path) : '';
    if (typeof head !== 'string') {
      this.#gaps.push(head);
      return true;
    }
    const certain = kind === 'perhaps' ? kindOfText(head) : kind;
    if (certain) this.#manifests.set(file.absolute, { ...file, kind: certain });
    return certain !== undefined;
  }

  #take(file: FoundFile): void {
    if (this.#files.has(file.absolute)) return;
    this.#files.set(file.absolute, file);
    this.#request.onFile?.(this.#files.size);
  }

  #addFolder(absolute: string, path: string): void {
    const before = this.#count;
    this.#walk(absolute, this.#shown(absolute, path));
    if (this.#count === before) {
      this.#gaps.push({
        path: this.#shown(absolute, path),
        reason: 'it holds nothing to check',
        kind: 'info',
      });
    }
  }

  #addGlobs(path: string): void {
    if (!isGlob(path)) throw new PlimsollError('usage', this.#missing(path));
    const before = this.#count;
    for (const glob of readGlobs(path)) {
      const root = resolve(this.#request.cwd, glob.root);
      if (statOf(root)?.isDirectory()) {
        this.#walk(root, this.#shown(root, glob.root), glob);
      }
    }
    if (this.#count === before)
      this.#gaps.push({ path, reason: 'the pattern matches nothing to check', kind: 'info' });
  }

  /** How much has been come upon, files and gaps alike. */
  get #count(): number {
    return this.#files.size + this.#manifests.size + this.#links.length + this.#gaps.length;
  }

  /** Searches a folder, whole or for what a glob matches. */
  #walk(absolute: string, path: string, glob?: Glob): void {
    const first: Visit = { absolute, path, name: '', rules: gitRulesAt(absolute, this.#request.env) };
    const visits: Visit[] = [glob ? { ...first, below: '' } : first];
    for (let visit = visits.pop(); visit; visit = visits.pop()) this.#visit(visit, visits, glob);
  }

  #visit(visit: Visit, visits: Visit[], glob: Glob | undefined): void {
    let entries: Dirent[];
    try {
      entries = readdirSync(visit.absolute, { withFileTypes: true });
    } catch (error) {
      this.#gaps.push({ path: visit.path, reason: whyUnreadable(error) });
      return;
    }
    this.#folders++;
    const rules = visit.name === '' ? visit.rules : visit.rules.enter(visit.name, namesOf(entries));
    for (const entry of entries) {
      if (entry.isDirectory()) {
        const next = this.#next(visit, entry.name, rules, glob);
        if (next) visits.push(next);
      } else this.#offer(visit, entry, rules, glob);
    }
  }

  /** The folder `name` as one to search, if it is to be. */
  #next(visit: Visit, name: string, rules: GitRules, glob: Glob | undefined): Visit | undefined {
    if (isSkippedFolder(name) && !glob?.literals.has(name)) return undefined;
    const path = joinShown(visit.path, name);
    if (rules.ignores(name, true) || this.#request.excludes?.(path)) return undefined;
    const next = { absolute: join(visit.absolute, name), path, rules, name };
    if (visit.below === undefined || !glob) return next;
    const below = visit.below === '' ? name : `${visit.below}/${name}`;
    if (glob.matches(below)) return next;
    return glob.mayHold(below) ? { ...next, below } : undefined;
  }

  /** Takes an entry that is not a folder, if it is one of those that are looked for. */
  #offer(visit: Visit, entry: Dirent, rules: GitRules, glob: Glob | undefined): void {
    let kind = kindOfName(entry.name);
    let isGlobbed = false;
    if (glob && visit.below !== undefined) {
      if (!glob.matches(visit.below === '' ? entry.name : `${visit.below}/${entry.name}`)) return;
      isGlobbed = kind === 'other' && glob.named && !/^(?:docker|container)file/i.test(entry.name);
      if (isGlobbed) kind = 'dockerfile';
    }
    const path = joinShown(visit.path, entry.name);
    const manifest = kind === 'other' || isGlobbed ? manifestKindOfPath(path) : undefined;
    if (kind === 'other' && !manifest) return;
    if (rules.ignores(entry.name, false) || this.#request.excludes?.(path)) return;
    const file = { path, absolute: join(visit.absolute, entry.name) };
    if (manifest) {
      if (this.#isFile(entry, file)) this.#takeManifest(file, manifest);
    } else if (kind === 'template') {
      const reason = 'it is a template: check what it is made into, or name it to check it as it is';
      this.#gaps.push({ path: file.path, reason, kind: 'info' });
    } else if (this.#isFile(entry, file) && (kind === 'dockerfile' || isDockerfile(file))) {
      if (entry.isSymbolicLink()) this.#links.push(file);
      else this.#take(file);
    }
  }

  /** Whether the entry is a file, or a link to one. One that should be and is not costs a gap. */
  #isFile(entry: Dirent, { absolute, path }: FoundFile): boolean {
    if (entry.isFile()) return true;
    try {
      const stats = statSync(absolute);
      const reason = stats.isDirectory() || stats.isFile() ? undefined : refuse(stats);
      if (reason !== undefined) this.#gaps.push({ path, reason });
      return stats.isFile();
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      this.#gaps.push({ path, reason: missing ? 'it is a symbolic link to nothing' : whyUnreadable(error) });
      return false;
    }
  }

  /** Takes the links to files that are not judged under their own name. */
  #addLinks(): void {
    if (this.#links.length === 0) return;
    const real = new Set([...this.#files.keys()].map(realPath));
    for (const file of this.#links) {
      const target = realPath(file.absolute);
      if (!real.has(target)) this.#take(file);
      real.add(target);
    }
  }

  #shown(absolute: string, asked: string): string {
    const below = relative(this.#request.cwd, absolute);
    if (below === '') return '.';
    const shown = isAbsolute(asked) && below.split(sep, 1)[0] === '..' ? absolute : below;
    return sep === '/' ? shown : shown.replaceAll(sep, '/');
  }

  #missing(path: string): string {
    const folder = dirname(resolve(this.#request.cwd, path));
    let names: string[] = [];
    try {
      names = readdirSync(folder);
    } catch {
      // The folder is missing as well: there is nothing to suggest.
    }
    const close = nearestOf(path.split(/[\\/]/).at(-1) ?? path, names);
    const hint = close === undefined ? '' : `; did you mean ${this.#shown(join(folder, close), path)}?`;
    return `${path}: there is no such file or folder${hint}`;
  }

  #nothing(paths: readonly string[]): string {
    const where = paths.length === 1 && paths[0] === '.' ? 'this folder' : paths.join(', ');
    const folders = this.#folders === 1 ? '1 folder' : `${this.#folders} folders`;
    const template = this.#gaps.find((gap) => /template/.test(gap.reason));
    const hint = template ? ` There is a template, ${template.path}: name it to check it as it is.` : '';
    return `no Dockerfile in ${where}: looked through ${folders} for Dockerfile, Containerfile, Dockerfile.*, Containerfile.*, *.Dockerfile and *.Containerfile, and for Compose files, Kubernetes manifests, charts and workflows, without what git ignores, node_modules, vendor and the like.${hint || ' A file of another name is checked when it is named.'}`;
  }
}

/** Makefiles only say which Dockerfile an image comes of. */
const isJudged = ({ kind }: FoundManifest): boolean => kind !== 'makefile';

const namesOf = (entries: readonly Dirent[]): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { name } of entries) if (name.startsWith('.git')) names.add(name);
  return names;
};

const joinShown = (folder: string, name: string): string =>
  folder === '.' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`;

function isDockerfile({ absolute, path }: FoundFile): boolean {
  const source = readSource(absolute, path);
  return source instanceof Source && looksLikeDockerfile(source.text);
}

function realPath(absolute: string): string {
  try {
    return realpathSync.native(absolute);
  } catch {
    return absolute;
  }
}
