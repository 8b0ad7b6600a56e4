import type { Gap } from '../core/gap.ts';
import type { Site } from '../core/site.ts';
import type { Source } from '../core/source.ts';
import { type BakeFile, readBake } from './bake.ts';
import type { ActionUse, Workflow } from './types.ts';

/** Files of the repository, by their path from its root; undefined for what is not there or not to be read. */
export type RepositoryFiles = (path: string) => Source | undefined;

export type Followed = Workflow;

/** Opens what workflows name of their own repository, each file once, and no circle twice. */
export class Follower {
  readonly gaps: Gap[] = [];
  readonly #missed = new Set<string>();
  readonly #files: RepositoryFiles | undefined;
  readonly #read: (source: Source, follower: Follower) => Followed;
  readonly #open: ReadonlySet<string>;

  constructor(
    files: RepositoryFiles | undefined,
    read: (source: Source, follower: Follower) => Followed,
    open: ReadonlySet<string> = new Set(),
  ) {
    this.#files = files;
    this.#read = read;
    this.#open = open;
  }

  /** A reusable workflow: `./.github/workflows/build.yml`. */
  workflow(uses: ActionUse): Followed | undefined {
    return this.#follow([clean(uses.name)], uses);
  }

  /** A composite action: the folder of an `action.yml`. */
  action(uses: ActionUse): Followed | undefined {
    const folder = clean(uses.name);
    const below = (file: string) => (folder === '' ? file : `${folder}/${file}`);
    return this.#follow([below('action.yml'), below('action.yaml')], uses);
  }

  /** Bake files, those that bake takes by itself when none are named. */
  bake(paths: readonly string[], overrides: ReadonlyMap<string, string>): BakeFile | undefined {
    const wanted = paths.length > 0 ? paths.map(clean) : bakeDefaults;
    const sources = wanted.flatMap((path) => (/\.ya?ml$/.test(path) ? [] : (this.#files?.(path) ?? [])));
    return sources.length === 0 ? undefined : readBake(sources, overrides);
  }

  #follow(paths: readonly string[], uses: ActionUse): Followed | undefined {
    const path = paths.find((each) => this.#files?.(each) !== undefined);
    const source = path === undefined ? undefined : this.#files?.(path);
    if (path === undefined || !source) {
      // Without the repository at hand there is nothing to miss.
      if (this.#files) this.#miss(uses);
      return undefined;
    }
    if (this.#open.has(path) || this.#open.size >= deepest) return undefined;
    const below = new Follower(this.#files, this.#read, new Set([...this.#open, path]));
    const followed = this.#read(source, below);
    this.gaps.push(...below.gaps);
    return followed;
  }

  /** Told once for each name, where it is named first. */
  #miss({ name, at }: ActionUse): void {
    if (this.#missed.has(name)) return;
    this.#missed.add(name);
    this.gaps.push(unseenGap(at, `it uses ${name}, which is not in this repository`));
  }
}

/** Something that is named at a place and could not be followed. */
export function unseenGap({ source, span }: Site, what: string): Gap {
  const { line, column } = source.position(span.start);
  return { path: source.path, reason: `line ${line}, column ${column}: ${what}`, kind: 'info' };
}

/** GitHub goes no deeper: ten workflows, ten actions. */
const deepest = 10;

const bakeDefaults = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

const clean = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '.' && part !== '')
    .join('/');
