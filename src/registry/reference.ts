import { parseReference } from '../bases/reference.ts';
import { type Digest, isDigest } from '../core/digest.ts';
import { PlimsollError } from '../core/errors.ts';

/** Where an image is in a registry. */
export interface RegistryReference {
  /** In full, as people write it: `docker.io/library/nginx:1.29`. */
  readonly name: string;
  /** The registry as it is named, with its port: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  /** The path there: `library/nginx`. */
  readonly repository: string;
  readonly tag?: string;
  /** Counts where there is a tag beside it. */
  readonly digest?: Digest;
}

/**
 * A reference to an image in a registry, by the grammar of the module distribution/reference, with Docker's defaults.
 * @throws PlimsollError `usage`, with what is wrong in it
 */
export function readReference(text: string): RegistryReference {
  const bare = text.replace(/^docker:\/\//, '');
  const read = parseReference(bare);
  if (!read) throw new PlimsollError('usage', `“${shown(text)}” names no image: ${reasonOf(bare)}`);
  const { digest } = read;
  if (digest !== undefined && !isDigest(digest))
    throw new PlimsollError(
      'usage',
      `“${shown(text)}” is pinned by ${digest.split(':')[0]}, which cannot be verified here; pin it by sha256`,
    );
  const slash = read.name.indexOf('/');
  return {
    name: read.canonical,
    registry: read.name.slice(0, slash),
    repository: read.name.slice(slash + 1),
    ...(read.tag === undefined ? {} : { tag: read.tag }),
    ...(digest === undefined ? {} : { digest }),
    ...(read.tag === undefined && digest === undefined ? { tag: 'latest' } : {}),
  };
}

/** What a registry's interface is asked for: the digest where there is one, else the tag. */
export const pointerOf = ({ tag, digest }: RegistryReference): string => digest ?? tag ?? 'latest';

function reasonOf(text: string): string {
  if (text === '') return 'it is empty';
  if (/^[a-z]+:\/\//i.test(text)) return 'leave the scheme out, as in ghcr.io/owner/name:1';
  if (/^[a-f0-9]{64}$/.test(text)) return 'it is an identifier of a local image, which no registry knows';
  if (/\s/.test(text)) return 'it has white space';
  if (text.length > 1024) return 'it is too long';
  const [beforeDigest = '', digest] = text.split('@', 2);
  if (digest !== undefined && !isDigest(digest))
    return 'what stands behind @ is no digest: sha256: and 64 hexadecimal digits, lower case';
  const slash = beforeDigest.lastIndexOf('/');
  const colon = beforeDigest.indexOf(':', slash);
  const path = colon === -1 ? beforeDigest : beforeDigest.slice(0, colon);
  const first = path.slice(0, Math.max(0, path.indexOf('/')));
  const repository = /[.:A-Z]/.test(first) || first === 'localhost' ? path.slice(first.length + 1) : path;
  if (/[A-Z]/.test(repository))
    return `names of repositories are lower case: ${path.slice(0, path.length - repository.length)}${repository.toLowerCase()}`;
  if (colon !== -1 && !/^\w[\w.-]{0,127}$/.test(beforeDigest.slice(colon + 1)))
    return 'a tag is up to 128 letters, digits, “_”, “.” and “-”, and begins with none of the last two';
  return 'write it as name, name:tag, host/path/name:tag or name@sha256:…';
}

const shown = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, '?').slice(0, 120) + (text.length > 120 ? '…' : '');
