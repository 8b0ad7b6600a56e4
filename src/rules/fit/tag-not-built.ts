import { parseReference } from '../../bases/reference.ts';
import { fitRule, type NamedBuild } from '../rule.ts';
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

  *check({ container, link }) {
    const { image, build } = container;
    if (!image || image.uncertain || build || link.how !== 'named' || link.unseen !== undefined) return;
    const reference = parseReference(image.value);
    if (container.workload.object?.madeBy?.partial) return;
    // A digest is a certain image, whoever built it.
    if (!reference || reference.digest !== undefined) return;
    const tag = reference.tag ?? 'latest';
    if (PLACEHOLDER.test(tag)) return;
    const all = link.builds ?? [];
    const builds = all.filter(({ local }) => !local);
    if (
      builds.length === 0 ||
      all.some(({ names, local }) => local && names.some((name) => mayBe(name, tag)))
    )
      return;
    const given = new Set<string>();
    for (const { names } of builds) {
      for (const name of names) {
        if (repositoryOf(name) !== reference.name) continue;
        if (mayBe(name, tag)) return;
        given.add(shownTag(name));
      }
    }
    if (given.size === 0) return;
    const [first] = builds as [NamedBuild];
    yield {
      at: image.at,
      also: builds.flatMap(({ at }) => (at ? [at] : [])),
      message: `${nameOf(container)} runs the tag ${tag} of ${reference.name}, which nothing here builds: ${first.why}${builds.length > 1 ? ' and others give' : ' gives'} ${listed([...given])}`,
    };
  },
});

/** A tag that something puts another one in place of: `IMAGE_TAG`, `__TAG__`, `changeme`. */
const PLACEHOLDER = /^[A-Z][A-Z_]+$|^_|(?:[Rr]eplace|REPLACE|change-?me|CHANGE_?ME|placeholder|dummy)/;

/** What the name is without its tag, which may be known at run time only. */
const repositoryOf = (name: string): string | undefined =>
  parseReference(name.slice(0, tagStart(name)))?.name;

/** Where the tag begins with its colon: behind the last slash that is not part of an expression. */
function tagStart(name: string): number {
  const variable = name.search(/\$/);
  const head = variable === -1 ? name : name.slice(0, variable);
  const colon = head.lastIndexOf(':');
  return colon > head.lastIndexOf('/') ? colon : name.length;
}

/** Whether a name may come to have that tag. */
function mayBe(name: string, tag: string): boolean {
  const pattern = tagOf(name);
  if (!pattern.includes('$')) return pattern === tag;
  // A commit is hexadecimal, whatever stands around it.
  const [before, after, isCommit] = around(pattern);
  if (!tag.startsWith(before) || !tag.endsWith(after) || tag.length < before.length + after.length)
    return false;
  const middle = tag.slice(before.length, tag.length - after.length);
  return !isCommit || /^[0-9a-f]{7,64}$/.test(middle);
}

/** The longest tag has 128 characters; expressions in it may be longer. */
const tagOf = (name: string): string => {
  const start = tagStart(name);
  return name.slice(start + 1, start + 1000) || 'latest';
};

/** What is known of a tag before and behind the first and last expression, and whether there is one, for a commit. */
function around(pattern: string): [before: string, after: string, isCommit: boolean] {
  const expression = /\$\{\{[^}]*\}\}|\$\{[^}]*\}|\$\w+/g;
  const all = [...pattern.matchAll(expression)];
  const [first] = all;
  const last = all.at(-1);
  if (!first || !last) return ['', '', false];
  return [
    pattern.slice(0, first.index),
    pattern.slice(last.index + last[0].length),
    all.length === 1 && COMMIT.test(first[0]),
  ];
}

const COMMIT = /^\$\{?\{?\s*(?:github\.sha|GITHUB_SHA|CI_COMMIT_SHA|CI_COMMIT_SHORT_SHA)\s*\}?\}?$/;

/** A tag for people. */
const shownTag = (name: string): string => {
  const tag = tagOf(name);
  const commit = around(tag);
  return commit[2] ? `${commit[0]}<commit>${commit[1]}` : tag;
};

/** As many as a sentence bears. */
const listed = (tags: readonly string[]): string =>
  tags.length > 5 ? `${tags.slice(0, 5).join(', ')} and ${tags.length - 5} more` : tags.join(', ');
