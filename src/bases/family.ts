import { endOfLife } from './end-of-life.ts';
import type { Layer, SystemRef } from './systems.ts';
import { systemFacts } from './systems.ts';
import type { Tag } from './tag.ts';
import type { BaseFacts, BaseKind } from './types.ts';

/** A family of images: one or more repositories whose tags are read by the same rules. */
export interface Family {
  readonly name: string;
  /** Familiar names (`python`, `oven/bun`, `gcr.io/distroless/cc`); one that ends with `/` holds for all below it. */
  readonly repositories: readonly string[];
  readonly kind: BaseKind;
  /** Where the facts were read. */
  readonly source: string;
  /** References for documents and tests. */
  readonly examples: readonly string[];
  /** The language runtime; the first version of the tag is its version. */
  readonly runtime?: string;
  /** The name in the table of ends of life that the first version of the tag is looked up under. */
  readonly product?: string;
  /** Versions that tags call by a word: `jod` is 22. */
  readonly versionNames?: Readonly<Record<string, string>>;
  /** The version, where it is not the tag's first: it stands in the repository's name. */
  readonly version?: (tag: Tag | undefined, repository: string) => string | undefined;
  /** The system of tags that name none. */
  readonly system?: (tag: Tag | undefined, repository: string) => SystemRef | undefined;
  /** The image has nothing of its system's minimal image but release and C library. */
  readonly bare?: (tag: Tag | undefined) => boolean;
  /** What of the system's minimal image does not carry over, because it is set anew and not known. */
  readonly forget?: readonly (keyof Layer)[];
  /** Holds for every tag that is not one of Windows, also when the tag is unknown. */
  readonly facts?: Layer;
  /** What tags add, in order. Not asked when the tag has a word that neither a variant nor `words` knows. */
  readonly variants?: readonly Variant[];
  /** Words of tags that change nothing that is known here. */
  readonly words?: string;
  /** The same by pattern: `jdk21`, `cudnn9`. */
  readonly wordPattern?: RegExp;
  /** More than variants can say. */
  readonly more?: (tag: Tag, repository: string) => Layer | undefined;
}

/** What holds for the tags that meet the conditions, laid over what is known before. */
export interface Variant {
  /** Words of the tag, the system's id (`alpine`, `debian`, `windows`) or flavour; `!word` must not be there; '' is always. */
  readonly when: string;
  /** Holds only from this version on, or before that one; never when the version is unknown. */
  readonly since?: string;
  readonly before?: string;
  readonly facts: Layer;
}

/**
 * What is known of one image. `tag` is undefined when only a digest is given: then only what holds for every tag.
 * Programs are complete (`closed`) only where the family's own layers say so, never by the system's word alone.
 */
export function describe(family: Family, tag: Tag | undefined, repository: string): BaseFacts {
  const understood = tag === undefined || tag.words.every((word) => isKnown(family, word));
  const version = family.version ? family.version(tag, repository) : tag && versionOf(family, tag);
  const system = tag?.system ?? (understood ? family.system?.(tag, repository) : undefined);
  let facts: Layer = system ? systemLayer(system, family, tag) : {};
  let closed = false;
  const add = (layer: Layer) => {
    facts = lay(facts, layer);
    closed = layer.closed ?? closed;
  };
  if (family.facts && system?.id !== 'windows') add(family.facts);
  if (tag && understood) {
    for (const variant of family.variants ?? [])
      if (matches(variant, tag, system, version)) add(variant.facts);
    const more = family.more?.(tag, repository);
    if (more) add(more);
  }
  if (!understood) closed = false;
  const eol = version !== undefined && family.product ? endOfLife(family.product, version) : undefined;
  const { closed: _, ...rest } = facts;
  return {
    family: family.name,
    kind: family.kind,
    ...(family.runtime
      ? { runtime: { name: family.runtime, ...(version === undefined ? {} : { version }) } }
      : {}),
    ...(eol === undefined ? {} : { endOfLife: eol }),
    ...rest,
    ...(closed && rest.shells && rest.packageManagers && rest.tools ? { closed: true } : {}),
    source: family.source,
  };
}

/**
 * Lays what is known more exactly over what is known before: lists and tables grow, everything else is replaced. An
 * entrypoint takes the command below it away, as ENTRYPOINT does with an inherited CMD.
 */
export function lay(under: Layer, over: Layer): Layer {
  const { command: _, ...kept } = under;
  return {
    ...(over.entrypoint ? kept : under),
    ...over,
    ...grown('shells', under, over),
    ...grown('packageManagers', under, over),
    ...grown('tools', under, over),
    ...(under.users && over.users ? { users: { ...under.users, ...over.users } } : {}),
    ...(under.environment && over.environment
      ? { environment: { ...under.environment, ...over.environment } }
      : {}),
  };
}

/** Compares versions by their numbers: 3.9 comes before 3.13. A missing or other component counts as 0. */
export function isBefore(version: string, limit: string): boolean {
  const left = version.split('.');
  const right = limit.split('.');
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = number(left[at]) - number(right[at]);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** The version that a tag names by number or by word. */
export function versionOf(family: Family, tag: Tag): string | undefined {
  const [first] = tag.versions;
  if (first !== undefined || !family.versionNames) return first;
  const name = tag.words.find((word) => Object.hasOwn(family.versionNames ?? {}, word));
  return name === undefined ? undefined : family.versionNames[name];
}

/** What the system gives: all of its minimal image but the size, or release and C library alone. */
function systemLayer(ref: SystemRef, family: Family, tag: Tag | undefined): Layer {
  const { sizeClass, ...facts } = systemFacts(ref);
  if (family.bare?.(tag))
    return { ...(facts.system ? { system: facts.system } : {}), ...(facts.libc ? { libc: facts.libc } : {}) };
  const kept = Object.fromEntries(
    Object.entries(facts).filter(([key]) => !family.forget?.includes(key as keyof Layer)),
  ) as Layer;
  return family.kind === 'distribution' && sizeClass ? { ...kept, sizeClass } : kept;
}

function grown(key: 'shells' | 'packageManagers' | 'tools', under: Layer, over: Layer): Layer {
  const before = under[key];
  const after = over[key];
  return before && after ? { [key]: [...new Set([...before, ...after])] } : {};
}

const number = (text = '0'): number => Number.parseInt(text, 10) || 0;

const vocabularies = new WeakMap<Family, ReadonlySet<string>>();

const isKnown = (family: Family, word: string): boolean =>
  vocabulary(family).has(word) || family.wordPattern?.test(word) === true;

/** Every word that the family's rules know. */
function vocabulary(family: Family): ReadonlySet<string> {
  let known = vocabularies.get(family);
  if (!known) {
    const conditions = (family.variants ?? []).flatMap(({ when }) => when.split(' '));
    known = new Set([
      ...conditions.map((condition) => condition.replace('!', '')),
      ...Object.keys(family.versionNames ?? {}),
      ...(family.words ?? '').split(' '),
    ]);
    vocabularies.set(family, known);
  }
  return known;
}

function matches(
  variant: Variant,
  tag: Tag,
  system: SystemRef | undefined,
  version: string | undefined,
): boolean {
  if (variant.since !== undefined && (version === undefined || isBefore(version, variant.since)))
    return false;
  if (variant.before !== undefined && (version === undefined || !isBefore(version, variant.before)))
    return false;
  const has = (word: string) => tag.words.includes(word) || system?.id === word || system?.flavour === word;
  return (
    variant.when === '' ||
    variant.when.split(' ').every((word) => (word.startsWith('!') ? !has(word.slice(1)) : has(word)))
  );
}
