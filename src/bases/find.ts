import { remembered } from '../core/remembered.ts';
import { families } from './families/index.ts';
import { describe, type Family } from './family.ts';
import { parseReference } from './reference.ts';
import { parseTag } from './tag.ts';
import type { BaseFacts, BaseKind, FindBase } from './types.ts';

/**
 * What is known of the image that a reference names; undefined when the reference is not valid or its family is unknown.
 * Docker Hub's names may have `docker.io/`, `index.docker.io/` and `library/` in front, or a public mirror of Docker Hub;
 * other registries are what they say, so that nobody's mirror is taken for what it may mirror. No tag is `latest`, unless there is a digest: then only what
 * holds for every tag is told.
 */
export const findBase: FindBase = remembered(look);

/** Every family, with references that show it. */
export function listBases(): {
  family: string;
  kind: BaseKind;
  source: string;
  checked: boolean;
  examples: readonly string[];
}[] {
  return families().map(({ name, kind, source, examples }) => ({
    family: name,
    kind,
    source: source.text,
    checked: source.checked,
    examples,
  }));
}

function look(text: string): BaseFacts | undefined {
  const reference = parseReference(text);
  if (!reference) return undefined;
  const name = familiarName(reference.name);
  const family = familyOf(name);
  if (!family) return undefined;
  const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
  return describe(family, tag === undefined ? undefined : parseTag(tag), name);
}

/** Without the host of Docker Hub or of a public mirror of it, and `library/` of an official image. */
const familiarName = (name: string): string =>
  officialImage.exec(name)?.[1] ?? hubImage.exec(name)?.[1] ?? name;

/**
 * Docker Hub itself by all of its names (Rails writes `registry.docker.com` into new applications), Google's cache of it,
 * and Amazon's copy of its official images. Sources: cloud.google.com, “Pull cached Docker Hub images”;
 * gallery.ecr.aws/docker.
 */
const hub =
  'docker\\.io|registry-1\\.docker\\.io|registry\\.hub\\.docker\\.com|registry\\.docker\\.com|mirror\\.gcr\\.io';
const officialImage = new RegExp(`^(?:${hub}|public\\.ecr\\.aws/docker)/library/([^/]+)$`);
const hubImage = new RegExp(`^(?:${hub})/([^/]+/.+)$`);

let index: Map<string, Family> | undefined;

/** The family of a repository: its own, or that of the nearest folder above it. */
function familyOf(name: string): Family | undefined {
  if (!index) {
    index = new Map();
    for (const family of families())
      for (const repository of family.repositories) index.set(repository, family);
  }
  let family = index.get(name) ?? hardenedCopy(name, index);
  for (let at = name.lastIndexOf('/'); !family && at !== -1; at = name.lastIndexOf('/', at - 1))
    family = index.get(name.slice(0, at + 1));
  return family;
}

/** Docker Hardened Images are mirrored into organisations of Docker Hub as `<organisation>/dhi-<name>`. */
function hardenedCopy(name: string, known: ReadonlyMap<string, Family>): Family | undefined {
  const copy = /^[^./]+\/dhi-([^/]+)$/.exec(name);
  return copy ? (known.get(`dhi.io/${copy[1]}`) ?? known.get('dhi.io/')) : undefined;
}
