import type { Gap } from '../../core/gap.ts';
import { type Site, whereIs } from '../../core/site.ts';
import type { Source } from '../../core/source.ts';
import { siteOf } from '../../yaml/look.ts';
import { readYaml } from '../../yaml/read.ts';
import type { YamlFile, YamlMap, YamlNode } from '../../yaml/types.ts';
import type { Environment } from './environment.ts';
import type { ComposeProblem, ComposeProblemKind, ProjectInput } from './types.ts';

/** How many values merging may make in all, before the project counts as made to exhaust the reader. */
const MOST_VALUES = 1_000_000;

/** How many problems of one project are told. */
const MOST_PROBLEMS = 500;

/** How often something is included at the most. */
const MOST_LOADS = 1000;

/** What is gathered while one project is read. */
export class Session {
  readonly problems: ComposeProblem[] = [];
  readonly gaps: Gap[] = [];
  readonly unset = new Map<string, Site[]>();
  readonly sources = new Set<Source>();
  /** Services that extend something that is not seen: what they lack may be there. */
  readonly incomplete = new Set<string>();
  /** Something that is included is not seen: what is not declared may be there. */
  isPartial = false;
  readonly #input: Pick<ProjectInput, 'read' | 'whyUnread'>;
  readonly #files = new Map<string, Source | undefined>();
  readonly #told = new Set<string>();
  readonly #included = new WeakMap<Environment, Map<string, YamlMap | undefined>>();
  readonly #yaml = new Map<Source, YamlFile>();
  #values = 0;
  #loads = 0;

  readonly #path: string;

  /** `path` is the file that stands for the project where no other can be named. */
  constructor(path: string, input: Pick<ProjectInput, 'read' | 'whyUnread'>) {
    this.#path = path;
    this.#input = input;
  }

  /** So much is told that nothing more will be. */
  get isFull(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  /** Tells a problem, once. */
  problem(
    kind: ComposeProblemKind,
    at: Site,
    message: string,
    more: Pick<ComposeProblem, 'also' | 'nearest'> = {},
  ): void {
    // A name that several services got from one place is told once.
    const what = kind === 'reference' ? kind : message;
    const key = `${at.source.path}\0${at.span.start}\0${at.span.end}\0${what}`;
    if (this.#told.has(key)) return;
    if (this.isFull) {
      this.gap(
        this.#path,
        `more than ${MOST_PROBLEMS} things are wrong with this project: the others are not told`,
      );
      return;
    }
    this.#told.add(key);
    this.problems.push({ at, message, kind, ...more });
  }

  gap(path: string, reason: string, kind?: Gap['kind']): void {
    const key = `${path}\0${reason}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.gaps.push(kind ? { path, reason, kind } : { path, reason });
  }

  /** As `gap`, with the place in the file. */
  gapAt(at: Site, reason: string, kind?: Gap['kind']): void {
    this.gap(at.source.path, `${whereIs(at)}: ${reason}`, kind);
  }

  missing(name: string, at: Site): void {
    const key = `${at.source.path}\0${at.span.start}\0$${name}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const places = this.unset.get(name);
    if (places) places.push(at);
    else this.unset.set(name, [at]);
  }

  /** A file as YAML, read once. */
  yaml(source: Source): YamlFile {
    const known = this.#yaml.get(source) ?? readYaml(source);
    this.#yaml.set(source, known);
    return known;
  }

  /** A file by its path from the project's folder. */
  read(path: string): Source | undefined {
    if (!this.#files.has(path)) this.#files.set(path, this.#input.read(path));
    const source = this.#files.get(path);
    if (source) this.sources.add(source);
    return source;
  }

  /** Why a file is not read that is there. */
  whyUnread(path: string): string | undefined {
    return this.#input.whyUnread?.(path);
  }

  /** A file that Compose takes where there is one: when it is there and cannot be read, that is told. */
  readIfThere(path: string): Source | undefined {
    const source = this.read(path);
    const why = source ? undefined : this.whyUnread(path);
    if (why !== undefined) this.gap(this.#path, `what ${path} holds is not seen: ${why}`);
    return source;
  }

  /** A file that a value names: when it is not there, or not to be read, that is told. */
  readAt(path: string, node: YamlNode): Source | undefined {
    const source = this.read(path);
    if (source) return source;
    const why = this.whyUnread(path);
    if (why !== undefined) this.gapAt(siteOf(node), `what ${path} holds is not seen: ${why}`);
    else if (path.startsWith('../')) this.gapAt(siteOf(node), `${path} is not there, so it is not seen`);
    else this.problem('missing-file', siteOf(node), `${path} is not there`);
    return undefined;
  }

  /** What is included is loaded once for the variables that it sees. */
  included(env: Environment, key: string, load: () => YamlMap | undefined): YamlMap | undefined {
    const loaded = this.#included.get(env) ?? new Map<string, YamlMap | undefined>();
    this.#included.set(env, loaded);
    if (!loaded.has(key)) {
      // Files that include each other in ever new ways would be loaded without end.
      const isMuch = ++this.#loads > MOST_LOADS;
      if (isMuch) this.gap(this.#path, `more than ${MOST_LOADS} files are included: the others are not seen`);
      loaded.set(key, isMuch ? undefined : load());
    }
    return loaded.get(key);
  }

  /** Counts values that merging made; false when they are more than can be meant. */
  allows(size: number): boolean {
    this.#values += size;
    if (this.#values <= MOST_VALUES) return true;
    this.gap(this.#path, `merging makes more than ${MOST_VALUES} values: some of them are left out`);
    return false;
  }
}
