import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import createIgnore, { type Ignore } from 'ignore';
import { Source } from '../core/source.ts';
import { readSource } from './read.ts';

/** The ignore rules in force in one folder: its own, those of the folders above it, and those of the repository. */
export interface GitRules {
  /** Whether git ignores an entry of this folder. */
  ignores(name: string, isFolder: boolean): boolean;
  /** The rules of a folder in this one. `names` are the entries of that folder. */
  enter(name: string, names: ReadonlySet<string>): GitRules;
}

/**
 * The rules at a folder, as git has them: `.gitignore` of every folder from the root of the repository down,
 * `.git/info/exclude`, and the user's own excludes. Outside of a repository those from this folder down count.
 * A folder that is ignored itself, but was asked for, begins anew. Tracked files are not known: like any other
 * they are left out where a rule names them.
 */
export function gitRulesAt(folder: string, env: Readonly<Record<string, string | undefined>>): GitRules {
  const root = repositoryRoot(folder) ?? folder;
  let rules = rootRules(root, env);
  let at = root;
  for (const name of relative(root, folder).split(sep).filter(Boolean)) {
    at = join(at, name);
    if (rules.ignores(name, true)) return rootRules(folder, env);
    rules = rules.enter(name, present(at));
  }
  return rules;
}

/** The nearest folder, from this one upwards, that holds `.git`. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The names that decide the rules of a folder, where it has not been listed. */
const present = (folder: string): ReadonlySet<string> =>
  new Set(['.git', '.gitignore'].filter((name) => existsSync(join(folder, name))));

function rootRules(root: string, env: Readonly<Record<string, string | undefined>>): GitRules {
  const list = newList();
  const files = [globalExcludes(env), excludeFile(root), join(root, '.gitignore')];
  for (const file of files) {
    const text = file === undefined ? undefined : read(file);
    if (text !== undefined) list.add(text);
  }
  return new FolderRules({ root, env }, '', list);
}

/** Git goes by the file system: names differ by case on Linux only. */
const newList = (): Ignore =>
  createIgnore({ ignorecase: process.platform === 'darwin' || process.platform === 'win32' });

interface Repository {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

class FolderRules implements GitRules {
  readonly #repository: Repository;
  /** The folder below the root, '' or with a final `/`. */
  readonly #below: string;
  readonly #list: Ignore;

  constructor(repository: Repository, below: string, list: Ignore) {
    this.#repository = repository;
    this.#below = below;
    this.#list = list;
  }

  ignores(name: string, isFolder: boolean): boolean {
    return this.#list.ignores(`${this.#below}${name}${isFolder ? '/' : ''}`);
  }

  enter(name: string, names: ReadonlySet<string>): GitRules {
    const below = `${this.#below}${name}/`;
    const folder = join(this.#repository.root, below);
    // A repository within this one has rules of its own.
    if (names.has('.git')) return rootRules(folder, this.#repository.env);
    const text = names.has('.gitignore') ? read(join(folder, '.gitignore')) : undefined;
    if (text === undefined) return new FolderRules(this.#repository, below, this.#list);
    const list = newList().add(this.#list);
    for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
      const moved = moveDown(line, below);
      if (moved !== undefined) list.add(moved);
    }
    return new FolderRules(this.#repository, below, list);
  }
}

/** A line of the `.gitignore` in folder `below` as it would stand in the root's, so that one list holds all. */
function moveDown(line: string, below: string): string | undefined {
  if (line.startsWith('#') || line.trim() === '') return undefined;
  const not = line.startsWith('!') ? '!' : '';
  const pattern = line.slice(not.length);
  const anchored = /\/./.test(pattern.trimEnd());
  const folder = below.replace(/[\\*?[\] ]/g, '\\$&');
  return `${not}/${folder}${anchored ? pattern.replace(/^\//, '') : `**/${pattern}`}`;
}

/** `.git/info/exclude`, of the main working tree where this is a linked one. */
function excludeFile(root: string): string | undefined {
  const git = join(root, '.git');
  try {
    if (statSync(git).isDirectory()) return join(git, 'info', 'exclude');
    const pointed = /^gitdir: (.+)$/m.exec(read(git) ?? '')?.[1];
    if (pointed === undefined) return undefined;
    const folder = resolve(root, pointed.trim());
    const common = read(join(folder, 'commondir'));
    return join(common === undefined ? folder : resolve(folder, common.trim()), 'info', 'exclude');
  } catch {
    return undefined;
  }
}

/** The user's own list: `core.excludesFile`, else `git/ignore` in the configuration folder. */
function globalExcludes(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const folder = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git');
  for (const config of [join(home, '.gitconfig'), join(folder, 'config')]) {
    const value = excludesFileOf(read(config) ?? '');
    if (value !== undefined) {
      const file = value.replace(/^~(?=\/)/, home);
      return isAbsolute(file) ? file : join(home, file);
    }
  }
  return join(folder, 'ignore');
}

function excludesFileOf(config: string): string | undefined {
  let section = '';
  for (const line of config.split('\n')) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const value = section === 'core' ? /^\s*excludesfile\s*=\s*"?([^"\r]+)"?/i.exec(line)?.[1] : undefined;
    if (value !== undefined) return value.trim();
  }
  return undefined;
}

/** Not what is no plain file: a pipe would keep the search for files waiting. */
function read(file: string): string | undefined {
  const found = readSource(file, file);
  return found instanceof Source ? found.text : undefined;
}
