import type { Field } from '../core/site.ts';
import { siteOf } from '../yaml/look.ts';
import type { YamlNode } from '../yaml/types.ts';
import { maskExpressions } from './expression.ts';
import type { ActionUse } from './types.ts';

/** `uses:` of a step or job in its parts. */
export function usesOf(node: YamlNode | undefined): ActionUse | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value.trim() === '') return undefined;
  const text = node.value.trim();
  const base = { text, at: siteOf(node), ...(node.comment ? { comment: node.comment } : {}) };
  if (text.startsWith('docker://')) return { ...base, kind: 'image', name: text.slice('docker://'.length) };
  if (/^\.{0,2}\//.test(text) || text === '.') return { ...base, kind: 'local', name: text };
  const at = text.lastIndexOf('@');
  const [place, ref] = at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  const [owner = '', repository = '', ...path] = place.split('/');
  return {
    ...base,
    kind: 'repository',
    name: `${owner}/${repository}`.toLowerCase(),
    ...(path.length > 0 ? { path: path.join('/') } : {}),
    ...(ref === undefined ? {} : { ref }),
  };
}

/** A full commit cannot be moved; a tag or branch can. SHA-256 repositories have 64 digits. */
export const isCommit = (ref: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(ref);

/** `v1`, `1.2.3`, `release/v1`, … as opposed to a branch such as `main`. */
export const looksLikeVersion = (ref: string): boolean =>
  ref.length < 256 && /(?:^|[/@-])v?\d+(?:\.\d+)*(?:[-+.]\w[\w.-]*)?$/.test(ref);

/** The action with its path, in lower case: what tables of known actions are keyed by. */
export const actionName = ({ name, path }: ActionUse): string =>
  path === undefined ? name : `${name}/${path.toLowerCase()}`;

/** An image reference in a text that may hold variables: is there a digest, a tag? */
export function pinOf(image: string): 'digest' | 'tag' | 'none' | 'unknown' {
  if (image.length > longest) return 'unknown';
  const text = maskExpressions(image, '\uFFFC').replace(/\$\{[^{}]*\}|\$\w+/g, '\uFFFC');
  // A plain scalar that runs on into the next line is no reference.
  if (/\s/.test(text)) return 'unknown';
  if (/@(?:sha256:|\uFFFC)/.test(text)) return 'digest';
  const last = text.slice(text.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  // A variable alone, or one at the end of a name, may hold all the rest.
  if (colon === -1) return last.endsWith('\uFFFC') ? 'unknown' : 'none';
  return colon === last.length - 1 ? 'unknown' : 'tag';
}

/** The tag of an image reference as written; undefined without one. */
export function tagOf({ value }: Field<string>): string | undefined {
  const name = value.includes('@') ? value.slice(0, value.indexOf('@')) : value;
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(colon + 1) : undefined;
}

/** Registry and path of a reference as written, without tag and digest. */
export function repositoryOf(reference: string): string {
  const at = reference.indexOf('@');
  const name = at === -1 ? reference : reference.slice(0, at);
  const colon = name.lastIndexOf(':');
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name;
}

/** No reference is longer. */
const longest = 2000;
