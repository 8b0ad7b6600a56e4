import { parseReference, repositoryEnd, repositoryName } from '../../bases/reference.ts';
import type { SitedProblem } from '../../core/finding.ts';
import { listed } from '../../core/words.ts';
import type { Stage } from '../../dockerfile/build-types.ts';
import type { ComposeProject, Delivery } from '../../workload/types.ts';
import { type Fit, fitRule, type NamedBuild } from '../rule.ts';
import { perDelivery } from '../support/kubernetes/once.ts';
import { nameOf } from '../support/workload/refusals.ts';

/** What is deployed under a name that is built here, and under a tag that no build gives, is not what is built. */
export const tagNotBuilt = fitRule({
  name: 'tag-not-built',
  title: 'Deploy a tag that is built',
  severity: 'medium',
  set: 'recommended',
  aliases: [],
  help: 'deploy a tag that the pipeline gives, or let it give this one',
  fixable: false,

  *check(fit) {
    const { container, link, delivery } = fit;
    const { image, build } = container;
    if (!image || image.uncertain || build || link.how !== 'named' || link.unseen !== undefined) return;
    const reference = parseReference(image.value);
    if (container.workload.object?.madeBy?.partial) return;
    // A digest is a certain image, whoever built it.
    if (!reference || reference.digest !== undefined) return;
    const tag = reference.tag ?? 'latest';
    if (PLACEHOLDER.test(tag)) return;
    const known = tagsOf(link.builds ?? [], reference.name, delivery);
    const [first] = known.published;
    if (!first && !known.has(tag)) yield* besideCompose(fit, { repository: reference.name, tag, known });
    if (!first || known.shown.size === 0 || known.has(tag)) return;
    yield {
      at: image.at,
      also: known.published.slice(0, MOST).flatMap(({ at }) => (at ? [at] : [])),
      message: `${nameOf(container)} runs the tag ${tag} of ${reference.name}, which nothing here builds: ${first.why}${known.published.length > 1 ? ' and others give' : ' gives'} ${listed([...known.shown], MOST)}`,
    };
  },
});

/**
 * Nothing but Compose builds a name, for the services of its own project: what another service runs under another tag
 * comes from a registry, if it is there. Manifests of a cluster are fed by pipelines that may be elsewhere.
 */
function* besideCompose(
  { container, delivery, recipe, link: { builds = [] } }: Fit,
  { repository, tag, known }: Missed,
): Generator<SitedProblem> {
  const { image, workload } = container;
  if (!image || image.interpolated || workload.format !== 'compose') return;
  // An image that is made FROM the one whose name it bears stands beside that one.
  if (repository.startsWith('docker.io/library/') || !recipe || isFrom(recipe.build.stages, repository))
    return;
  if (!known.byCompose || unlinkedIn(delivery).has(repository)) return;
  const isOwn = workload.project !== undefined && known.byCompose.has(workload.project);
  yield {
    at: image.at,
    also: builds.slice(0, MOST).flatMap(({ at }) => (at ? [at] : [])),
    message: `${nameOf(container)} runs the tag ${tag} of ${repository}, which is built here only by Compose, as ${listed([...known.exact], MOST)}: that tag is pulled, if a registry has it`,
    severity: isOwn ? 'medium' : 'low',
    help: 'run the tag that the service with build: gives, or build this one as well',
  };
}

interface Missed {
  readonly repository: string;
  readonly tag: string;
  readonly known: Tags;
}

/** What Compose builds of a text, or under tags alone, is linked to nothing: its names are given all the same. */
const unlinkedIn = perDelivery(({ workloads }) => {
  const names = workloads.flatMap(({ containers }) =>
    containers.flatMap(({ build, image }) =>
      build && (build.inline || !image) ? [...(image ? [image] : []), ...build.tags] : [],
    ),
  );
  return new Set(names.map(({ value }) => repositoryName(value)));
});

const isFrom = (stages: readonly Stage[], repository: string): boolean =>
  stages.some(({ image }) => image !== undefined && repositoryName(image) === repository);

