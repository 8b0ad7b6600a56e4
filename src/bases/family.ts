import { isBefore } from './compare.ts';
import { endOfLife, whyNoEnd } from './end-of-life.ts';
import type { Source } from './source.ts';
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
  readonly source: Source;
  /**
   * The files that were read set no port, volume, stop signal or health check but those told here, so that the image of an
   * understood tag has no other.
   */
  readonly setsNothingElse?: boolean;
  /** References for documents and tests. */
  readonly examples: readonly string[];
  /** The language runtime; the first version of the tag is its version. */
  readonly runtime?: string;
  /** The name in the table of ends of life that the first version of the tag is looked up under. */
  readonly product?: string;
  /** The variable that holds the exact version: its value is known where the tag says it to the third number. */
  readonly versionVariable?: string;
  /** Versions that tags call by a word: `jod` is 22. */
  readonly versionNames?: Readonly<Record<string, string>>;
  /** The version, where it is not the tag's first: it stands in the repository's name. */
  readonly version?: (tag: Tag | undefined, repository: string) => string | undefined;
  /** The system of tags that name none. */
  readonly system?: (tag: Tag | undefined, repository: string) => SystemRef | undefined;
  /** The flavour of a system, by id, where the tag names the system alone: `ubi` is `ubi-minimal`. */
  readonly flavours?: Readonly<Record<string, string>>;
  /** The image has nothing of its system's minimal image but release and C library. */
  readonly bare?: (tag: Tag | undefined) => boolean;
  /**
   * What of the system's minimal image, and of what images of its kind have in common, does not carry over, because it is
   * set anew and not known.
   */
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
  const system = tag?.system
    ? flavoured(tag.system, family)
    : understood
      ? family.system?.(tag, repository)
      : undefined;
  const draft = commonLayer(family, repository);
  if (system) Object.assign(draft, systemLayer(system, family, tag));
  for (const key of family.forget ?? []) draft[key] = undefined;
  if (family.facts && system?.id !== 'windows') lay(draft, family.facts);
  if (tag && understood) {
    for (const condition of prepare(family).conditions)
      if (matches(condition, tag, system, version)) lay(draft, condition.variant.facts);
    const more = family.more?.(tag, repository);
    if (more) lay(draft, more);
  }
  if (family.setsNothingElse && tag && understood && system?.id !== 'windows')
    fillUp(draft, prepare(family).byVersion);
  const runtime = family.runtime ?? family.product;
  if (runtime !== undefined)
    draft.runtime ??= { name: runtime, ...(version === undefined ? {} : { version }) };
  if (version !== undefined && family.product && draft.endOfLife === undefined) {
    draft.endOfLife = endOfLife(family.product, version);
    draft.endOfLifeUnknown = draft.endOfLife ? undefined : whyNoEnd(family.product, version);
  }
  if (family.versionVariable && system?.id !== 'windows')
    lay(draft, versionIn(family.versionVariable, version));
  if (!tag || !understood) draft.environmentWhole = undefined;
  settleEnvironment(draft, system);
  const complete = understood && draft.closed && draft.shells && draft.packageManagers && draft.tools;
  draft.closed = complete ? true : undefined;
  const { text: source, checked } = family.source;
  return { family: family.name, kind: family.kind, source, checked, ...known(draft) };
}

const versionIn = (name: string, version: string | undefined): Layer =>
  version !== undefined && /^\d+\.\d+\.\d+/.test(version)
    ? { environment: { [name]: version } }
    : { environmentNames: [name] };

/** An image that sets nothing but what its family says has the rest from its system. */
function settleEnvironment(draft: Draft, system: SystemRef | undefined): void {
  if (draft.environmentWhole && system) {
    draft.environment = { ...systemFacts(system).environment, ...draft.environment };
  }
  const names = (draft.environmentNames ?? []).filter((name) => draft.environment?.[name] === undefined);
  draft.environmentNames = names.length > 0 ? names : undefined;
}

type Draft = { -readonly [K in keyof Layer]?: Layer[K] | undefined };

/**
 * Lays what is known more exactly over what is known before: lists and tables grow, everything else is replaced. An
 * entrypoint takes the command below it away, as ENTRYPOINT does with an inherited CMD.
 */
function lay(draft: Draft, over: Layer): void {
  const { shells, packageManagers, tools, lacks, users, environment, environmentNames } = draft;
  if (over.entrypoint) draft.command = undefined;
  Object.assign(draft, over);
  if (shells && over.shells) draft.shells = union(shells, over.shells);
  if (packageManagers && over.packageManagers)
    draft.packageManagers = union(packageManagers, over.packageManagers);
  if (tools && over.tools) draft.tools = union(tools, over.tools);
  if (lacks && over.lacks) draft.lacks = union(lacks, over.lacks);
  if (users && over.users) draft.users = { ...users, ...over.users };
  if (environment && over.environment) draft.environment = { ...environment, ...over.environment };
  if (environmentNames && over.environmentNames)
    draft.environmentNames = union(environmentNames, over.environmentNames);
}

