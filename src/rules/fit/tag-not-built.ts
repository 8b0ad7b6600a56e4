import { parseReference, repositoryEnd, repositoryName } from '../../bases/reference.ts';
import { listed } from '../../core/words.ts';
import type { Delivery } from '../../workload/types.ts';
import { fitRule, type NamedBuild } from '../rule.ts';
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

  *check({ container, link, delivery }) {
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
    if (!first || known.shown.size === 0 || known.has(tag)) return;
    yield {
      at: image.at,
      also: known.published.slice(0, MOST).flatMap(({ at }) => (at ? [at] : [])),
      message: `${nameOf(container)} runs the tag ${tag} of ${reference.name}, which nothing here builds: ${first.why}${known.published.length > 1 ? ' and others give' : ' gives'} ${listed([...known.shown], MOST)}`,
    };
  },
});

/** The tags that builds give a repository. */
class Tags {
  /** The builds that publish it. */
  readonly published: readonly NamedBuild[];
  /** What they give it, for people. */
  readonly shown = new Set<string>();
  readonly #exact = new Set<string>();
  readonly #patterns = new Map<string, Pattern>();

  constructor(builds: readonly NamedBuild[], repository: string) {
    this.published = builds.filter(({ local }) => !local);
    for (const { names, local } of builds) {
      for (const name of names) {
        if (repositoryName(name) !== repository) continue;
        const tag = tagOf(name);
        const pattern = patternOf(tag);
        if (pattern) this.#patterns.set(JSON.stringify(pattern), pattern);
        else this.#exact.add(tag);
        if (!local) this.shown.add(shownTag(tag, pattern));
      }
    }
  }

  /** Whether one of them is that tag, or may come to be it. */
  has(tag: string): boolean {
    return this.#exact.has(tag) || [...this.#patterns.values()].some((pattern) => mayBe(pattern, tag));
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
