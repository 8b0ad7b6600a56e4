import { posix } from 'node:path';
import { parseReference, repositoryName } from '../../bases/reference.ts';
import type { Gap } from '../../core/gap.ts';
import { Source } from '../../core/source.ts';
import { buildOf } from '../../dockerfile/build.ts';
import type { Build, Stage } from '../../dockerfile/build-types.ts';
import { parse } from '../../dockerfile/parse.ts';
import type { Fit, Link, NamedBuild } from '../../rules/rule.ts';
import type { Container, Delivery } from '../../workload/types.ts';
import { gapOf, infoOf } from './gaps.ts';
import type { Given } from './given.ts';

/** An image that something of the delivery builds: a Compose service, a workflow, a bake file, a Makefile. */
export interface BuiltImage extends NamedBuild {
  /** The Dockerfile's path as shown. */
  readonly dockerfile: string;
  /** The folder that is sent to the builder, as shown. */
  readonly context?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  /** The configuration's `link:` says so. */
  readonly configured?: boolean;
}

/** The Dockerfiles of a delivery, built as asked. */
export interface Recipes {
  /** Every Dockerfile that was found, as shown. */
  readonly paths: readonly string[];
  /** A Dockerfile as it is built; undefined when there is none. */
  open(path: string, how: BuildHow): Build | undefined;
  /** The text of `dockerfile_inline`. */
  inline(text: string, name: string, how: BuildHow): Build;
}

/** How a Dockerfile is built. */
export interface BuildHow {
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  /** The folder that is sent to the builder, as shown. */
  readonly context?: string;
}

/** Every container with the image that it runs, as far as that can be told. */
export function linkFits(
  delivery: Delivery,
  built: readonly BuiltImage[],
  recipes: Recipes,
  given: Given = { builds: [] },
): { readonly fits: Fit[]; readonly gaps: readonly Gap[] } {
  const linker = new Linker(built, recipes, given);
  const fits = delivery.workloads.flatMap(({ containers }) =>
    containers.flatMap((container) => {
      const found = linker.find(container);
      return found ? [new LinkedFit(container, delivery, found)] : [];
    }),
  );
  return { fits, gaps: linker.gaps };
}

type Found = Pick<Fit, 'link' | 'facts' | 'recipe' | 'image'>;

class LinkedFit implements Fit {
  readonly container: Container;
  readonly delivery: Delivery;
  readonly link: Link;
  readonly facts: Fit['facts'];
  readonly recipe?: NonNullable<Fit['recipe']>;
  readonly image: Fit['image'];
  readonly #made = new Map<(fit: Fit) => unknown, unknown>();

  constructor(container: Container, delivery: Delivery, { link, facts, recipe, image }: Found) {
    this.container = container;
    this.delivery = delivery;
    this.link = link;
    this.facts = facts;
    if (recipe) this.recipe = recipe;
    this.image = image;
  }

  once<T>(make: (fit: Fit) => T): T {
    // Much of what is asked is not known, which is an answer as well.
    if (!this.#made.has(make)) this.#made.set(make, make(this));
    return this.#made.get(make) as T;
  }
}

const INLINE =
  'the Dockerfile written inline is read for its facts, and no Dockerfile rule judges it: put it into a file of its own';

class Linker {
  /** What manifests build, and cannot be seen. */
  readonly gaps: Gap[] = [];
  readonly #recipes: Recipes;
  /** By repository: everything that gives an image such a name. */
  readonly #given = new Map<string, NamedBuild[]>();
  readonly #unseen: string | undefined;
  readonly #byName = new Map<string, BuiltImage[]>();
  readonly #byWord = new Map<string, { path: string; target?: string }[]>();
  readonly #external = new Map<string, Found | undefined>();