/** The tags that builds give a repository. */
class Tags {
  /** The builds that publish it. */
  readonly published: readonly NamedBuild[];
  /** What they give it, for people. */
  readonly shown = new Set<string>();
  readonly exact = new Set<string>();
  /** The projects of Compose that build it, where nothing else does and no variable has a say. */
  readonly byCompose?: ReadonlySet<ComposeProject>;
  readonly #patterns = new Map<string, Pattern>();

  constructor(builds: readonly NamedBuild[], repository: string) {
    this.published = builds.filter(({ local }) => !local);
    const services = builds.flatMap(({ service }) => service ?? []);
    if (services.length === builds.length && !services.some(({ mayVary }) => mayVary))
      this.byCompose = new Set(services.map(({ project }) => project));
    for (const { names, local } of builds) {
      for (const name of names) {
        if (repositoryName(name) !== repository) continue;
        const tag = tagOf(name);
        const pattern = patternOf(tag);
        if (pattern) this.#patterns.set(JSON.stringify(pattern), pattern);
        else this.exact.add(tag);
        if (!local) this.shown.add(shownTag(tag, pattern));
      }
    }
  }

  /** Whether one of them is that tag, or may come to be it. */
  has(tag: string): boolean {
    return this.exact.has(tag) || [...this.#patterns.values()].some((pattern) => mayBe(pattern, tag));
  }
}

/** All containers of one image have the same builds: they are read once. */
function tagsOf(builds: readonly NamedBuild[], repository: string, delivery: Delivery): Tags {
  const known = tagsIn(delivery);
  const tags = known.get(builds) ?? new Tags(builds, repository);
  known.set(builds, tags);
  return tags;
}

const tagsIn = perDelivery(() => new Map<readonly NamedBuild[], Tags>());

/** A tag that something puts another one in place of: `IMAGE_TAG`, `__TAG__`, `changeme`. */
const PLACEHOLDER = /^[A-Z][A-Z_]+$|^_|(?:[Rr]eplace|REPLACE|change-?me|CHANGE_?ME|placeholder|dummy)/;

/** Whether what is only known at run time may come to be that tag. */
function mayBe({ before, after, isCommit }: Pattern, tag: string): boolean {
  if (!tag.startsWith(before) || !tag.endsWith(after) || tag.length < before.length + after.length)
    return false;
  // A commit is hexadecimal, whatever stands around it.
  const middle = tag.slice(before.length, tag.length - after.length);
  return !isCommit || /^[0-9a-f]{7,64}$/.test(middle);
}

/** The longest tag has 128 characters; expressions in it may be longer. */
const tagOf = (name: string): string => {
  const start = repositoryEnd(name);
  return name.slice(start + 1, start + 1000) || 'latest';
};

/** What is known of a tag before and behind its first and last expression, and whether there is one, for a commit. */
interface Pattern {
  readonly before: string;
  readonly after: string;
  readonly isCommit: boolean;
}

/** Undefined: the tag is what is written. */
function patternOf(tag: string): Pattern | undefined {
  if (!tag.includes('$')) return undefined;
  const expression = /\$\{\{[^}]*\}\}|\$\{[^}]*\}|\$\w+/g;
  const all = [...tag.matchAll(expression)];
  const [first] = all;
  const last = all.at(-1);
  if (!first || !last) return { before: '', after: '', isCommit: false };
  return {
    before: tag.slice(0, first.index),
    after: tag.slice(last.index + last[0].length),
    isCommit: all.length === 1 && COMMIT.test(first[0]),
  };
}

const COMMIT = /^\$\{?\{?\s*(?:github\.sha|GITHUB_SHA|CI_COMMIT_SHA|CI_COMMIT_SHORT_SHA)\s*\}?\}?$/;

/** A tag for people. */
const shownTag = (tag: string, pattern: Pattern | undefined): string =>
  pattern?.isCommit ? `${pattern.before}<commit>${pattern.after}` : tag;

/** As many as a sentence bears. */
const MOST = 5;
