/** An image reference in its parts. */
export interface Reference {
  /** The registry's host as written; absent where none is, which means Docker Hub. */
  readonly registry?: string;
  /** The path in the registry as written: `python`, `library/python`, `chainguard/node`. */
  readonly repository: string;
  /** Registry and path in full: `docker.io/library/python`. */
  readonly name: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest?: string;
  /** The one way to write it: `name`, tag and digest in full, `latest` where there is neither tag nor digest. */
  readonly canonical: string;
}

/**
 * Reads an image reference by the grammar of the module distribution/reference and Docker's familiar names
 * (`ParseNormalizedNamed`): the first component is a host when it has a dot or a colon, is `localhost`, or has an
 * upper-case letter; `index.docker.io` is `docker.io`; one component on Docker Hub stands in `library/`.
 * Undefined when it is not valid. Linear in the length of the text.
 */
export function parseReference(text: string): Reference | undefined {
  if (text.length > longest || identifier.test(text)) return undefined;
  const [beforeDigest, digest] = cut(text, text.indexOf('@'));
  const [name, tag] = cut(beforeDigest, tagColon(beforeDigest));
  const [registry, repository] = splitHost(name);
  if (registry !== undefined && !host.test(registry)) return undefined;
  if (repository.length > 255 || !path.test(repository)) return undefined;
  if (tag !== undefined && !tagPattern.test(tag)) return undefined;
  if (digest !== undefined && !validDigest(digest)) return undefined;

  const full = fullName(registry, repository);
  const shownTag = tag ?? (digest === undefined ? 'latest' : undefined);
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    name: full,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    canonical: `${full}${shownTag === undefined ? '' : `:${shownTag}`}${digest === undefined ? '' : `@${digest}`}`,
  };
}

/**
 * Registry and path in full of a reference whose tag or digest may be known at run time only: `acme/app:v1-${SHA}`.
 * Undefined when the name itself is not valid or holds a variable. Linear in the length of the text.
 */
export const repositoryName = (text: string): string | undefined =>
  parseReference(text.slice(0, repositoryEnd(text)))?.name;

/** Where a reference's tag or digest begins, with its `:` or `@`; the end of the text where it has neither. */
export function repositoryEnd(text: string): number {
  // What stands within a variable is no border.
  const [known] = cut(text, text.indexOf('$'));
  const [name] = cut(known, known.indexOf('@'));
  const colon = tagColon(name);
  if (colon !== -1) return colon;
  return name.length < known.length ? name.length : text.length;
}

/** Above any valid reference: 255 of path, 255 of host and port, 128 of tag, 135 of digest. */
const longest = 1024;

/** 64 hexadecimal digits are an image's identifier, which no name may look like. */
const identifier = /^[a-f0-9]{64}$/;
const hostLabel = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = new RegExp(`^(?:${hostLabel}(?:\\.${hostLabel})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const pathComponent = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const path = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`);
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

function cut(text: string, at: number): [string, string | undefined] {
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** The tag's colon is the last one, and stands behind the last slash. */
function tagColon(text: string): number {
  const at = text.lastIndexOf(':');
  return at > text.lastIndexOf('/') ? at : -1;
}

function splitHost(name: string): [string | undefined, string] {
  const slash = name.indexOf('/');
  if (slash === -1) return [undefined, name];
  const first = name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  return isHost ? [first, name.slice(slash + 1)] : [undefined, name];
}

function validDigest(digest: string): boolean {
  const [algorithm, encoded] = cut(digest, digest.indexOf(':'));
  return encoded !== undefined && encoded.length === digestLengths[algorithm] && /^[a-f0-9]+$/.test(encoded);
}

function fullName(registry: string | undefined, repository: string): string {
  const isHub = registry === undefined || registry === 'docker.io' || registry === 'index.docker.io';
  if (!isHub) return `${registry}/${repository}`;
  return `docker.io/${repository.includes('/') ? '' : 'library/'}${repository}`;
}