  constructor(built: readonly BuiltImage[], recipes: Recipes, given: Given) {
    this.#recipes = recipes;
    this.#unseen = given.unseen;
    const local = built.filter((image) => image.local);
    for (const image of [...local, ...given.builds])
      for (const key of new Set(image.names.map(repositoryName)))
        if (key !== undefined) push(this.#given, key, image);
    for (const image of built) {
      for (const name of image.names) {
        const key = repositoryName(name);
        if (key !== undefined) push(this.#byName, key, image);
      }
    }
    for (const path of recipes.paths) for (const word of wordsOf(path)) push(this.#byWord, word, { path });
  }

  find(container: Container): Found | undefined {
    if (container.build) return this.#built(container);
    const reference = container.image?.value;
    if (reference === undefined) return undefined;
    return this.#named(reference) ?? this.#guessed(reference) ?? this.#known(reference);
  }

  #built({ build, name, workload }: Container): Found | undefined {
    const { context, dockerfile, inline, target, args, remote, at } = build!;
    const unseen = (what: string): undefined => {
      const message = `the image of ${workload.name} is built from ${what}, so that nothing is known of it`;
      this.gaps.push(gapOf({ at, message }));
    };
    if (remote && !inline) return unseen(`${context.value}, which is not fetched`);
    const link: Link = { how: 'built', why: `build: ${context.value}` };
    const folder = joined(posix.dirname(workload.project?.files[0]?.path ?? '.'), context.value);
    const how: BuildHow = {
      args: Object.fromEntries([...args].map(([key, { value }]) => [key, value])),
      context: folder,
      ...(target ? { target: target.value } : {}),
    };
    if (inline) {
      this.gaps.push(infoOf({ at: inline.at, message: INLINE }));
      return found(link, this.#recipes.inline(inline.value, name, how), target?.value);
    }
    const path = joined(folder, dockerfile?.value ?? 'Dockerfile');
    const recipe = this.#recipes.open(path, how);
    if (!recipe) return unseen(`${path}, which is not there or cannot be read`);
    return (
      found(link, recipe, target?.value) ??
      unseen(`the stage ${target?.value} of ${path}, which it does not have`)
    );
  }

  /** Something here builds an image of this name; the configuration's word goes before any other. */
  #named(reference: string): Found | undefined {
    const key = repositoryName(reference);
    const all = (key !== undefined && this.#byName.get(key)) || [];
    const image = all.find(({ configured }) => configured) ?? all[0];
    if (!image) return undefined;
    const build = this.#recipes.open(image.dockerfile, {
      args: image.args ?? {},
      ...(image.target === undefined ? {} : { target: image.target }),
      ...(image.context === undefined ? {} : { context: image.context }),
    });
    const link: Link = {
      how: image.configured ? 'configured' : 'named',
      why: image.why,
      builds: this.#given.get(key!) ?? [],
      ...(this.#unseen === undefined ? {} : { unseen: this.#unseen }),
    };
    return found(link, build, image.target);
  }

  /** The last word of the name is that of one Dockerfile's folder or ending, or of one target. */
  #guessed(reference: string): Found | undefined {
    const parsed = parseReference(reference);
    // `postgres` is Docker Hub's own, whatever folder is so called.
    if (!parsed || parsed.name.startsWith('docker.io/library/')) return undefined;
    const word = parsed.name.slice(parsed.name.lastIndexOf('/') + 1).toLowerCase();
    const all = this.#byWord.get(word) ?? [];
    if (all.length !== 1) return undefined;
    const link: Link = { how: 'guessed', why: `its name is that of ${all[0]!.path}` };
    return found(link, this.#recipes.open(all[0]!.path, { args: {} }), undefined);
  }

  /** What is known of the image by its name alone: that of a Dockerfile that says FROM it and nothing more. */
  #known(reference: string): Found | undefined {
    if (!this.#external.has(reference)) {
      const valid = parseReference(reference) !== undefined;
      const build = valid ? buildOf(parse(new Source(reference, `FROM ${reference}\n`))) : undefined;
      const stage = build?.stages[0];
      this.#external.set(
        reference,
        build &&
          stage && {
            link: { how: 'external', why: reference },
            facts: build.facts(stage),
            image: { build, stage },
          },
      );
    }
    return this.#external.get(reference);
  }
}

/** A path in a folder; an absolute one stays as it is. */
const joined = (folder: string, path: string): string =>
  posix.isAbsolute(path) ? posix.normalize(path) : posix.join(folder, path);

/** The target that is named, else the last stage, as builders have it. */
function found(link: Link, build: Build | undefined, target: string | undefined): Found | undefined {
  const stage = build && stageOf(build, target);
  if (!build || !stage) return undefined;
  return {
    link,
    facts: build.facts(stage),
    recipe: { source: build.source, build, stage },
    image: { build, stage },
  };
}

function stageOf({ stages }: Build, target: string | undefined): Stage | undefined {
  if (target === undefined || target === '') return stages.at(-1);
  const wanted = target.toLowerCase();
  return stages.findLast(({ name, index }) => name === wanted || String(index) === wanted);
}

/** The words by which people know what a Dockerfile builds: its folder, and what stands beside “Dockerfile” in its name. */
function wordsOf(path: string): string[] {
  const name = posix.basename(path).toLowerCase();
  const own = name.replace(/^(?:docker|container)file[._-]?|[._-]?(?:docker|container)file$/g, '');
  const folder = posix.basename(posix.dirname(path)).toLowerCase();
  if (own !== '') return [own];
  return folder === '' || folder === '.' || folder === '..' ? [] : [folder];
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