/** Says of what nothing set that there is none, but for entries that hang on a version. */
function fillUp(draft: Draft, byVersion: ReadonlySet<string>): void {
  const nothing: Layer = { ports: [], volumes: [], stopSignal: null, health: false };
  for (const key of ['ports', 'volumes', 'stopSignal', 'health'] as const)
    if (draft[key] === undefined && !byVersion.has(key)) Object.assign(draft, { [key]: nothing[key] });
}

function union(before: readonly string[], after: readonly string[]): readonly string[] {
  const added = after.filter((name) => !before.includes(name));
  return added.length === 0 ? before : [...before, ...added];
}

/** Without the entries that are not known. */
function known(draft: Draft): Layer {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(draft)) if (value !== undefined) found[key] = value;
  return found as Layer;
}

/** The version that a tag names by number or by word. */
export function versionOf(family: Family, tag: Tag): string | undefined {
  const [first] = tag.versions;
  if (first !== undefined || !family.versionNames) return first;
  const name = tag.words.find((word) => Object.hasOwn(family.versionNames ?? {}, word));
  return name === undefined ? undefined : family.versionNames[name];
}

/** What the system gives: all of its minimal image but size and completeness, or release and C library alone. */
function systemLayer(ref: SystemRef, family: Family, tag: Tag | undefined): Draft {
  const facts = systemFacts(ref);
  if (family.bare?.(tag)) return { system: facts.system, libc: facts.libc };
  const draft: Draft = { ...facts, closed: undefined };
  if (family.kind !== 'distribution') {
    draft.lacks = draft.sizeClass = draft.environmentWhole = undefined;
    // Most images add folders to it, and no family says that it does not.
    draft.environment = undefined;
    draft.environmentNames = facts.environment ? Object.keys(facts.environment) : undefined;
  }
  return draft;
}

/**
 * What images of a kind have in common. Those that are made to be built upon expose no port, mount no volume and set no stop
 * signal, unless their family says so; nor have they a health check, which Docker's official images do without by policy
 * (docker-library/official-images, README, “Healthcheck”) and apko cannot set.
 */
function commonLayer({ kind }: Family, repository: string): Draft {
  const foundation = foundations.has(kind);
  return {
    ...(foundation ? { ports: [], volumes: [], stopSignal: null } : {}),
    ...(foundation || kind === 'hardened' || !repository.includes('/') ? { health: false } : {}),
  };
}

const foundations: ReadonlySet<BaseKind> = new Set(['scratch', 'distribution', 'language', 'distroless']);

function flavoured(ref: SystemRef, { flavours }: Family): SystemRef {
  const flavour = ref.flavour ?? flavours?.[ref.id];
  return flavour === undefined ? ref : { ...ref, flavour };
}

/** A family's conditions taken apart, and every word that its rules know. */
interface Prepared {
  readonly conditions: readonly Condition[];
  readonly words: ReadonlySet<string>;
  /** The entries that some variant sets from a version on, or before one. */
  readonly byVersion: ReadonlySet<string>;
}

interface Condition {
  readonly there: readonly string[];
  readonly notThere: readonly string[];
  readonly variant: Variant;
}

const allPrepared = new WeakMap<Family, Prepared>();

function prepare(family: Family): Prepared {
  let prepared = allPrepared.get(family);
  if (!prepared) {
    const conditions = (family.variants ?? []).map((variant) => {
      const words = variant.when === '' ? [] : variant.when.split(' ');
      return {
        there: words.filter((word) => !word.startsWith('!')),
        notThere: words.filter((word) => word.startsWith('!')).map((word) => word.slice(1)),
        variant,
      };
    });
    const words = new Set([
      ...conditions.flatMap(({ there, notThere }) => [...there, ...notThere]),
      ...Object.keys(family.versionNames ?? {}),
      ...(family.words ?? '').split(' '),
    ]);
    const versioned = (family.variants ?? []).filter(({ since, before }) => since ?? before);
    const byVersion = new Set(versioned.flatMap(({ facts }) => Object.keys(facts)));
    prepared = { conditions, words, byVersion };
    allPrepared.set(family, prepared);
  }
  return prepared;
}

const isKnown = (family: Family, word: string): boolean =>
  prepare(family).words.has(word) || family.wordPattern?.test(word) === true;

function matches(
  { there, notThere, variant }: Condition,
  tag: Tag,
  system: SystemRef | undefined,
  version: string | undefined,
): boolean {
  if (variant.since !== undefined && (version === undefined || isBefore(version, variant.since)))
    return false;
  if (variant.before !== undefined && (version === undefined || !isBefore(version, variant.before)))
    return false;
  const has = (word: string) => tag.words.includes(word) || system?.id === word || system?.flavour === word;
  return there.every(has) && !notThere.some(has);
}
