import { closeSync, existsSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PlimsollError } from '../../core/errors.ts';

/** Where an image is to be had. */
export type ImageSource =
  | { readonly kind: 'registry'; readonly reference: string }
  | { readonly kind: 'layout'; readonly path: string; readonly wanted?: string }
  | { readonly kind: 'archive'; readonly path: string; readonly wanted?: string }
  | { readonly kind: 'daemon'; readonly engine: 'docker' | 'podman'; readonly reference: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** A bill of materials in the place of the image. */
  | { readonly kind: 'bill'; readonly path: string };

/** An image that is asked for, as it was named. */
export interface ImageRequest {
  readonly name: string;
  readonly source: ImageSource;
}

/** What arguments stand for: images, and paths of files to judge. */
export interface Subjects {
  readonly images: readonly ImageRequest[];
  readonly paths: readonly string[];
}

/** What may stand before an image, as skopeo and containers/image have it (containers-transports(5)). */
const SCHEMES: Readonly<Record<string, (rest: string) => ImageSource>> = {
  oci: (rest) => ({ kind: 'layout', ...splitPath(rest) }),
  'oci-archive': (rest) => ({ kind: 'archive', ...splitPath(rest) }),
  'docker-archive': (rest) => ({ kind: 'archive', ...splitPath(rest) }),
  'docker-daemon': (reference) => ({ kind: 'daemon', engine: 'docker', reference }),
  podman: (reference) => ({ kind: 'daemon', engine: 'podman', reference }),
  'containers-storage': (reference) => ({ kind: 'daemon', engine: 'podman', reference }),
  dir: (path) => ({ kind: 'folder', path }),
  sbom: (path) => ({ kind: 'bill', path }),
  registry: (reference) => ({ kind: 'registry', reference }),
  docker: (rest) => ({ kind: 'registry', reference: rest.replace(/^\/\//, '') }),
};

/**
 * Tells images from files: by their scheme, by what a path holds, and by being no path that is there.
 * @param cwd absolute
 */
export function subjectsOf(args: readonly string[], cwd: string): Subjects {
  const images: ImageRequest[] = [];
  const paths: string[] = [];
  for (const arg of args) {
    const source = imageSourceOf(arg, cwd);
    if (source) images.push({ name: arg, source });
    else paths.push(arg);
  }
  return { images, paths };
}

/**
 * What an argument that has to be an image stands for.
 * @throws PlimsollError `usage` where it cannot be one
 */
export function imageRequestOf(arg: string, cwd: string): ImageRequest {
  const source = imageSourceOf(arg, cwd);
  if (source) return { name: arg, source };
  throw new PlimsollError(
    'usage',
    `“${arg}” is no image: name one as registry/name:tag, oci:FOLDER, docker-archive:FILE, docker-daemon:NAME or dir:FOLDER`,
  );
}

/** @returns undefined for what is, or would be, a path */
function imageSourceOf(arg: string, cwd: string): ImageSource | undefined {
  const scheme = /^([a-z][a-z-]*):(?!\d+(?:\/|$))(.+)$/s.exec(arg);
  const make = scheme && Object.hasOwn(SCHEMES, scheme[1]!) ? SCHEMES[scheme[1]!] : undefined;
  if (make) return make(scheme![2]!);
  const absolute = resolve(cwd, arg);
  // A link that leads nowhere is a path, too.
  if (isThere(absolute)) return heldBy(absolute, arg);
  const layout = splitPath(arg);
  if (layout.wanted !== undefined && isThere(resolve(cwd, layout.path)))
    return heldBy(resolve(cwd, layout.path), layout.path, layout.wanted);
  return looksLikeReference(arg) ? { kind: 'registry', reference: arg } : undefined;
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

/** What a path holds, where that is an image. What cannot be looked at is told by who looks at paths. */
function heldBy(absolute: string, path: string, wanted?: string): ImageSource | undefined {
  const more = wanted === undefined ? {} : { wanted };
  const stats = statOf(absolute);
  // A pipe or device is never looked into: that may wait for ever.
  if (!stats?.isFile() && !stats?.isDirectory()) return undefined;
  if (stats.isDirectory()) {
    const isLayout = existsSync(join(absolute, 'oci-layout')) && existsSync(join(absolute, 'index.json'));
    return isLayout ? { kind: 'layout', path, ...more } : undefined;
  }
  return isArchive(absolute) ? { kind: 'archive', path, ...more } : undefined;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A tar archive has `ustar` in its first header; one that is compressed as a whole is told from text as well. */
function isArchive(path: string): boolean {
  const head = Buffer.alloc(512);
  try {
    const file = openSync(path, 'r');
    try {
      const length = readSync(file, head, 0, head.length, 0);
      if (length === 512 && head.toString('latin1', 257, 262) === 'ustar') return true;
      return (head[0] === 0x1f && head[1] === 0x8b) || head.readUInt32BE(0) === 0x28b52ffd;
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** `FOLDER:TAG`, `FOLDER@sha256:…`; a path may have colons of its own in what is before its last slash. */
function splitPath(text: string): { path: string; wanted?: string } {
  const digest = /@(sha(?:256|512):[0-9a-f]+)$/.exec(text);
  if (digest) return { path: text.slice(0, digest.index), wanted: digest[1]! };
  // `docker-archive:FILE:NAME:TAG` has a name with slashes behind the file.
  const colon = text.indexOf(':', /^[A-Za-z]:[\\/]/.test(text) ? 2 : 0);
  return colon === -1 ? { path: text } : { path: text.slice(0, colon), wanted: text.slice(colon + 1) };
}

/**
 * Whether a name that is no path here can be meant as an image: by the letters that references have (distribution,
 * reference.go), and not ending like a file.
 */
function looksLikeReference(arg: string): boolean {
  if (
    !/^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha(?:256|512):[0-9a-f]+)?$/.test(
      arg,
    )
  )
    return false;
  return !/\.(?:ya?ml|json|toml|hcl|tpl|dockerfile|containerfile|tar|tgz|gz|md|txt)$/.test(arg);
}
